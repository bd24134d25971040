"""`faqbot ask --json`: messages in and what came of them out, through the same path as the servers."""

from __future__ import annotations

import json
import uuid
from typing import Any, Dict, Iterator, Optional, TextIO

from channels.guard import Guard, Turn


def as_json(text: str, channel: str, turn: Turn) -> Dict[str, Any]:
    """Return one answered message in the form that `--json` prints."""
    parsed = turn.parsed or {}
    intent = parsed.get("intent") or {"name": None, "confidence": 0.0}
    escalations = [reply.escalation for reply in turn.replies if reply.escalation]
    return {
        "text": text,
        "channel": channel,
        "intent": intent["name"],
        "confidence": round(intent["confidence"], 4),
        "ranking": [
            {"intent": item["name"], "confidence": round(item["confidence"], 4)}
            for item in parsed.get("intent_ranking", [])
        ],
        "answered": [name for reply in turn.replies for name in reply.answered],
        "suggestions": [name for reply in turn.replies for name in reply.suggestions],
        "mentions": [
            {key: mention[key] for key in ("condition", "kind", "text")}
            for mention in parsed.get("mentions", [])
        ],
        "escalation": escalations[0] if escalations else None,
        "replies": [reply.text for reply in turn.replies],
    }


async def answer(guard: Guard, text: str, channel: str) -> Dict[str, Any]:
    """Answer one message in a conversation of its own, and forget it."""
    conversation = uuid.uuid4().hex
    turn = await guard.turn(conversation, text, channel)
    _forget(guard, conversation)
    return as_json(text, channel, turn)


async def answer_lines(guard: Guard, lines: TextIO, channel: str, one_conversation: bool) -> None:
    """Answer each line as JSON on standard output.

    Args:
        guard: the assistant.
        lines: one message a line.
        channel: "web" or "sms".
        one_conversation: the lines are turns of one conversation, and an empty line begins the next.
    """
    conversation = uuid.uuid4().hex
    for line in _messages(lines):
        if one_conversation and not line:
            conversation = uuid.uuid4().hex
            continue
        if one_conversation:
            said = as_json(line, channel, await guard.turn(conversation, line, channel))
        else:
            said = await answer(guard, line, channel)
        print(json.dumps(said, ensure_ascii=False), flush=True)


def _forget(guard: Guard, conversation: str) -> None:
    store: Optional[Any] = getattr(guard.agent.tracker_store, "_tracker_store", guard.agent.tracker_store)
    getattr(store, "store", {}).pop(conversation, None)


def _messages(lines: TextIO) -> Iterator[str]:
    for line in lines:
        yield line.rstrip("\r\n")
