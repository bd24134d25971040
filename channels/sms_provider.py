"""What a provider of text messages has of its own: how it signs, what it sends, how it takes a reply."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple, Optional, Tuple

from sanic import Request
from sanic.response import HTTPResponse


class Inbound(NamedTuple):
    """A text as it came in, whoever carried it.

    Attributes:
        message_id: the provider's id of it, the same when it is delivered again.
        sender: the number that it came from.
        recipient: the number that it was sent to.
        text: its words; empty if it has none.
        unseen: what came with it and cannot be read: "picture", "voice", "location", "contact", "file".
        carrier_did: "stop", "start" or "help" if the provider has answered such a word itself.
    """

    message_id: str
    sender: str
    recipient: str
    text: str
    unseen: Tuple[str, ...] = ()
    carrier_did: Optional[str] = None


class Provider(ABC):
    """One provider. Its texts arrive at `/webhooks/<path>/webhook`."""

    path: str

    @abstractmethod
    def is_genuine(self, request: Request) -> bool:
        """Return whether the provider itself signed `request` as it stands."""

    @abstractmethod
    def read(self, request: Request) -> Optional[Inbound]:
        """Return the text in a genuine request, or None if it is about something else."""

    @abstractmethod
    async def send(self, inbound: Inbound, text: Optional[str]) -> HTTPResponse:
        """Send `text` in reply to `inbound`, or nothing if None, and answer the request."""


def unseen(media_type: str) -> str:
    """Return what a client would call an attachment of this MIME type."""
    if "vcard" in media_type:
        return "contact"
    return {"image": "picture", "audio": "voice"}.get(media_type.split("/")[0], "file")
