"""Finds which item of a list a client picks with a few words: "2", "the second one", or "the other"."""

from __future__ import annotations

import re
from typing import Optional, Sequence

_POSITIONS = {
    0: r"1|one|1st|first|former|top",
    1: r"2|two|2nd|second|other",
    2: r"3|three|3rd|third",
    -1: r"last|latter|bottom",
}


def chosen(text: str, offered: Sequence[str]) -> Optional[str]:
    """Return the item of `offered` that `text` picks, or None if it picks none."""
    for position, words in _POSITIONS.items():
        if re.search(rf"\b({words})\b", text.casefold()) and _exists(position, offered):
            return offered[position]
    return None


def _exists(position: int, offered: Sequence[str]) -> bool:
    return -len(offered) <= position < len(offered)
