"""Finds which item of a list a client picks with a few words: "2", "the second one", or "the other"."""

from __future__ import annotations

import re
from typing import Optional, Sequence

_OTHER = re.compile(r"\b(?:other|another)\b")

# In the order in which they are looked for: "the second one" is not the first.
_POSITIONS = (
    (1, r"2|2nd|two|second"),
    (2, r"3|3rd|three|third"),
    (-1, r"last|latter|bottom"),
    (0, r"1|1st|first|former|top|one"),
)


def chosen(text: str, offered: Sequence[str], asked: bool) -> Optional[str]:
    """Return the item of `offered` that `text` picks, or None if it picks none.

    "The other one" is the second of a list to choose from (`asked`), and the first of those that
    were offered beside an answer.
    """
    words = text.casefold()
    if _OTHER.search(words):
        return next(iter(offered[1 if asked else 0 :]), None)
    for position, names in _POSITIONS:
        if re.search(rf"\b({names})\b", words):
            return offered[position] if -len(offered) <= position < len(offered) else None
    return None
