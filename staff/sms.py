"""`faqbot sms`: a text to the running server as Twilio would deliver it, to rehearse without Twilio."""

from __future__ import annotations

import http.client
import secrets
from typing import Dict
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree

from rich.console import Console
from rich.padding import Padding
from twilio.request_validator import RequestValidator

from channels import settings
from faq import segments
from staff.errors import StaffError

_PATH = "/webhooks/sms/webhook"


def rehearse(number: str, text: str, console: Console) -> None:
    """Deliver `text` as if `number` had sent it, and show the reply with its segments.

    Raises:
        StaffError: if the server cannot be reached or refuses the text.
    """
    reply = deliver(number, text)
    if not reply:
        console.print("  (nothing is sent)", style="dim")
        return
    count = segments.count(reply)
    console.print(Padding(reply, (0, 0, 0, 2)), highlight=False, markup=False)
    console.print(f"  ({len(reply)} characters, {count} segment{'s' if count > 1 else ''})", style="dim")


def deliver(number: str, text: str) -> str:
    """Return what the running server replies to `number`; "" for nothing.

    Raises:
        StaffError: if the server cannot be reached or refuses the text.
    """
    chosen = settings.current()
    tokens = chosen.twilio_tokens()
    if not tokens:
        raise StaffError(
            "FAQBOT_TWILIO_AUTH_TOKEN is not set. Set it to the same value here and for `faqbot serve`; "
            "to rehearse, any value will do."
        )
    form = _form(number, text)
    signature = RequestValidator(tokens[0]).compute_signature(chosen.address() + _PATH, form)
    request = Request(
        f"http://{_local(chosen.host)}:{chosen.port}{_PATH}",
        urlencode(form).encode(),
        {"X-Twilio-Signature": signature},
    )
    try:
        with urlopen(request, timeout=20) as response:
            return "\n".join(message.text or "" for message in ElementTree.parse(response).iter("Message"))
    except HTTPError as error:
        raise StaffError(_remedies().get(error.code, f"The server answered {error.code}.")) from None
    except (URLError, http.client.HTTPException, OSError):
        raise StaffError(
            f"No server answers at {chosen.host}:{chosen.port}. Start it with: faqbot serve"
        ) from None


def _form(number: str, text: str) -> Dict[str, str]:
    # Twilio sends many fields, some of them blank; these are the ones that matter and two that do not.
    return {
        "MessageSid": "SM" + secrets.token_hex(16),
        "From": "".join(number.split()),
        "To": "+15005550006",
        "Body": text,
        "NumMedia": "0",
        "FromCity": "",
        "FromState": "",
    }


def _remedies() -> Dict[int, str]:
    return {
        403: "The server refuses the signature: FAQBOT_TWILIO_AUTH_TOKEN or FAQBOT_PUBLIC_URL is not the "
        "same here as for the server.",
        404: "The server takes no text messages: start it with FAQBOT_TWILIO_AUTH_TOKEN set.",
    }


def _local(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host
