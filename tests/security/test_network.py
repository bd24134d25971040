"""Training, serving and asking send nothing to another machine: watched by strace, call by call."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import yaml
from faults.server import FAQBOT, Server
from faults.web import Client

pytestmark = pytest.mark.slow

# Every call that can name another machine. Name look-ups are among them: they are sent to a server.
# The watched process is the one that is started, as without the watch.
WATCH = [
    "strace",
    "--daemonize",
    "--follow-forks",
    "--seccomp-bpf",
    "--quiet=all",
    "-e",
    "trace=connect,sendto,sendmsg",
]
ADDRESS = re.compile(r'sin6?_addr=inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"|inet_pton\(AF_INET6, "([^"]+)"')
LOOPBACK = re.compile(r"127\.|::1$|::ffff:127\.")


@pytest.fixture
def watched(tmp_path):
    """Return a command that is watched, and a function that returns the addresses it has spoken to."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed (.ci/run installs it)")
    log = tmp_path / "calls"

    def spoken_to():
        calls = log.read_text(errors="replace")
        assert "AF_" in calls or "connect" in calls or calls == ""
        return {first or second for first, second in ADDRESS.findall(calls)}

    return lambda command: [*WATCH, "-o", str(log), *command], spoken_to


def elsewhere(addresses):
    return {address for address in addresses if not LOOPBACK.match(address)}


def test_the_watch_sees_who_is_spoken_to(watched):
    watch, spoken_to = watched
    program = (
        "import socket\n"
        "for kind, address in ((socket.AF_INET, '192.0.2.1'), (socket.AF_INET6, '2001:db8::1')):\n"
        "    probe = socket.socket(kind, socket.SOCK_DGRAM)\n"
        "    try: probe.connect((address, 9))\n"
        "    except OSError: pass\n"
    )
    subprocess.run(watch([sys.executable, "-c", program]), check=True)
    assert spoken_to() == {"192.0.2.1", "2001:db8::1"}


def listens_on(port):
    """The process that listens on `port`; the one that was started is the watch."""
    taken = (one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN)
    return next(one.pid for one in taken if one.laddr.port == port)


def test_serving_and_answering_stay_on_this_machine(watched, model, tmp_path):
    watch, spoken_to = watched
    with Server(tmp_path, command=watch(FAQBOT)) as server:
        watched_server = psutil.Process(listens_on(int(server.address.rpartition(":")[2])))
        try:
            client = Client(server.address).begin()
            assert "60 minutes" in client.say("how long is a session").text
            assert "therapist" in client.say("I have a DVT").text
        finally:
            watched_server.kill()
        server.process.wait(60)
    assert elsewhere(spoken_to()) == set()


def test_training_and_asking_stay_on_this_machine(watched, copy, faqbot):
    watch, spoken_to = watched
    shorten(copy)
    command = str(Path(sys.executable).with_name("faqbot"))
    for arguments in (["train"], ["ask", "how long is a session"]):
        subprocess.run(watch([command, *arguments]), cwd=copy, check=True, capture_output=True)
        assert elsewhere(spoken_to()) == set()


def shorten(folder):
    """Leave so little to learn that training is quick."""
    for path in (folder / "faq/entries").glob("*.yml"):
        entry = yaml.safe_load(path.read_text())
        entry["phrasings"] = entry["phrasings"][:10]
        path.write_text(yaml.safe_dump(entry, sort_keys=False, allow_unicode=True))
