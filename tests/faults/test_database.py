"""PostgreSQL gone and back, killed, and slow; SQLite's file locked and removed; the disk full."""

import sqlite3
import subprocess
import time

import psycopg2
import pytest
from texting import Phone, form

from faq import live
from faults.server import TWILIO_TOKEN, Server
from faults.web import Client

pytestmark = pytest.mark.slow

QUESTION = "how long is a session"


def failure(channel):
    return live.shared().current().text("failure", channel)


def is_answered_again(client, seconds=30):
    """Whether the client, who tries again and again, gets the answer in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if "60 minutes" in client.say(QUESTION).text:
            return True
        time.sleep(0.5)
    return False


@pytest.fixture(scope="module")
def with_postgres(postgres, model, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("postgres"), database_url=postgres.url) as server:
        yield server


def test_postgres_gone_and_back(with_postgres, postgres):
    client = Client(with_postgres.address).begin()
    phone = Phone(with_postgres.address, TWILIO_TOKEN)
    client.say("what should I wear")
    postgres.stop()
    try:
        unanswered = client.say(QUESTION, "the id")
        assert unanswered.text == failure("web")
        assert "consult your therapist" in client.say("I have a DVT").text
        assert "therapist" in phone.send("I have a DVT")
        assert with_postgres.status("/healthz") == 200
    finally:
        postgres.start()
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert client.history() == ["what should I wear", QUESTION]
    assert "60 min" in phone.send(QUESTION)


def test_postgres_slow(with_postgres, postgres):
    """Somebody holds a lock on the conversations, as a long migration or a lost client does."""
    client = Client(with_postgres.address).begin()
    phone = Phone(with_postgres.address, TWILIO_TOKEN)
    client.say("what should I wear")
    with psycopg2.connect(postgres.url) as blocking:
        blocking.cursor().execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        assert client.say(QUESTION, "the id").text == failure("web")
        assert "therapist" in phone.send("I have a DVT")
        assert with_postgres.status("/healthz", timeout=3) == 200
        waited = time.monotonic() - began
        blocking.rollback()
    blocking.close()
    # Twilio waits for 15 seconds, the widget for 20.
    assert waited < 30
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert client.history() == ["what should I wear", QUESTION]


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory):
    """A folder on a disk of 1 MB."""
    folder = tmp_path_factory.mktemp("disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def with_small_disk(small_disk, model):
    with Server(small_disk) as server:
        yield server


def test_disk_full(with_small_disk):
    client = Client(with_small_disk.address).begin()
    phone = Phone(with_small_disk.address, TWILIO_TOKEN)
    client.say("what should I wear")
    ballast = with_small_disk.data / "ballast"
    with pytest.raises(OSError, match="No space left"), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    try:
        assert fill_rest(client) == failure("web")
        assert "consult your therapist" in client.say("I have a DVT").text
        assert "therapist" in phone.send("I have a DVT")
    finally:
        ballast.unlink()
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert client.say(QUESTION, "the id").status == 200
    assert client.history().count(QUESTION) == 1
    assert "60 min" in phone.send(QUESTION)


def fill_rest(client):
    """Ask until what the database had in reserve is used up, and return the last answer."""
    for _ in range(100):
        text = client.say("what is clinical massage").text
        if text == failure("web"):
            break
    return text


def test_sqlite_locked(with_small_disk):
    client = Client(with_small_disk.address).begin()
    phone = Phone(with_small_disk.address, TWILIO_TOKEN)
    client.say("what should I wear")
    other = sqlite3.connect(with_small_disk.data / "conversations.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert client.say(QUESTION, "the id").text == failure("web")
        text = form(phone.number, "I have a DVT")
        assert "therapist" in phone.deliver(text).text()
        assert with_small_disk.status("/healthz", timeout=3) == 200
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert client.history() == ["what should I wear", QUESTION]


def test_sqlite_removed(with_small_disk):
    client = Client(with_small_disk.address).begin()
    client.say("what should I wear")
    for path in with_small_disk.data.glob("conversations.db*"):
        path.unlink()
    assert client.say(QUESTION).text in (failure("web"), *[answer_to_question()])
    assert is_answered_again(Client(with_small_disk.address).begin())
    phone = Phone(with_small_disk.address, TWILIO_TOKEN)
    assert "60 min" in phone.send(QUESTION)
    # What is said from now on is kept where it is looked for after a restart.
    assert (with_small_disk.data / "conversations.db").exists()


def answer_to_question():
    return live.shared().current().entries["session_length"].answer.strip()
