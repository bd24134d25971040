"""Splits a message into the parts that may each ask something. Knows no Rasa."""

from __future__ import annotations

import re
from typing import List

# A message is read whole and by at most this many parts, the last ones, since the question tends to
# stand at the end of a story.
MAX_PARTS = 6

# Fewer words than this ask nothing by themselves.
MIN_WORDS = 2

_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
_JOINTS = re.compile(
    r"\s*,?\s+(?:and also|oh and|and then|and|n|&|plus|also|but)\s+|\s+[-/+]\s+"
    r"|\s*[,;]\s+(?=(?:what|how|when|where|who|why|do|does|is|are|will|can|could|should|am)\b)",
    re.IGNORECASE,
)
# A dictated text has no marks; these begin a question wherever they stand, but not in "how much do I need".
_OPENERS = re.compile(
    r"(?<!\bhow much)(?<!\bhow long)(?<!\bhow many)(?<!\bhow often)\s+"
    r"(?=(?:how (?:long|often|many|much)|what(?:'?s| is| do| does| should| happens| time)|where (?:is|are|do)"
    r"|do i (?:need|have|get)|do you (?:do|have|take|offer)|can i (?:book|cancel|claim|pay)|will it|does it"
    r"|is there|are you open)\b)",
    re.IGNORECASE,
)

# What a question begins with; "so" and the like may stand before it.
_QUESTION = re.compile(
    r"(?:(?:so|and|also|plus|or|then|oh|ok|just)\s+)*(?:(?:how|what|when|where|who|why)(?:'?s)?|which|do|does|is|are"
    r"|will|can|could|should|would|am|must|shall)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> List[str]:
    """Return the sentences of `text`, in order."""
    return [part.strip() for part in _SENTENCES.split(text) if part and part.strip()]


def parts_of(text: str) -> List[str]:
    """Return the parts of `text` that may each ask something, in order; [] if it is one part.

    Sentences are parts, and so are the sides of "and" and the like, and what begins as a question
    does in the middle of a dictated text. A part of a single word asks nothing and is left out.
    """
    parts: List[str] = []
    for sentence in sentences(text):
        for clause in _JOINTS.split(sentence):
            parts += _OPENERS.split(clause)
    parts = [part.strip(" ,;-") for part in parts]
    parts = [part for part in parts if len(part.split()) >= MIN_WORDS]
    return parts[-MAX_PARTS:] if len(parts) > 1 else []


def is_question(part: str) -> bool:
    """Return whether `part` has the form of a question: by its mark, or by how it begins."""
    return part.endswith("?") or bool(_QUESTION.match(part))
