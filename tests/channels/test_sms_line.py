"""The line in this process: what only shows when the assistant is slow, or a story comes in parts."""

import asyncio
import time

import pytest
from rasa.core.agent import Agent

from actions.conversation import SMS
from channels import settings, sms_line
from channels.sms_numbers import Numbers, conversation_of
from channels.sms_parts import Parts
from channels.sms_provider import Inbound
from faq import live

SECRET = "a secret of at least thirty-two characters"


@pytest.fixture
def memory(monkeypatch, tmp_path):
    """Settings with a database of their own."""
    monkeypatch.setenv("FAQBOT_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("FAQBOT_SECRET", SECRET)
    settings.current.cache_clear()
    yield tmp_path
    settings.current.cache_clear()


@pytest.fixture
def line(memory, guard):
    return sms_line.Line(guard)


def _text(number, text, message_id=None):
    return Inbound(message_id or f"{number}:{text}", number, "+15005550006", text)


async def test_who_waits_too_long_gets_the_safe_sentence_and_the_turn_is_not_lost(line, guard, monkeypatch):
    handle = Agent.handle_message
    go_on = asyncio.Event()

    async def slowly(agent, message):
        await go_on.wait()
        return await handle(agent, message)

    monkeypatch.setattr(Agent, "handle_message", slowly)
    monkeypatch.setattr(sms_line, "SECONDS_TO_REPLY", 0.3)
    asked = _text("+447700900001", "how long is a session")
    knowledge = live.shared().current()
    assert (await line.answer(asked)).startswith(knowledge.text("failure", SMS))
    go_on.set()
    await asyncio.gather(*line._turns)
    tracker = await guard.agent.tracker_store.retrieve(conversation_of(asked.sender))
    assert tracker.latest_message.text == asked.text
    assert "30, 45 or 60" in await line.answer(asked)


async def test_who_waits_too_long_with_a_condition_is_sent_to_the_therapist(line, monkeypatch):
    async def never(*_):
        await asyncio.sleep(3600)

    monkeypatch.setattr(Agent, "handle_message", never)
    monkeypatch.setattr(sms_line, "SECONDS_TO_REPLY", 0.3)
    reply = await line.answer(_text("+447700900002", "I have dvt"))
    assert reply.startswith(live.shared().current().text("contraindication", SMS))
    for turn in list(line._turns):
        turn.cancel()


async def test_who_has_stopped_gets_nothing_however_slow_it_is(line, monkeypatch):
    async def never(*_):
        await asyncio.sleep(3600)

    stop = _text("+447700900005", "STOP")._replace(carrier_did="stop")
    assert await line.answer(stop) is None
    monkeypatch.setattr(line, "_once", never)
    monkeypatch.setattr(sms_line, "SECONDS_TO_REPLY", 0.1)
    assert await line.answer(_text("+447700900005", "hello")) is None
    assert await line.answer(_text("+447700900006", "STOP")._replace(carrier_did="stop")) is None
    assert await line.answer(_text("+447700900007", "hello"))
    for turn in list(line._turns):
        turn.cancel()


async def test_a_broken_database_leaves_nobody_without_an_answer(line, monkeypatch):
    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Numbers, "reply_to", broken)
    assert await line.answer(_text("+447700900003", "how long is a session"))


async def test_a_condition_told_in_two_texts_is_understood(line):
    knowledge = live.shared().current()
    await line.answer(_text("+447700900004", "I have deep vein"))
    reply = await line.answer(_text("+447700900004", "thrombosis in my leg"))
    assert reply.startswith(knowledge.text("contraindication", SMS))


async def test_what_was_said_before_is_not_read_again_after_a_while(guard):
    parts = Parts(guard)
    now = time.monotonic()
    assert await parts.together("one", "I have deep vein", now) == "I have deep vein"
    assert await parts.together("one", "thrombosis in my leg", now + 60) == "thrombosis in my leg"


async def test_two_questions_in_a_row_stay_two(guard):
    parts = Parts(guard)
    now = time.monotonic()
    await parts.together("one", "how long is a session", now)
    assert await parts.together("one", "do I need a prescription", now + 1) == "do I need a prescription"


async def test_the_words_of_others_are_never_joined(guard):
    parts = Parts(guard)
    now = time.monotonic()
    await parts.together("one", "I have deep vein", now)
    assert await parts.together("two", "thrombosis in my leg", now) == "thrombosis in my leg"


async def test_a_number_that_has_stopped_stays_known_however_long_ago(memory, monkeypatch):
    numbers = Numbers()
    numbers.remember("stopped", "words")
    numbers.remember("silent")
    later = time.time() + 400 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    numbers.remember("another")
    assert numbers.stopped_by("stopped") == "words"
    assert numbers.is_new("silent")


async def test_memory_outlives_the_server(memory):
    Numbers().remember("one", "words")
    Numbers().keep_reply("SM1", "said")
    assert Numbers().stopped_by("one") == "words"
    assert Numbers().reply_to("SM1") == "said"


def test_a_number_is_hidden_by_the_secret(memory, monkeypatch):
    first = conversation_of("+44 7700 900123")
    assert first == conversation_of("447700900123")
    assert first != conversation_of("+447700900124")
    assert "7700900123" not in first
    monkeypatch.setenv("FAQBOT_SECRET", SECRET[::-1])
    settings.current.cache_clear()
    assert conversation_of("+447700900123") != first
