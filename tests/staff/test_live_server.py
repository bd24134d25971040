"""Clients keep asking while an editor saves and a new model arrives: nothing is lost, nothing is mixed."""

import json
import shutil
import threading
import time
import urllib.request

import pytest
from conftest import serving

from channels import checksum

CLIENTS = 20
SAVES = 50
QUESTION = "How long does a typical session last?"


class Clients:
    """Threads that ask again and again, and keep what they were told."""

    def __init__(self, address):
        self.address = address
        self.texts = []
        self.failures = []
        self.stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self._threads:
            thread.join(60)

    def _ask(self):
        token = None
        while not self.stop.is_set():
            try:
                said = ask(self.address, token)
                token = said["token"]
                self.texts.append((time.monotonic(), said["replies"][0]["text"]))
            except (OSError, ValueError, KeyError) as error:
                self.failures.append(repr(error))
            time.sleep(0.3)


def ask(address, token=None):
    body = json.dumps({"text": QUESTION, **({"token": token} if token else {})}).encode()
    request = urllib.request.Request(f"{address}/chat/messages", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


@pytest.fixture
def project_served(copy_with_model, model, tmp_path):
    """The address of a server on a copy of the project, its folder and its log."""
    limits = {"messages_per_minute": "100000", "messages_per_minute_per_address": "100000"}
    with serving(tmp_path, model, cwd=copy_with_model, **limits) as address:
        yield address, copy_with_model, tmp_path / "server.log"


@pytest.mark.slow
def test_fifty_saves_under_twenty_clients(project_served):
    address, folder, log = project_served
    path = folder / "faq/entries/session_length.yml"
    original = path.read_text()
    good = {ask(address)["replies"][0]["text"]}
    with Clients(address) as clients:
        for number in range(SAVES):
            if number % 3 == 2:
                path.write_text(original.replace("answer:", "awnser:"))
            else:
                path.write_text(original.replace("Sessions commonly last", f"Edit {number}: sessions last"))
                good |= {
                    text.replace("Sessions commonly last", f"Edit {number}: sessions last")
                    for text in set(good)
                }
            time.sleep(0.4)
        path.write_text(original.replace("Sessions commonly last", "The final edit: sessions last"))
        saved = time.monotonic()
        good |= {
            text.replace("Sessions commonly last", "The final edit: sessions last") for text in set(good)
        }
        time.sleep(3)
    assert clients.failures == []
    assert len(clients.texts) > CLIENTS
    assert {text for _, text in clients.texts} <= good
    taken = [moment for moment, text in clients.texts if text.startswith("The final edit")]
    assert taken
    late = [
        text for moment, text in clients.texts if moment > saved + 2.9 and not text.startswith("The final")
    ]
    assert late == []
    assert "'awnser': is not a known key" in log.read_text()


@pytest.mark.slow
def test_an_edit_while_nobody_asks_is_in_the_first_answer(project_served):
    address, folder, _ = project_served
    ask(address)
    path = folder / "faq/entries/session_length.yml"
    path.write_text(path.read_text().replace("Sessions commonly last", "The quiet edit: sessions last"))
    time.sleep(4)
    assert ask(address)["replies"][0]["text"].startswith("The quiet edit")


@pytest.mark.slow
def test_a_new_model_is_taken_without_losing_a_message_and_a_broken_one_is_not(project_served, model):
    address, folder, log = project_served
    with Clients(address) as clients:
        broken = folder / "models" / "99990101-000000-broken.tar.gz"
        broken.write_bytes(b"not a model")
        wait_for("cannot be loaded", log)
        newer = folder / "99990102-000000-newer.tar.gz"
        shutil.copy(model, newer)
        checksum.write(newer)
        checksum.move(newer, folder / "models")
        wait_for("99990102-000000-newer.tar.gz is in use", log)
        asked = len(clients.texts)
        time.sleep(2)
    assert clients.failures == []
    assert len(clients.texts) > asked
    assert len({text for _, text in clients.texts}) == 1


def wait_for(words, log):
    deadline = time.monotonic() + 90
    while words not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
