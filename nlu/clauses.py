"""Where the sentence and the clause begin and end that a condition stands in. Knows no Rasa."""

from __future__ import annotations

from typing import Sequence, Tuple

from nlu.mention_finder import Found
from nlu.tokens import Token

_CLAUSE_ENDS = frozenset({",", ";", ".", "!", "and", "n", "&", "plus", "but", "so"})


def sentence_of(tokens: Sequence[Token], found: Found) -> Tuple[int, int]:
    """Return the indices of the first and the last token of the sentence around `found`."""
    first, last = found.first, found.last
    while first > 0 and tokens[first - 1].sentence == tokens[found.first].sentence:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].sentence == tokens[found.last].sentence:
        last += 1
    return first, last


def clause_of(tokens: Sequence[Token], found: Found) -> Tuple[int, int]:
    """Return the same for the part of that sentence that a comma, "and" or the like bounds."""
    start, end = sentence_of(tokens, found)
    first, last = found.first, found.last
    while first > start and tokens[first - 1].word not in _CLAUSE_ENDS:
        first -= 1
    while last < end and tokens[last + 1].word not in _CLAUSE_ENDS:
        last += 1
    return first, last
