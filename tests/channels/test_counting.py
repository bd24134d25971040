"""A message counts once, by what its client was told, whenever its turn comes to its end."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from prometheus_client import REGISTRY
from rasa.core.agent import Agent

from channels import in_order, sms_line, web_chat
from channels.errors import ApiError
from channels.guard import Guard
from channels.sms_provider import Inbound
from channels.web_chat import WebChat

OUTCOMES = ("answered", "escalated", "failed", "refused", "asked_back", "unanswered", "small_talk")


pytestmark = pytest.mark.usefixtures("own_data_folder")


@pytest.fixture
def counted():
    """Return what a channel has counted since the test began."""

    def value(channel, outcome):
        labels = {"channel": channel, "outcome": outcome}
        return REGISTRY.get_sample_value("faqbot_messages_total", labels) or 0

    before = {
        (channel, outcome): value(channel, outcome) for channel in ("web", "sms") for outcome in OUTCOMES
    }

    def since(channel):
        found = {outcome: value(channel, outcome) - before[channel, outcome] for outcome in OUTCOMES}
        return {outcome: count for outcome, count in found.items() if count}

    return since


@pytest.fixture
def go_on(monkeypatch):
    """An event that every turn waits for; nobody else waits for long."""
    handle, go_on = Agent.handle_message, asyncio.Event()

    async def slowly(agent, message):
        await go_on.wait()
        return await handle(agent, message)

    monkeypatch.setattr(Agent, "handle_message", slowly)
    for channel in (sms_line, web_chat):
        monkeypatch.setattr(channel, "SECONDS_TO_REPLY", 0.3)
    return go_on


@pytest.fixture
def chat(guard):
    """Send a message to the website's chat of this process."""
    chat, app = WebChat(), SimpleNamespace(ctx=SimpleNamespace(agent=guard.agent))

    async def send(text, **fields):
        body = json.dumps({"text": text, **fields}).encode()
        request = SimpleNamespace(body=body, token=None, remote_addr="", ip="127.0.0.1", app=app)
        return await chat.answer(request)

    return send


async def test_a_late_message_is_counted_as_failed_and_not_as_answered_too(chat, go_on, counted):
    await chat("how long is a session")
    assert counted("web") == {"failed": 1}
    go_on.set()
    await in_order.finish(5)
    assert counted("web") == {"failed": 1}


async def test_a_message_that_its_client_hung_up_on_is_counted_as_answered(chat, go_on, counted):
    gone = asyncio.create_task(chat("how long is a session"))
    await asyncio.sleep(0.1)
    gone.cancel()
    go_on.set()
    await in_order.finish(5)
    assert counted("web") == {"answered": 1}


async def test_a_conversation_that_cannot_be_read_is_a_failure(chat, counted, monkeypatch):
    async def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(web_chat.history, "replies_to", broken)
    await chat("how long is a session", message_id="one")
    assert counted("web") == {"failed": 1}


async def test_who_is_told_to_try_again_later_is_counted_only_if_warned(chat, counted, monkeypatch):
    async def busy(*_):
        raise ApiError(503, "busy", "Try again in a moment.")

    monkeypatch.setattr(in_order.InOrder, "finished", busy)
    with pytest.raises(ApiError):
        await chat("how long is a session")
    assert counted("web") == {}
    await chat("I have dvt")
    assert counted("web") == {"failed": 1}


async def test_a_late_text_is_counted_as_failed_and_not_as_answered_too(guard, go_on, counted):
    line = sms_line.Line(guard)
    assert await line.answer(Inbound("SM1", "+447700900016", "+15005550006", "how long is a session"))
    assert counted("sms") == {"failed": 1}
    go_on.set()
    await in_order.finish(5)
    assert counted("sms") == {"failed": 1}


async def test_a_text_that_fails_is_counted_once(guard, counted, monkeypatch):
    async def fail(*_, **__):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(Guard, "turn", fail)
    line = sms_line.Line(guard)
    assert await line.answer(Inbound("SM2", "+447700900017", "+15005550006", "how long is a session"))
    assert counted("sms") == {"failed": 1}
