"""What a conversation holds so far, read from and written to Rasa's tracker store."""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Sequence, Union

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered

from actions.reply import Reply
from channels.conversations import Conversations
from channels.outages import Outlasting

# A page that is opened again shows at most so many of the latest messages.
SHOWN = 100


class Question(NamedTuple):
    """What the client wrote or picked."""

    text: str


async def so_far(store: TrackerStore, conversation: str) -> List[Union[Question, Reply]]:
    """Return the messages of `conversation` in order."""
    tracker = await store.retrieve_full_tracker(conversation)
    return _messages(list(tracker.events))[-SHOWN:] if tracker else []


async def replies_to(store: TrackerStore, conversation: str, message_id: str) -> Optional[List[Reply]]:
    """Return what was said to the message `message_id`, or None if it has not been answered."""
    replies = []
    for message in _messages(await _since(store, conversation, message_id)):
        if isinstance(message, Question):
            break
        replies.append(message)
    return replies or None


async def keep_feedback(store: TrackerStore, conversation: str, entry: str, helpful: bool) -> None:
    """Keep with `conversation` whether the answer to `entry` was helpful."""
    tracker = await store.retrieve(conversation)
    if tracker:
        tracker.update(SlotSet("feedback", {"entry": entry, "helpful": helpful}))
        await store.save(tracker)


async def keep_offered(
    store: TrackerStore, conversation: str, entries: Sequence[str], replies: Sequence[Reply]
) -> None:
    """Keep which entries the text of `replies` had room to list: a digit means one of those.

    Without any, it means what was listed before, unless there was a warning, which takes the client
    away from that.
    """
    if tuple(entries) == tuple(name for reply in replies for name in reply.suggestions):
        return
    tracker = await store.retrieve(conversation)
    if tracker:
        warned = any(reply.escalation for reply in replies)
        listed = list(entries) if entries or warned else _offered_before(list(tracker.events))
        tracker.update(SlotSet("offered", listed))
        await store.save(tracker)


def _offered_before(events: Sequence[Event]) -> List[str]:
    turns = 0
    for event in reversed(events):
        turns += isinstance(event, UserUttered)
        if turns and isinstance(event, SlotSet) and event.key == "offered":
            return event.value or []
    return []


async def _since(store: TrackerStore, conversation: str, message_id: str) -> Sequence[Event]:
    # Rasa wraps the store that it was given. Ours has read the latest turns only, but can look further back.
    given = getattr(store, "_tracker_store", store)
    if isinstance(given, (Conversations, Outlasting)):
        return await given.since(conversation, message_id)
    tracker = await store.retrieve(conversation)
    events = list(tracker.events) if tracker else []
    places = [
        place
        for place, event in enumerate(events)
        if isinstance(event, UserUttered) and event.message_id == message_id
    ]
    return events[places[0] + 1 :] if places else []


def _messages(events: Sequence[Event]) -> List[Union[Question, Reply]]:
    messages: List[Union[Question, Reply]] = []
    for event in events:
        if isinstance(event, UserUttered) and event.text:
            messages.append(Question(event.text))
        elif isinstance(event, BotUttered) and event.metadata.get("reply"):
            messages.append(Reply.from_dict(event.metadata["reply"]))
    return messages
