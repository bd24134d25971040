"""The channel for text messages: signed webhooks in, one text out, whichever provider carries them."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, List

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Request, Sanic, response
from sanic.response import HTTPResponse

from actions.conversation import SMS
from channels import settings
from channels.errors import ApiError
from channels.guard import Guard
from channels.sms_line import TEXTS, Line
from channels.sms_provider import Provider
from channels.twilio import Twilio
from channels.vonage import Vonage


class SmsChannel(InputChannel):
    """`POST /webhooks/<provider>/webhook`, as the provider posts a text."""

    def __init__(self, provider: Provider) -> None:
        """Take the texts that `provider` carries."""
        self.provider = provider

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which trackers keep."""
        return SMS

    def url_prefix(self) -> str:
        """Return where the channel's routes begin (see parent class)."""
        return f"webhooks/{self.provider.path}"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes of the channel (see parent class)."""
        routes = Blueprint(f"sms_{self.provider.path}")
        line: Line

        @routes.listener("after_server_start")
        async def begin(app: Sanic, _: object) -> None:
            nonlocal line
            line = Line(Guard(app.ctx.agent))

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            if not self.provider.is_genuine(request):
                TEXTS.labels("forged").inc()
                raise ApiError(
                    403, "not_genuine", "This is not signed by the provider with the token set here."
                )
            inbound = self.provider.read(request)
            if inbound is None:
                return response.empty()
            return await self.provider.send(inbound, await line.answer(inbound))

        return routes


def channels() -> List[SmsChannel]:
    """Return the channel of each provider that the settings have a key for."""
    chosen = settings.current()
    providers: List[Provider] = []
    if chosen.twilio_tokens():
        providers.append(Twilio(chosen.twilio_tokens()))
    if chosen.vonage_signature_secret:
        providers.append(Vonage(chosen.vonage_signature_secret.get_secret_value()))
    return [SmsChannel(provider) for provider in providers]


def announcement() -> str:
    """Return a line that says where texts are taken, or how to have them taken."""
    addresses = [f"{settings.current().address()}/{one.url_prefix()}/webhook" for one in channels()]
    if addresses:
        return f"Text messages arrive at {' and '.join(addresses)}"
    return "No text messages: FAQBOT_TWILIO_AUTH_TOKEN is not set (docs/sms.md)."
