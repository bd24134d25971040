"""Hides telephone numbers in what a client wrote, so that none is kept with the conversation."""

from __future__ import annotations

import re
from typing import Any

HIDDEN = "[number]"

# Seven digits are the shortest number that reaches a person. A slash is inside of one only after a code that
# begins with 0 or +, else between two: sessions of 30/45/60/90 minutes are no number.
_NUMBER = r"(?<!\w)(?:(?=\+|\(?0)\+?\(?\d(?:[\s()./-]{0,3}\d){6,14}|\(?\d(?:[\s().-]{0,2}\d){6,14})(?!\w)"

# Dates and readings of blood pressure, which would otherwise be taken for the beginning of what follows.
_FIGURES = (
    r"(?<![\w/])(?:\d\d?\s?/\s?\d\d?(?:\s?/\s?\d{2,4})?|(?:19|20)\d\d/\d\d?/\d\d?"
    r"|[1-9]\d\d?\s?/\s?[1-9]\d\d?)(?![\w/])"
)
_LOOKED_FOR = re.compile(f"(?P<figures>{_FIGURES})|{_NUMBER}")


def hidden(text: str) -> str:
    """Return `text` with every telephone number in it replaced."""
    return _LOOKED_FOR.sub(lambda found: found["figures"] or HIDDEN, text)


def hidden_in(data: Any) -> Any:
    """Return `data`, which JSON could hold, with the telephone numbers in all of its texts replaced."""
    if isinstance(data, str):
        return hidden(data)
    if isinstance(data, dict):
        return {key: hidden_in(value) for key, value in data.items()}
    return [hidden_in(item) for item in data] if isinstance(data, list) else data
