"""The website's chat: questions in and answers out as JSON."""

from __future__ import annotations

import json
import secrets
from typing import Any, Awaitable, Callable, Dict, Text

from itsdangerous import BadSignature, URLSafeTimedSerializer
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from actions.reply import Reply
from channels import settings
from channels.guard import Guard
from faq import live

SESSION_SECONDS = 24 * 60 * 60


class WebChat(InputChannel):
    """`POST /chat/messages` with a text or a choice; see docs/architecture.md for the form."""

    @classmethod
    def name(cls) -> Text:
        """Return the channel's name, which trackers keep."""
        return "web"

    def url_prefix(self) -> Text:
        """Return where the channel's routes begin (see parent class)."""
        return "chat"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes of the channel (see parent class)."""
        routes = Blueprint("web_chat")
        signer = URLSafeTimedSerializer(settings.current().signing_secret(), salt="web-session")

        @routes.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            try:
                body = json.loads(request.body)
                text, choice, token = (body.get(key) for key in ("text", "choice", "token"))
                session = signer.loads(token, SESSION_SECONDS) if token else secrets.token_urlsafe(16)
            except (ValueError, AttributeError, BadSignature):
                return _error(400, "bad_request", "Send JSON with a text, and the token of the last answer.")
            if choice is None and not isinstance(text, str):
                return _error(400, "no_text", "Send a text, or a choice by the name of an entry.")
            turn = await Guard(request.app.ctx.agent).turn(session, text or choice, self.name(), choice)
            return response.json(_as_json(token or signer.dumps(session), turn.replies))

        return routes


def _as_json(token: Text, replies: list[Reply]) -> Dict[Text, Any]:
    entries = live.shared().current().entries
    return {
        "token": token,
        "replies": [{"kind": reply.kind, "text": reply.text} for reply in replies],
        "suggestions": [
            {"entry": name, "label": entries[name].question} for reply in replies for name in reply.suggestions
        ],
        "escalation": next((reply.escalation for reply in replies if reply.escalation), None),
    }


def _error(status: int, code: Text, message: Text) -> HTTPResponse:
    return response.json({"error": {"code": code, "message": message}}, status)
