"""The website's chat: questions in and answers out as JSON, each conversation behind a signed token."""

from __future__ import annotations

import asyncio
import logging
from functools import wraps
from typing import Any, Awaitable, Callable, Coroutine, List, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from actions import reply
from actions.reply import Reply
from channels import history, metrics, retention, settings
from channels.errors import ApiError
from channels.guard import Guard
from channels.history import Question
from channels.in_order import InOrder
from channels.limits import RateLimits
from channels.origins import Origins
from channels.sessions import Sessions
from channels.web_messages import Feedback, Message, labelled, read, replies_as_json, reply_as_json
from faq import live

logger = logging.getLogger(__name__)

CHANNEL = "web"
MAX_CHARACTERS = 1000

# The widget waits for 20 seconds. A turn that is late is finished and remembered all the same.
SECONDS_TO_REPLY = 12.0


Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class WebChat(InputChannel):
    """The routes under `/chat`; docs/widget.md describes each."""

    def __init__(self) -> None:
        """Read the settings once."""
        chosen = settings.current()
        self._sessions = Sessions(chosen.signing_secret())
        self._origins = Origins(chosen.allowed_origins, chosen.public_url)
        self._limits = RateLimits(chosen.messages_per_minute, chosen.messages_per_minute_per_address)
        self._in_order = InOrder()

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which trackers keep."""
        return CHANNEL

    def url_prefix(self) -> str:
        """Return where the channel's routes begin (see parent class)."""
        return "chat"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes of the channel (see parent class)."""
        routes = Blueprint("web_chat")
        routes.add_route(_handler(self.answer), "/messages", methods=["POST"])
        routes.add_route(_handler(self.so_far), "/messages", methods=["GET"])
        routes.add_route(_handler(self.forget), "/messages", methods=["DELETE"])
        routes.add_route(_handler(self.begin), "/sessions", methods=["POST"])
        routes.add_route(_handler(self.keep_feedback), "/feedback", methods=["POST"])
        routes.add_route(_handler(self.config), "/config", methods=["GET"])
        for path in ("/messages", "/sessions", "/feedback", "/config"):
            routes.add_route(_handler(self.preflight), path, methods=["OPTIONS"], name=f"allow_{path[1:]}")

        @routes.on_request
        async def check_origin(request: Request) -> None:
            self._origins.check(request)

        @routes.on_response
        async def let_allowed_pages_read(request: Request, answer: HTTPResponse) -> None:
            answer.headers.update(self._origins.headers(request))
            answer.headers.setdefault("Cache-Control", "no-store")

        return routes

    async def answer(self, request: Request) -> HTTPResponse:
        """Answer one message, once: sent again with the same id, it gets the same reply."""
        message = read(request, Message)
        self._limits.count_address(_address(request))
        token = message.token or request.token
        conversation = self._sessions.conversation(token) if token else self._sessions.begin()
        self._limits.count_conversation(conversation)
        text = _text(request, message)
        guard = Guard(_agent(request))
        with metrics.once():
            answering = self._in_order.finished(
                conversation, lambda: self._replies(guard, conversation, text, message)
            )
            try:
                replies = await asyncio.wait_for(answering, SECONDS_TO_REPLY)
            except asyncio.TimeoutError:
                logger.error("A message could not be answered in time.")
                replies = guard.instead(text, CHANNEL)
            except ApiError:
                # Whoever mentions a health condition is not told to try again later.
                if not guard.warns_of(text):
                    raise
                replies = guard.instead(text, CHANNEL)
        return response.json({"token": self._sessions.token(conversation), **replies_as_json(replies)})

    async def _replies(self, guard: Guard, conversation: str, text: str, message: Message) -> List[Reply]:
        if message.message_id:
            try:
                store = guard.agent.tracker_store
                earlier = await history.replies_to(store, conversation, message.message_id)
            except Exception as error:  # noqa: BLE001 - a client is never left without an answer
                # Not known is not new: an answer now might be remembered twice.
                logger.error("The conversation cannot be read (%s).", type(error).__name__)
                return guard.instead(text, CHANNEL)
            if earlier:
                return earlier
        turn = await guard.turn(conversation, text, CHANNEL, message.choice, message.message_id)
        return turn.replies

    async def begin(self, request: Request) -> HTTPResponse:
        """Begin a conversation before its first message, so that this can be sent again safely."""
        self._limits.count_address(_address(request))
        return response.json({"token": self._sessions.token(self._sessions.begin())}, 201)

    async def so_far(self, request: Request) -> HTTPResponse:
        """Return the conversation, for a page that was loaded again."""
        conversation = self._conversation(request)
        messages = await history.so_far(_agent(request).tracker_store, conversation)
        said = [
            {"from": "client", "text": message.text}
            if isinstance(message, Question)
            else {"from": "assistant", **reply_as_json(message)}
            for message in messages
        ]
        last = [message for message in messages[-1:] if isinstance(message, Reply)]
        return response.json(
            {
                "token": self._sessions.token(conversation),
                "messages": said,
                "suggestions": replies_as_json(last)["suggestions"],
            }
        )

    async def forget(self, request: Request) -> HTTPResponse:
        """Delete the conversation."""
        conversation = self._conversation(request)
        async with self._in_order.turn(conversation):
            await asyncio.to_thread(retention.forget, conversation)
            # `rasa run` has Rasa's own store.
            if hasattr(request.app.ctx, "conversations"):
                request.app.ctx.conversations.drop(conversation)
        return response.empty()

    async def keep_feedback(self, request: Request) -> HTTPResponse:
        """Keep whether an answer was helpful."""
        feedback = read(request, Feedback)
        if feedback.entry not in live.shared().current().entries:
            raise ApiError(422, "unknown_entry", "'entry' is not a question of the FAQ.")
        conversation = self._conversation(request, feedback.token)
        self._limits.count_conversation(conversation)
        async with self._in_order.turn(conversation):
            await history.keep_feedback(
                _agent(request).tracker_store, conversation, feedback.entry, feedback.helpful
            )
        return response.empty()

    async def config(self, request: Request) -> HTTPResponse:
        """Return what the widget needs before the first message."""
        knowledge = live.shared().current()
        return response.json(
            {
                "name": knowledge.practice.name,
                "languages": ["en"],
                "greeting": reply_as_json(reply.notice(knowledge, "greet", CHANNEL)),
                "starters": labelled(reply.STARTERS),
                "contact": reply_as_json(reply.notice(knowledge, "human_handoff", CHANNEL)),
                "failure": reply_as_json(reply.notice(knowledge, "failure", CHANNEL)),
                "limits": {"characters": MAX_CHARACTERS},
                "retention_days": settings.current().retention_days,
                "keeps_text": settings.current().keep_text,
            }
        )

    async def preflight(self, request: Request) -> HTTPResponse:
        """Tell a browser what a page of an allowed site may send."""
        return response.empty(headers=self._origins.preflight_headers(request))

    def _conversation(self, request: Request, token: Optional[str] = None) -> str:
        token = token or request.token
        if not token:
            raise ApiError(401, "no_session", "Send the token of the last answer: Authorization: Bearer ...")
        self._limits.count_address(_address(request))
        return self._sessions.conversation(token)


def _handler(method: Handler) -> Handler:
    # Sanic writes attributes on a handler, which a bound method cannot hold.
    @wraps(method)
    async def handler(request: Request) -> HTTPResponse:
        return await method(request)

    return handler


def _text(request: Request, message: Message) -> str:
    entries = live.shared().current().entries
    if message.choice is not None:
        if message.choice not in entries:
            raise ApiError(422, "unknown_choice", "'choice' is not a question of the FAQ.")
        return entries[message.choice].question
    if message.text is None:
        raise ApiError(400, "no_text", "Send a text, or a choice by the name of an entry.")
    # A lone half of a surrogate pair is JSON, but no text that could be kept; nor is a NUL.
    text = message.text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    if len(text) > MAX_CHARACTERS:
        replies = Guard(_agent(request)).too_long(text, CHANNEL)
        said = " ".join(reply.text for reply in replies)
        raise ApiError(422, "too_long", said, more=replies_as_json(replies))
    return text


def _address(request: Request) -> str:
    return request.remote_addr or request.ip


def _agent(request: Request) -> Any:
    return request.app.ctx.agent
