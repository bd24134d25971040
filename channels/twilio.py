"""Twilio: signed forms in, TwiML out in the same response. Serves SMS and WhatsApp numbers."""

from __future__ import annotations

from typing import List, Optional
from urllib.parse import parse_qsl

from multidict import MultiDict
from sanic import Request, response
from sanic.response import HTTPResponse
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from channels import settings
from channels.sms_keywords import read as keyword_in
from channels.sms_provider import Inbound, Provider, unseen


class Twilio(Provider):
    """Texts to a Twilio number."""

    path = "sms"

    def __init__(self, tokens: List[str]) -> None:
        """Trust what is signed with one of `tokens`; there are two while they are rotated."""
        self._validators = [RequestValidator(token) for token in tokens]

    def is_genuine(self, request: Request) -> bool:
        """Return whether the signature is right for the body as it came (see parent class)."""
        signature = request.headers.get("X-Twilio-Signature", "")
        # Twilio signs the address that it knows, which a proxy hides from the server.
        address = settings.current().address() + request.path
        if request.query_string:
            address += f"?{request.query_string}"
        try:
            form = _form(request)
        except ValueError:
            return False
        return any(validator.validate(address, form, signature) for validator in self._validators)

    def read(self, request: Request) -> Optional[Inbound]:
        """Return the text of the form (see parent class)."""
        form = _form(request)
        sender, message_id = form.get("From"), form.get("MessageSid")
        if not sender or not message_id:
            return None
        text = form.get("Body", "")
        count = int(form.get("NumMedia") or 0)
        attached = [unseen(form.get(f"MediaContentType{index}", "")) for index in range(count)]
        if form.get("Latitude"):
            attached.append("location")
        return Inbound(
            message_id,
            sender,
            form.get("To", ""),
            text,
            tuple(dict.fromkeys(attached)),
            _done_by_carrier(form, sender, text),
        )

    async def send(self, inbound: Inbound, text: Optional[str]) -> HTTPResponse:
        """Answer with TwiML (see parent class)."""
        twiml = MessagingResponse()
        if text:
            twiml.message(text)
        return response.text(str(twiml), content_type="text/xml; charset=utf-8")


def _done_by_carrier(form: MultiDict, sender: str, text: str) -> Optional[str]:
    if form.get("OptOutType"):
        return form["OptOutType"].lower()
    # Without Advanced Opt-Out it acts on STOP all the same, though not on WhatsApp, and says nothing of it.
    keyword = keyword_in(text, has_stopped=False)
    is_stop = keyword is not None and keyword.is_carriers and keyword.wish == "stop"
    return "stop" if is_stop and not sender.startswith("whatsapp:") else None


def _form(request: Request) -> MultiDict:
    # Sanic's own form drops blank fields, which are signed like the others.
    return MultiDict(parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=200))
