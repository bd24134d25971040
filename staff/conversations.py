"""The conversations kept, as a stream of exchanges: one message and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

import sqlalchemy as sa

from channels import retention

ROWS_AT_ONCE = 1000

# How many of the likeliest intents are taken up; a report needs no more.
RANKED = 5

ANSWERED = "answered"
ASKED_BACK = "asked back"
UNANSWERED = "unanswered"
ESCALATED = "escalated"
SMALL_TALK = "small talk"

_NOT_ANSWERED = ("out_of_scope", "nlu_fallback")


@dataclass
class Exchange:
    """One message of a client and what the assistant said to it.

    Attributes:
        time: when, in seconds since 1970.
        channel: "web" or "sms".
        intent: what it was taken for.
        text: the message; None once its words are gone.
        ranking: (intent, probability), likeliest first.
        groups: the groups of the health conditions that it mentions.
        kinds: the kinds of the replies.
        answered: the entries answered.
        escalation: the gravest escalation of the replies, or None.
    """

    time: float
    channel: str
    intent: str
    text: Optional[str]
    ranking: List[Tuple[str, float]]
    groups: List[str]
    kinds: List[str] = field(default_factory=list)
    answered: List[str] = field(default_factory=list)
    escalation: Optional[str] = None

    @property
    def outcome(self) -> str:
        """Return what came of it, in one word or two."""
        if self.escalation:
            return ESCALATED
        if "answer" in self.kinds:
            return ANSWERED
        if "question" in self.kinds:
            return ASKED_BACK
        return UNANSWERED if self.intent in _NOT_ANSWERED or not self.kinds else SMALL_TALK


@dataclass
class Feedback:
    """Whether a client found the answer to an entry helpful."""

    entry: str
    helpful: bool


def read(since: float) -> Iterator[Any]:
    """Yield every `Exchange` and `Feedback` since a time, in memory one conversation's last at a time."""
    database = retention.engine()
    if not sa.inspect(database).has_table("events"):
        return
    events = retention.events
    wanted = (
        (events.c.type_name == "user")
        | (events.c.type_name == "bot")
        | ((events.c.type_name == "slot") & events.c.data.like('%"feedback"%'))
    )
    query = sa.select(events.c.sender_id, events.c.type_name, events.c.data).where(
        events.c.timestamp >= since, wanted
    )
    waiting: Dict[str, Exchange] = {}
    with database.connect().execution_options(stream_results=True) as connection:
        for sender, kind, data in connection.execute(query.order_by(events.c.id)).yield_per(ROWS_AT_ONCE):
            event = json.loads(data)
            if kind == "user":
                if sender in waiting:
                    yield waiting.pop(sender)
                waiting[sender] = _exchange(event)
            elif kind == "slot":
                if event.get("name") == "feedback" and event.get("value"):
                    yield Feedback(event["value"]["entry"], bool(event["value"]["helpful"]))
            elif sender in waiting:
                _add_reply(waiting[sender], (event.get("metadata") or {}).get("reply") or {})
    yield from waiting.values()


def _exchange(event: Mapping[str, Any]) -> Exchange:
    parsed = event.get("parse_data") or {}
    ranking = [(item["name"], item["confidence"]) for item in parsed.get("intent_ranking", [])[:RANKED]]
    groups = [mention["group"] for mention in parsed.get("mentions", []) if mention.get("group")]
    intent = (parsed.get("intent") or {}).get("name") or ""
    return Exchange(
        event["timestamp"], event.get("input_channel") or "web", intent, event.get("text"), ranking, groups
    )


def _add_reply(exchange: Exchange, reply: Mapping[str, Any]) -> None:
    if reply:
        exchange.kinds.append(reply["kind"])
        exchange.answered += reply.get("answered") or []
        exchange.escalation = exchange.escalation or reply.get("escalation")
