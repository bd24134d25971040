"""`faqbot health`: what the server of the settings says of itself."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Dict, Tuple

from channels import settings
from staff.errors import StaffError

# A server that takes longer is of no use to clients either.
_SECONDS = 8.0


def ask() -> Tuple[str, Dict[str, str]]:
    """Return the server's state, "ready" if it can answer, and what each of its checks found.

    Raises:
        StaffError: if no server answers.
    """
    chosen = settings.current()
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(chosen.host, chosen.host)
    address = f"http://{host}:{chosen.port}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as answer:
            said = json.load(answer)
    except urllib.error.HTTPError as error:
        said = json.load(error)
    except (OSError, ValueError) as error:
        raise StaffError(f"No server answers at {address} ({type(error).__name__}).") from None
    return said.get("status", "not one of ours"), said.get("checks", {})
