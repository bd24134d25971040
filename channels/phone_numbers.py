"""Hides telephone numbers in what a client wrote, so that none is kept with the conversation."""

from __future__ import annotations

import re

HIDDEN = "[number]"

# Seven digits are the shortest number that reaches a person; readings and dates have fewer or a slash.
_NUMBER = re.compile(r"(?<![\w/])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?![\w/])")


def hidden(text: str) -> str:
    """Return `text` with every telephone number in it replaced."""
    return _NUMBER.sub(HIDDEN, text)
