"""`faqbot sms`: a rehearsal without Twilio."""

import os

import pytest
from conftest import free_port, serving

TOKEN = {"twilio_auth_token": "any value", "public_url": "https://bot.example.com"}


@pytest.fixture(scope="module")
def address(model, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("rehearsal"), model, **TOKEN) as address:
        yield address


def _settings(address, **changed):
    port = address.rsplit(":", 1)[1]
    chosen = {"port": port, **TOKEN, **changed}
    return {**os.environ, **{f"FAQBOT_{name.upper()}": value for name, value in chosen.items()}}


def test_the_reply_is_shown_with_its_segments(faqbot, address):
    done = faqbot("sms", "+44 7700 900123", "how long is a session", env=_settings(address))
    assert done.returncode == 0, done.stderr
    assert "30, 45 or 60 minutes" in done.stdout
    assert "2 segments" in done.stdout


def test_silence_is_shown_too(faqbot, address):
    done = faqbot("sms", "+447700900124", "STOP", env=_settings(address))
    assert done.returncode == 0
    assert "nothing is sent" in done.stdout


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"twilio_auth_token": "another"}, "FAQBOT_TWILIO_AUTH_TOKEN"),
        ({"public_url": "https://elsewhere.example.com"}, "FAQBOT_PUBLIC_URL"),
        ({"twilio_auth_token": ""}, "FAQBOT_TWILIO_AUTH_TOKEN is not set"),
        ({"port": str(free_port())}, "faqbot serve"),
    ],
)
def test_what_is_wrong_is_said(faqbot, address, changed, says):
    done = faqbot("sms", "+447700900125", "hello", env=_settings(address, **changed))
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_without_texts_is_named(faqbot, server):
    done = faqbot("sms", "+447700900125", "hello", env=_settings(server))
    assert done.returncode == 1
    assert "takes no text messages" in done.stderr
