"""PostgreSQL gone and back, killed, and slow; SQLite's file locked and removed; the disk full."""

import sqlite3
import subprocess
import time

import psycopg2
import pytest
from texting import Phone

from faults.server import TWILIO_TOKEN, Server, times_kept
from faults.web import Client

pytestmark = pytest.mark.slow

QUESTION = "how long is a session"


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
        assert "consult your therapist" in client.say("I have a DVT", "the id").text
        assert "60 minutes" in Client(with_postgres.address).begin().say(QUESTION).text
        assert "therapist" in phone.send("I have a DVT")
        assert "60 min" in Phone(with_postgres.address, TWILIO_TOKEN).send(QUESTION)
        assert with_postgres.status("/healthz") == 200
        wait_until(lambda: with_postgres.status("/readyz", timeout=20) == 503)
    finally:
        postgres.start()
    wait_until_kept(client, 2)
    # Sent again, it is not said again; and what was said in between is remembered.
    assert "consult your therapist" in client.say("I have a DVT", "the id").text
    assert "consult your therapist" in client.say(QUESTION).text
    assert client.history() == ["what should I wear", "I have a DVT", QUESTION]
    assert "therapist" in phone.send(QUESTION)
    # There is no room beside it and how to stop, which is said to a number that is not known to have texted.
    assert "60 min" in phone.send("1")


def test_postgres_slow(with_postgres, postgres):
    """Somebody holds a lock on the conversations, as a long migration or a lost client does."""
    client = Client(with_postgres.address).begin()
    phone = Phone(with_postgres.address, TWILIO_TOKEN)
    client.say("what should I wear")
    with psycopg2.connect(postgres.url) as blocking:
        blocking.cursor().execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
        # Twilio waits for 15 seconds, the widget for 20.
        assert "60 minutes" in client.say(QUESTION, "the id", timeout=15).text
        assert "therapist" in phone.send("I have a DVT")
        assert with_postgres.status("/healthz", timeout=3) == 200
        blocking.rollback()
    blocking.close()
    assert "60 minutes" in client.say(QUESTION, "the id").text
    wait_until_kept(client, 2)
    assert client.history() == ["what should I wear", QUESTION]


def test_postgres_that_does_not_say_anything(with_postgres, postgres):
    """Its processes stand still, as those of a machine that is out of memory do."""
    client = Client(with_postgres.address).begin()
    phone = Phone(with_postgres.address, TWILIO_TOKEN)
    client.say("what should I wear")
    with postgres.standing_still():
        assert client.say("I have a DVT", "the id", timeout=18).text.count("consult your therapist")
        assert "therapist" in phone.send("I have a DVT")
        assert with_postgres.status("/healthz", timeout=3) == 200
    assert is_answered_again(client)
    assert "consult your therapist" in client.say("I have a DVT", "the id").text
    assert client.history().count("I have a DVT") == 1


def wait_until_kept(client, count):
    """Wait until the database has `count` messages of the client."""
    wait_until(lambda: len(client.history()) >= count)


def wait_until(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


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
        # The database has some room of its own, which others use up.
        for _ in range(100):
            Client(with_small_disk.address).begin().say("does it hurt")
            if "cannot be written" in with_small_disk.said():
                break
        assert "cannot be written" in with_small_disk.said()
        assert "consult your therapist" in client.say("I have a DVT", "the id").text
        assert "therapist" in phone.send("I have a DVT")
    finally:
        ballast.unlink()
    wait_until_kept(client, 2)
    assert "consult your therapist" in client.say("I have a DVT", "the id").text
    assert "consult your therapist" in client.say(QUESTION).text
    assert client.history() == ["what should I wear", "I have a DVT", QUESTION]
    assert "session" in phone.send(QUESTION)


def test_sqlite_locked(with_small_disk):
    client = Client(with_small_disk.address).begin()
    phone = Phone(with_small_disk.address, TWILIO_TOKEN)
    client.say("what should I wear")
    other = sqlite3.connect(with_small_disk.data / "conversations.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert "60 minutes" in client.say(QUESTION, "the id", timeout=15).text
        assert "therapist" in phone.send("I have a DVT")
        assert with_small_disk.status("/healthz", timeout=3) == 200
    finally:
        other.execute("ROLLBACK")
        other.close()
    wait_until_kept(client, 2)
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert client.history() == ["what should I wear", QUESTION]


def test_sqlite_removed(with_small_disk):
    client = Client(with_small_disk.address).begin()
    client.say("what should I wear")
    for path in with_small_disk.data.glob("conversations.db*"):
        path.unlink()
    assert client.say(QUESTION).text
    assert is_answered_again(Client(with_small_disk.address).begin())
    assert "60 min" in Phone(with_small_disk.address, TWILIO_TOKEN).send(QUESTION)
    # What is said from now on is kept where it is looked for after a restart.
    wait_until((with_small_disk.data / "conversations.db").exists)
    client = Client(with_small_disk.address).begin()
    assert "60 minutes" in client.say(QUESTION).text
    wait_until(lambda: times_kept(with_small_disk, QUESTION) >= 1)
