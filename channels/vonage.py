"""Vonage's Messages API: signed JSON in; the reply goes out by a request of its own."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import Optional

import aiohttp
import jwt
from sanic import Request, response
from sanic.response import HTTPResponse

from channels import settings
from channels.sms_provider import Inbound, Provider

_UNSEEN = {
    "image": "picture",
    "audio": "voice",
    "location": "location",
    "vcard": "contact",
    "contact": "contact",
}
_SECONDS_TO_SEND = 5.0


class Vonage(Provider):
    """Texts to a Vonage number, or to a WhatsApp sender there."""

    path = "vonage"

    def __init__(self, signature_secret: str) -> None:
        """Trust what is signed with `signature_secret`."""
        self._secret = signature_secret

    def is_genuine(self, request: Request) -> bool:
        """Return whether the token is Vonage's and was made for this body (see parent class)."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                issuer="Vonage",
                options={"require": ["iss", "iat", "payload_hash"]},
                leeway=60,
            )
        except jwt.InvalidTokenError:
            return False
        digest = hashlib.sha256(request.body).hexdigest()
        return scheme == "Bearer" and hmac.compare_digest(digest, str(claims["payload_hash"]).lower())

    def read(self, request: Request) -> Optional[Inbound]:
        """Return the text of the JSON, None for a delivery receipt (see parent class)."""
        body = json.loads(request.body)
        if not body.get("message_type"):
            return None
        channel = body.get("channel", "sms")
        kind = body["message_type"]
        is_text = kind == "text"
        text = body["text"] if is_text else (body.get(kind) or {}).get("caption", "")
        sender = body["from"] if channel == "sms" else f"{channel}:{body['from']}"
        return Inbound(
            body["message_uuid"], sender, body["to"], text, () if is_text else (_UNSEEN.get(kind, "file"),)
        )

    async def send(self, inbound: Inbound, text: Optional[str]) -> HTTPResponse:
        """Ask Vonage to send `text` (see parent class).

        A text that Vonage does not take is answered with 500, so that it delivers the message again and
        the same reply gets another try. A proxy would take a 502 for a server that is down.
        """
        if text is None:
            return response.empty()
        channel, _, number = inbound.sender.rpartition(":")
        chosen = settings.current()
        assert chosen.vonage_api_key and chosen.vonage_api_secret
        message = {
            "channel": channel or "sms",
            "message_type": "text",
            "to": number,
            "from": inbound.recipient,
            "text": text,
        }
        login = aiohttp.BasicAuth(chosen.vonage_api_key, chosen.vonage_api_secret.get_secret_value())
        timeout = aiohttp.ClientTimeout(total=_SECONDS_TO_SEND)
        try:
            async with (
                aiohttp.ClientSession(auth=login, timeout=timeout) as session,
                session.post(f"{chosen.vonage_api_url}/v1/messages", json=message) as answer,
            ):
                return response.empty() if answer.ok else response.empty(500)
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return response.empty(500)
