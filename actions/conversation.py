"""What an action needs to know of the conversation, read from Rasa's tracker."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Sequence, Tuple

from rasa_sdk import Tracker

from faq.knowledge_base import KnowledgeBase

SMS = "sms"
WEB = "web"


class Conversation:
    """A view of one conversation at its latest message.

    Attributes:
        channel: "sms" for text messages, "web" for everything else.
        text: the latest message.
        intent: the name of its intent.
        topic: the topic of the intent, where it is taught by topic, else None.
        ranking: (intent, probability), likeliest first.
        questions: the entries that it asks about, in its order.
        matters: the topics of what it asks of the practice beside these.
        mentions: conditions that it mentions.
        remembered: conditions mentioned earlier in the conversation and not taken back.
        offered: entries that the last reply offered, in its order.
        asked: whether the last reply asked which of them was meant.
        last_said: the replies to the message before, as the plain data that they were sent as.
    """

    def __init__(self, tracker: Tracker) -> None:
        """Read `tracker` once."""
        latest = tracker.latest_message
        self.channel = SMS if tracker.get_latest_input_channel() == SMS else WEB
        self.text: str = latest.get("text") or ""
        self.intent: str = latest["intent"]["name"]
        self.topic = latest.get("topic")
        self.ranking: List[Tuple[str, float]] = [
            (intent["name"], intent["confidence"]) for intent in latest.get("intent_ranking", [])
        ]
        self.questions: List[str] = latest.get("questions", [])
        self.matters: List[str] = latest.get("matters", [])
        self.mentions: List[Dict[str, Any]] = latest.get("mentions", [])
        self.remembered: List[Dict[str, Any]] = tracker.get_slot("mentions") or []
        self.offered: List[str] = tracker.get_slot("offered") or []
        self.asked: bool = tracker.get_slot("asked") or False
        self.last_said: List[Dict[str, Any]] = _last_said(tracker.events)

    def closest(self, knowledge: KnowledgeBase) -> List[Tuple[str, float]]:
        """Return the entries with their probability for the latest message, likeliest first."""
        return [(name, value) for name, value in self.ranking if name in knowledge.entries]


def _last_said(events: Sequence[Mapping[str, Any]]) -> List[Dict[str, Any]]:
    turns: List[List[Dict[str, Any]]] = [[]]
    for event in events:
        if event["event"] == "user":
            turns.append([])
        elif event["event"] == "bot" and "reply" in (event.get("metadata") or {}):
            turns[-1].append(event["metadata"]["reply"])
    return turns[-2] if len(turns) > 1 else []
