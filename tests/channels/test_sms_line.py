"""The line in this process: what only shows when the assistant is slow, or a story comes in parts."""

import asyncio
import time

import pytest
from rasa.core.agent import Agent

from actions.conversation import SMS
from channels import retention, settings, sms_line, sms_parts
from channels.sms_numbers import Numbers, conversation_of
from channels.sms_parts import together
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


@pytest.fixture
def broken(monkeypatch):
    """A database that notes nothing of numbers."""

    def fail(*_):
        raise OSError("disk full")

    for name in ("reply_to", "stopped_by", "is_new", "remember", "keep_reply"):
        monkeypatch.setattr(Numbers, name, fail)


async def test_a_broken_database_leaves_nobody_without_an_answer(line, broken):
    question = "how long is a session"
    assert "30, 45 or 60" in await line.answer(_text("+447700900012", question))
    await line.answer(_text("+447700900003", "I have dvt"))
    reminder = live.shared().current().text("reminder", SMS)
    assert (await line.answer(_text("+447700900003", question))).startswith(reminder)


async def test_a_broken_database_lets_nobody_text_without_end(line, broken):
    texts = [_text("+447700900013", "hello", str(n)) for n in range(settings.current().sms_replies_per_hour)]
    assert all([await line.answer(text) for text in texts])
    assert await line.answer(_text("+447700900013", "hello")) is None


async def test_a_broken_database_confirms_no_stop(line, broken):
    knowledge = live.shared().current()
    answer = await line.answer(_text("+447700900014", "stop texting me"))
    assert answer.startswith(knowledge.text("failure", SMS))


async def test_a_question_back_after_a_mention_has_a_list_that_a_digit_picks_from(
    line, doubtful, monkeypatch
):
    knowledge, number = live.shared().current(), "+447700900015"
    # Each text is read by itself.
    monkeypatch.setattr(sms_parts, "SECONDS_APART", 0)
    await line.answer(_text(number, "I have dvt"))
    asked = await line.answer(_text(number, doubtful))
    first = asked.split(f"{knowledge.text('did_you_mean', SMS)} 1 ")[1].split(",")[0]
    again = await line.answer(_text(number, "7"))
    assert f"{knowledge.text('not_on_list', SMS)} 1 {first}" in again
    [chosen] = [entry for entry in knowledge.entries.values() if first in (entry.menu, entry.question)]
    assert knowledge.fill(chosen.sms) in await line.answer(_text(number, "1"))


# None of these tells by itself what they tell together.
STORY = ("well I think", "I am sure that it is a heart", "attack I think")


async def test_a_condition_told_in_several_texts_is_understood(line):
    emergency = live.shared().current().text("emergency", SMS)
    for part in STORY:
        alone = await line.answer(_text(f"+44770090010{STORY.index(part)}", part))
        assert "emergency number" not in alone
        told = await line.answer(_text("+447700900004", part))
    assert told.startswith(emergency)
    # It was said; what follows is read by itself again.
    assert emergency not in await line.answer(_text("+447700900004", "how long is a session"))


async def test_what_was_read_together_is_kept_so_and_not_doubled_by_what_follows(line, guard):
    one = conversation_of("+447700900005")
    for part in ("I had a heart", "attack last year"):
        await line.answer(_text("+447700900005", part))
    tracker = await guard.agent.tracker_store.retrieve(one)
    assert tracker.latest_message.text == "I had a heart attack last year"
    await line.answer(_text("+447700900005", "i am on blood"))
    assert await together(guard, one, "thinners", time.time()) == (
        "I had a heart attack last year i am on blood thinners"
    )


async def test_what_was_said_before_is_not_read_again_after_a_while(line, guard):
    await line.answer(_text("+447700900006", "I had a heart"))
    one, text = conversation_of("+447700900006"), "attack last year"
    assert await together(guard, one, text, time.time()) == f"I had a heart {text}"
    assert await together(guard, one, text, time.time() + 60) == text


async def test_two_questions_in_a_row_stay_two(line, guard):
    await line.answer(_text("+447700900007", "how long is a session"))
    text = "do I need a prescription"
    assert await together(guard, conversation_of("+447700900007"), text, time.time()) == text


async def test_the_words_of_others_are_never_joined(line, guard):
    await line.answer(_text("+447700900008", "I had a heart"))
    text = "attack last year"
    assert await together(guard, conversation_of("+447700900009"), text, time.time()) == text


async def test_a_number_that_has_stopped_stays_known_however_long_ago(memory, monkeypatch):
    numbers = Numbers()
    numbers.remember("stopped", "words")
    numbers.remember("silent")
    later = time.time() + 400 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    retention.enforce()
    assert numbers.stopped_by("stopped") == "words"
    assert numbers.is_new("silent")


async def test_a_line_that_nobody_texts_keeps_no_reply_for_longer_than_retries_go_on(memory, monkeypatch):
    numbers = Numbers()
    numbers.keep_reply("SM1", "said")
    retention.enforce()
    assert numbers.reply_to("SM1") == "said"
    later = time.time() + 2 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    retention.enforce()
    assert numbers.reply_to("SM1") is None


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
