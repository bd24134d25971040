"""Texts to a running server as Twilio posts them, signed by Twilio's own code."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from typing import NamedTuple, Optional
from urllib.parse import urlencode
from xml.etree import ElementTree

from twilio.request_validator import RequestValidator

PUBLIC_URL = "https://bot.example.com/faq"
PATH = "/webhooks/sms/webhook"


class Answer(NamedTuple):
    """What a webhook was answered."""

    status: int
    body: str

    def messages(self) -> list:
        return [message.text for message in ElementTree.fromstring(self.body).iter("Message")]

    def text(self) -> Optional[str]:
        """The one text that is sent, None for none."""
        assert self.status == 200, self
        messages = self.messages()
        assert len(messages) <= 1, messages
        return messages[0] if messages else None


def new_number() -> str:
    """A number that has not texted yet."""
    return f"+4477{secrets.randbelow(10**8):08}"


def new_id() -> str:
    return "SM" + secrets.token_hex(16)


def form(number: str, text: str, **fields: str) -> dict:
    """What Twilio posts for a text, blank fields included."""
    return {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": "",
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": "",
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text,
        "FromCountry": "GB",
        "To": "+15005550006",
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": new_id(),
        "AccountSid": "AC" + "0" * 32,
        "From": number,
        "ApiVersion": "2010-04-01",
        **fields,
    }


def signed(fields: dict, token: str, path: str = PATH) -> dict:
    """The headers that Twilio sends with `fields`."""
    signature = RequestValidator(token).compute_signature(PUBLIC_URL + path, fields)
    return {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}


def post(address: str, body: bytes, headers: dict, path: str = PATH) -> Answer:
    request = urllib.request.Request(address + path, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return Answer(response.status, response.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode())


class Phone:
    """Somebody who texts the practice."""

    def __init__(self, address: str, token: str, number: Optional[str] = None) -> None:
        self.address = address
        self.token = token
        self.number = number or new_number()

    def send(self, text: str, **fields: str) -> Optional[str]:
        """Text the practice and return the reply, None for none."""
        return self.deliver(form(self.number, text, **fields)).text()

    def deliver(self, fields: dict) -> Answer:
        return post(self.address, urlencode(fields).encode(), signed(fields, self.token))
