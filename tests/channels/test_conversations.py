"""A conversation is read from its end, and nothing that is said in it is lost or written twice."""

import copy
import time

import pytest
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

from channels import history
from channels.conversations import TURNS, Conversations
from channels.guard import Guard

QUESTIONS = ("how long is a session", "will it hurt", "do I need to undress", "how often should I come")


@pytest.fixture
def store(guard, tmp_path):
    return Conversations(domain=guard.agent.domain, dialect="sqlite", db=str(tmp_path / "conversations.db"))


@pytest.fixture
def remembering(guard, store):
    """The shared assistant, with a memory in the file of `store`."""
    agent, agent.processor = copy.copy(guard.agent), copy.copy(guard.agent.processor)
    agent.tracker_store = agent.processor.tracker_store = store
    return Guard(agent)


def _texts(tracker):
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def _hold(remembering, texts):
    for text in texts:
        turn = await remembering.turn("client", text, "web")
    return "\n".join(reply.text for reply in turn.replies)


async def test_only_the_latest_turns_are_read(remembering, store):
    asked = [QUESTIONS[turn % len(QUESTIONS)] for turn in range(20)]
    await _hold(remembering, asked)
    latest, whole = await store.retrieve("client"), await store.retrieve_full_tracker("client")
    assert _texts(latest) == asked[-TURNS:]
    assert latest.current_slot_values() == whole.current_slot_values()


async def test_each_event_is_written_once_and_in_order(remembering, store):
    asked = [QUESTIONS[turn % len(QUESTIONS)] for turn in range(9)]
    await _hold(remembering, asked)
    whole = await store.retrieve_full_tracker("client")
    assert _texts(whole) == asked
    times = [event.timestamp for event in whole.events]
    assert len(set(times)) == len(times)
    assert times == sorted(times)


async def test_no_number_is_kept_with_what_was_understood(remembering, store):
    text = "my temp, ring 07700 900123, is 39.2"
    assert "900123" in str((await remembering.parse(text))["mentions"])
    await _hold(remembering, [text])
    kept = [event.as_dict() for event in (await store.retrieve_full_tracker("client")).events]
    assert "900123" not in str(kept)
    assert "my temp, ring [number], is 39.2" in str(kept)


async def test_a_condition_is_remembered_over_a_long_conversation(remembering):
    said = await _hold(remembering, ["I have a DVT", *QUESTIONS * 12])
    assert "therapist" in said.splitlines()[-1]


async def test_a_condition_is_found_however_long_ago_it_was_set(remembering, store):
    await _hold(remembering, ["I have a DVT"])
    tracker = await store.retrieve("client")
    for _ in range(300):
        tracker.update(UserUttered("hello", {"name": "greet", "confidence": 1.0}))
        tracker.update(BotUttered("Hello."))
    await store.save(tracker)
    found = (await store.retrieve("client")).get_slot("mentions")
    assert [mention["group"] for mention in found] == ["dvt"]


async def test_a_condition_outlasts_a_pause(remembering, store, monkeypatch):
    await _hold(remembering, ["I have a DVT"])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3 * 60 * 60)
    said = await _hold(remembering, ["how long is a session"])
    assert "therapist" in said.splitlines()[-1]
    assert "session_started" in [event.type_name for event in (await store.retrieve("client")).events]


async def test_a_message_that_came_before_is_known_many_turns_later(remembering, store):
    first = await remembering.turn("client", "will it hurt", "web", message_id="1")
    for turn in range(20):
        await remembering.turn("client", QUESTIONS[turn % 4], "web", message_id=f"1{turn}")
    assert await history.replies_to(store, "client", "1") == first.replies
    assert await history.replies_to(store, "client", "2") is None
    assert await history.replies_to(store, "client", "%") is None


async def test_what_was_set_in_between_is_kept(remembering, store):
    await _hold(remembering, QUESTIONS)
    tracker = await store.retrieve("client")
    tracker.update(SlotSet("feedback", {"entry": "session_length", "helpful": True}))
    await store.save(tracker)
    await _hold(remembering, ["will it hurt"])
    whole = await store.retrieve_full_tracker("client")
    assert whole.get_slot("feedback") == {"entry": "session_length", "helpful": True}
