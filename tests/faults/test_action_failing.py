"""An action that raises, one that hangs and one that is slow: each client gets a sentence."""

import socket
import threading
import time
from urllib.parse import urlencode, urlsplit

import pytest
from texting import PATH, Phone, form, signed

from faq import live
from faults.server import TWILIO_TOKEN, times_kept
from faults.web import BROKEN, Client

pytestmark = pytest.mark.slow

QUESTION = "how long is a session"


def failure(channel):
    return live.shared().current().text("failure", channel)


def hang_up_after(seconds, phone, text):
    """Deliver `text` and close the connection before it is answered."""
    body = urlencode(text)
    headers = {**signed(text, TWILIO_TOKEN), "Host": "localhost", "Content-Length": str(len(body))}
    lines = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    address = urlsplit(phone.address)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall("\r\n".join(lines).encode())
        time.sleep(seconds)


def test_one_that_raises(faulty, client):
    faulty.fault("action raises")
    assert client.say(QUESTION).text == failure("web")
    assert "consult your therapist" in client.say("I have a fever, how long is a session").text
    faulty.fault("")
    assert "60 minutes" in client.say(QUESTION).text


def test_one_that_hangs_keeps_nobody_else_waiting(faulty, client):
    faulty.fault("action hangs")
    said = []
    hanging = threading.Thread(target=lambda: said.append(client.say(QUESTION).text))
    hanging.start()
    time.sleep(1)
    assert faulty.status("/healthz", timeout=3) == 200
    other = Client(faulty.address).begin()
    assert "consult your therapist" in other.say("I have a fever", timeout=5).text
    hanging.join()
    assert said == [failure("web")]
    faulty.fault("")
    assert "60 minutes" in other.say(QUESTION).text
    # The client's own next message is answered, or it gets the sentence again; it never waits for ever.
    assert client.say(QUESTION).text


def test_what_follows_a_late_answer_comes_after_it_and_what_is_sent_again_is_heard_once(faulty, client):
    faulty.fault("action is late")
    assert client.say(QUESTION, "the id").text == failure("web")
    faulty.fault("")
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert "therapist" in client.say("I have a DVT").text
    assert client.history() == [QUESTION, "I have a DVT"]


def test_a_client_who_hangs_up_and_sends_it_again_is_heard_once(faulty, client):
    faulty.fault("action is slow")
    with pytest.raises(BROKEN):
        client.say(QUESTION, "the id", timeout=0.5)
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert client.history() == [QUESTION]


def test_a_text_in_mid_answer_is_finished_when_the_server_is_stopped(faulty):
    phone = Phone(faulty.address, TWILIO_TOKEN)
    text = form(phone.number, QUESTION)
    faulty.fault("action is slow")
    replies = []
    sending = threading.Thread(target=lambda: replies.append(phone.deliver(text).text()))
    sending.start()
    time.sleep(1)
    faulty.terminate()
    sending.join()
    assert faulty.process.wait(30) == 0
    assert "60 min" in replies[0]
    faulty.start()
    assert phone.deliver(text).text() == replies[0]


def test_a_text_whose_carrier_has_hung_up_is_finished_too(faulty):
    phone = Phone(faulty.address, TWILIO_TOKEN)
    text = form(phone.number, QUESTION)
    before = times_kept(faulty, QUESTION)
    faulty.fault("action is slow")
    hang_up_after(0.5, phone, text)
    faulty.terminate()
    assert faulty.process.wait(30) == 0
    faulty.fault("")
    faulty.start()
    assert times_kept(faulty, QUESTION) == before + 1
    assert "60 min" in phone.deliver(text).text()
    assert times_kept(faulty, QUESTION) == before + 1
