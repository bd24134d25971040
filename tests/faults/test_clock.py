"""The clock jumps, as after a lost time server: conversations go on, and nothing is doubled."""

import base64
from pathlib import Path

import pytest
from texting import Phone

from faults.server import TWILIO_TOKEN, Server
from faults.web import Client

pytestmark = pytest.mark.slow

LIBRARY = max(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), default=None)
QUESTION = "how long is a session"


class Clock:
    """The clock of a server, ahead of the real one by `set` seconds."""

    def __init__(self, path):
        self._path = path
        self.set(0)

    def set(self, seconds):
        self._path.write_text(f"{seconds:+d}")

    def environment(self):
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._path),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    if LIBRARY is None:
        pytest.skip("libfaketime is not installed (.ci/run installs it)")
    return Clock(tmp_path_factory.mktemp("clock") / "offset")


@pytest.fixture(scope="module")
def server(clock, model, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), environment=clock.environment()) as server:
        yield server


@pytest.fixture(autouse=True)
def right_time(clock):
    clock.set(0)


def test_the_server_sees_the_clock(server, clock):
    now = time_of_token(server)
    clock.set(86_400)
    assert 86_400 <= time_of_token(server) - now < 86_460


def time_of_token(server):
    """The seconds since 1970 that the server puts into a token."""
    written = Client(server.address).begin().token.split(".")[1]
    return int.from_bytes(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)), "big")


@pytest.mark.parametrize("seconds", [-2, -3_600, -86_400 * 400, 3_500])
def test_a_conversation_goes_on(server, clock, seconds):
    client = Client(server.address).begin()
    assert "therapist" in client.say("I have a DVT").text
    clock.set(seconds)
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert "therapist" in client.say("what should I wear").text
    assert client.history() == ["I have a DVT", QUESTION, "what should I wear"]


def test_a_conversation_begun_in_the_future_goes_on(server, clock):
    clock.set(86_400)
    client = Client(server.address).begin()
    client.say("hello")
    clock.set(0)
    client.say("I have a DVT")
    assert "therapist" in client.say(QUESTION, "the id").text
    client.say(QUESTION, "the id")
    assert client.history() == ["hello", "I have a DVT", QUESTION]


def test_after_a_long_jump_a_new_session_begins(server, clock):
    client = Client(server.address).begin()
    client.say("hello")
    clock.set(86_400 * 3)
    assert client.say(QUESTION).status == 401
    assert "60 minutes" in Client(server.address).begin().say(QUESTION).text


@pytest.mark.parametrize("seconds", [-86_400, 86_400])
def test_texts_are_answered(server, clock, seconds):
    phone = Phone(server.address, TWILIO_TOKEN)
    phone.send("hello")
    clock.set(seconds)
    assert "60 min" in phone.send(QUESTION)
