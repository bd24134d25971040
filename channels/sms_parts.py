"""Understands a story that is told in several texts: each is read together with those just before it."""

from __future__ import annotations

from typing import Any, Dict, List, Set

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import UserUttered

from channels.guard import MAX_CHARACTERS, Guard

# How close together the parts of one story follow each other.
SECONDS_APART = 15.0

# As many as the conversation is read back by.
PARTS_BEFORE = 2


async def together(guard: Guard, conversation: str, text: str, arrived: float) -> str:
    """Return what to answer: `text`, or it and the texts just before it if only they tell the story.

    Reading them together may add a health condition or make sense of half a question; it never
    takes away what `text` says by itself. What was before is read from the conversation, since another
    process may have answered it.

    Args:
        guard: what understands the texts.
        conversation: the id of the conversation.
        text: the text that has come.
        arrived: when it came, in seconds since 1970.
    """
    before = await _just_said(guard.agent.tracker_store, conversation, arrived - SECONDS_APART)
    # A text that was read together with the one before it is kept with it.
    beginnings = [
        one.text for one, later in zip(before, before[1:]) if not str(later.text).startswith(f"{one.text} ")
    ]
    joined = " ".join([*beginnings, *(one.text for one in before[-1:]), text])
    if not before or not text.strip() or len(joined) > MAX_CHARACTERS:
        return text
    alone, whole = await guard.parse(text), await guard.parse(joined)
    known = _conditions(alone).union(*(_conditions(one.parse_data) for one in before))
    makes_sense = alone["intent"]["name"] == "nlu_fallback" and whole.get("questions")
    return joined if makes_sense or _conditions(whole) - known else text


async def _just_said(store: TrackerStore, conversation: str, since: float) -> List[UserUttered]:
    tracker = await store.retrieve(conversation)
    said = [event for event in tracker.events if isinstance(event, UserUttered)] if tracker else []
    return [event for event in said[-PARTS_BEFORE:] if event.text and event.timestamp >= since]


def _conditions(parsed: Dict[str, Any]) -> Set[str]:
    return {mention["condition"] for mention in parsed.get("mentions", [])}
