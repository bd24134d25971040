"""Ten thousand connections that say nothing, clients that speak drop by drop, and 1 GB of memory."""

import resource
import secrets
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from faults.server import FAQBOT, Server
from faults.web import Client

pytestmark = pytest.mark.slow

SILENT = 10_000
MEGABYTES = 1024
QUESTION = "how long is a session"
GROUPS = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")


class Memory:
    """A control group whose processes get 1 GB together; where there is none, nothing is held back."""

    def __init__(self):
        self._folder = None
        for root, limit in zip(GROUPS, ("memory.limit_in_bytes", "memory.max")):
            folder = root / f"faqbot-{secrets.token_hex(4)}"
            try:
                folder.mkdir()
                (folder / limit).write_text(str(MEGABYTES << 20))
            except OSError:
                if folder.exists():
                    folder.rmdir()
                continue
            self._folder = folder
            break

    def held(self, command):
        """Return the command that runs `command` in the group."""
        if self._folder is None:
            return command
        return ["sh", "-c", f'echo $$ > {self._folder}/cgroup.procs && exec "$@"', "sh", *command]

    def remove(self):
        if self._folder is not None:
            self._folder.rmdir()


@pytest.fixture(scope="module")
def server(model, tmp_path_factory):
    memory = Memory()
    with Server(tmp_path_factory.mktemp("server"), command=memory.held(FAQBOT)) as server:
        yield server
    memory.remove()


@pytest.fixture
def many_files():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < SILENT + 1_000:
        pytest.skip(f"this user may open {before[1]} files only")
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def connect(server):
    address = urlsplit(server.address)
    return socket.create_connection((address.hostname, address.port), timeout=60)


DROPS = {
    "header": b"GET /faq HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "body": b"POST /chat/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n",
}


@pytest.fixture(scope="module")
def dripping(server):
    """Clients that go on with one byte a second, from now on; for each how long it may, None if for ever."""
    lasted = {}

    def drip(part):
        began = time.monotonic()
        with connect(server) as connection:
            connection.sendall(DROPS[part])
            for _ in range(60):
                time.sleep(1)
                try:
                    connection.sendall(b" ")
                except OSError:
                    lasted[part] = time.monotonic() - began
                    return
        lasted[part] = None

    threads = [threading.Thread(target=drip, args=(part,)) for part in DROPS]
    for thread in threads:
        thread.start()
    return threads, lasted


def test_ten_thousand_connections_that_say_nothing(server, many_files, dripping):
    client = Client(server.address).begin()
    silent = []
    try:
        for _ in range(SILENT):
            silent.append(connect(server))
        assert "60 minutes" in client.say(QUESTION).text
        # The server hangs up by itself, so that they cannot stay.
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.open_files() > 200:
            time.sleep(0.5)
        assert server.open_files() <= 200
        assert "60 minutes" in client.say(QUESTION).text
    finally:
        for connection in silent:
            connection.close()
    assert server.peak() < MEGABYTES


def test_a_rush_within_one_gigabyte(server):
    texts = ["x" * 1_000, "how long " * 1_000, "I have a DVT. " * 70, QUESTION]
    statuses = []

    def ask(number):
        client = Client(server.address).begin()
        for turn in range(4):
            statuses.append(client.say(texts[(number + turn) % len(texts)], timeout=60).status)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == 32 * 4
    assert set(statuses) == {200, 422}
    assert server.peak() < MEGABYTES
    assert server.process.poll() is None


def test_clients_that_speak_drop_by_drop_are_hung_up_on(dripping):
    threads, lasted = dripping
    for thread in threads:
        thread.join()
    assert set(lasted) == set(DROPS)
    assert None not in lasted.values()
