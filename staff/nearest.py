"""The phrasings that a message is most like, to see why it was understood as it was."""

from __future__ import annotations

from functools import lru_cache
from typing import List, NamedTuple, Tuple

import numpy as np

from faq import live
from staff import held_out, sentences


class Near(NamedTuple):
    """A phrasing, the entry that it belongs to, and the cosine of its vector and the message's."""

    likeness: float
    entry: str
    phrasing: str


def nearest(text: str, count: int) -> List[Near]:
    """Return the `count` phrasings of the entries that are most like `text`, likest first."""
    examples = held_out.phrasings(live.shared().current().entries)
    vectors = _vectors(tuple(example.text for example in examples))
    likeness = vectors @ sentences.encode([text])[0]
    return [
        Near(float(likeness[index]), examples[index].label, examples[index].text)
        for index in np.argsort(-likeness)[:count]
    ]


# A shell that explains every answer asks for the same ones again.
@lru_cache(maxsize=1)
def _vectors(texts: Tuple[str, ...]) -> np.ndarray:
    return sentences.of_phrasings(texts)
