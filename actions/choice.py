"""Finds which item of a list a client picks with a few words: "2", "the second one", or "the other"."""

from __future__ import annotations

import re
from typing import Optional, Sequence

# In the order in which they are looked for: "the second one" and "the other one" are not the first.
_POSITIONS = (
    (1, r"2|2nd|two|second|other"),
    (2, r"3|3rd|three|third"),
    (-1, r"last|latter|bottom"),
    (0, r"1|1st|first|former|top|one"),
)


def chosen(text: str, offered: Sequence[str]) -> Optional[str]:
    """Return the item of `offered` that `text` picks, or None if it picks none."""
    words = text.casefold()
    for position, names in _POSITIONS:
        if re.search(rf"\b({names})\b", words):
            return offered[position] if -len(offered) <= position < len(offered) else None
    return None
