"""Killed with -9 in mid-message: sent again, it is answered, and it is remembered once."""

import pytest
from texting import Phone, form

from faults.server import TWILIO_TOKEN, times_kept
from faults.web import BROKEN

pytestmark = pytest.mark.slow

QUESTION = "how long is a session"


@pytest.mark.parametrize("moment", ["killed in the action", "killed before the answer is sent"])
def test_a_web_message_is_neither_lost_nor_doubled(faulty, client, moment):
    client.say("what should I wear")
    faulty.fault(moment)
    with pytest.raises(BROKEN):
        client.say(QUESTION, "the id")
    assert faulty.process.wait(10) == -9
    faulty.start()
    assert "60 minutes" in client.say(QUESTION, "the id").text
    assert client.history() == ["what should I wear", QUESTION]


def test_a_text_is_neither_lost_nor_doubled(faulty):
    phone = Phone(faulty.address, TWILIO_TOKEN)
    phone.send("hello")
    text = form(phone.number, QUESTION)
    before = times_kept(faulty, QUESTION)
    faulty.fault("killed before the reply is kept")
    with pytest.raises(BROKEN):
        phone.deliver(text)
    assert faulty.process.wait(10) == -9
    faulty.start()
    reply = phone.deliver(text).text()
    assert "60 min" in reply
    assert phone.deliver(text).text() == reply
    assert times_kept(faulty, QUESTION) == before + 1
