"""What travels between the widget and the server, in both directions."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, List, Optional, Sequence, Type, TypeVar

from pydantic import BaseModel, Field, StrictBool, StrictStr
from sanic import Request

from actions.reply import Reply
from channels.blocks import blocks
from channels.errors import ApiError
from faq import live


class Message(BaseModel):
    """The body of `POST /chat/messages`: a text, or a choice by the name of an entry."""

    text: Optional[StrictStr]
    choice: Optional[StrictStr]
    message_id: Optional[StrictStr] = Field(None, min_length=1, max_length=64)
    token: Optional[StrictStr]


class Feedback(BaseModel):
    """The body of `POST /chat/feedback`."""

    entry: StrictStr
    helpful: StrictBool
    token: Optional[StrictStr]


Body = TypeVar("Body", bound=BaseModel)


def read(request: Request, shape: Type[Body]) -> Body:
    """Return the body of `request` in `shape`.

    Raises:
        ApiError: 400, if it has another one.
    """
    try:
        body = json.loads(request.body)
        # pydantic would take a list of pairs for an object too.
        if not isinstance(body, dict):
            raise ValueError
        return shape.parse_obj(body)
    except (ValueError, RecursionError):
        keys = ", ".join(shape.__fields__)
        raise ApiError(400, "bad_request", f"Send one JSON object with these keys: {keys}.") from None


def replies_as_json(replies: Sequence[Reply]) -> Dict[str, Any]:
    """Return what answers one message, for the widget."""
    suggestions = dict.fromkeys(name for reply in replies for name in reply.suggestions)
    return {
        "replies": [reply_as_json(reply) for reply in replies],
        "suggestions": labelled(suggestions),
        "escalation": next((reply.escalation for reply in replies if reply.escalation), None),
    }


def reply_as_json(reply: Reply) -> Dict[str, Any]:
    """Return one reply with its text in parts."""
    return {
        "kind": reply.kind,
        "text": reply.text,
        "blocks": blocks(reply.text, live.shared().current()),
        "answered": list(reply.answered),
    }


def labelled(names: Iterable[str]) -> List[Dict[str, str]]:
    """Return the entries in `names` that there still are, with the questions that buttons show."""
    entries = live.shared().current().entries
    return [{"entry": name, "label": entries[name].question} for name in names if name in entries]
