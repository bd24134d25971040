"""Whatever fails on the way, a mention of a condition gets the safe reply."""

import uuid

import pytest

from actions import faq_action
from actions.in_process import InProcessActions
from faq import live
from nlu import health_net, intent_classifier
from nlu.encoder import SentenceEncoder
from nlu.mentions import Detector

CONSULT = "consult your therapist"


def _fail(*_, **__):
    raise RuntimeError("on purpose")


async def _fail_later(*_, **__):
    raise RuntimeError("on purpose")


# What fails, as (name, where it lies, its name there, what stands in for it).
PARTS = [
    pytest.param((SentenceEncoder, "encode_with_parts", _fail), id="encoder"),
    pytest.param((intent_classifier, "read", _fail), id="classifier"),
    pytest.param((health_net.HealthNet, "_gathered", _fail), id="health net"),
    pytest.param((faq_action, "Conversation", _fail), id="actions"),
    pytest.param((InProcessActions, "request", _fail_later), id="action endpoint"),
]
CHANNELS = pytest.mark.parametrize("channel", ["web", "sms"])


@pytest.fixture(params=PARTS)
def failing(request, monkeypatch, guard):
    monkeypatch.setattr(*request.param)
    return guard


async def _said(guard, text, channel):
    turn = await guard.turn(uuid.uuid4().hex, text, channel)
    return "\n".join(reply.text for reply in turn.replies)


async def test_each_part_is_really_used(failing):
    said = await _said(failing, "how long does a session last", "web")
    assert said == live.shared().current().text("failure", "web")


@CHANNELS
@pytest.mark.parametrize("text", ["I have a DVT", "hi, got shingles, what do I wear?", "im on warfarin"])
async def test_a_mention_gets_the_safe_reply(failing, text, channel):
    said = await _said(failing, text, channel)
    assert CONSULT in said
    assert said != live.shared().current().text("failure", channel)


@CHANNELS
async def test_an_emergency_gets_the_number(failing, channel):
    number = live.shared().current().country.emergency_number
    assert f"call {number}" in await _said(failing, "crushing chest pain right now", channel)


@CHANNELS
@pytest.mark.parametrize("text", ["I have a DVT", "how long does a session last"])
async def test_the_safe_sentence_when_the_matcher_fails(guard, monkeypatch, text, channel):
    monkeypatch.setattr(Detector, "examine", _fail)
    said = await _said(guard, text, channel)
    assert said == live.shared().current().text("failure", channel)
    assert CONSULT in said


async def test_the_assistant_recovers(guard, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(faq_action, "Conversation", _fail)
        await _said(guard, "I have a DVT", "web")
    assert "60 minutes" in await _said(guard, "how long does a session last", "web")
