"""The phrasings that a message is most like, to see why it was understood as it was."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import List, NamedTuple, Sequence, Tuple

import numpy as np

from channels import settings
from faq import live
from staff import held_out, progress, sentences

# All phrasings take some ten seconds to read, so their vectors are kept until one of them changes.
_CACHE = "phrasings.npz"


class Near(NamedTuple):
    """A phrasing, the entry that it belongs to, and the cosine of its vector and the message's."""

    likeness: float
    entry: str
    phrasing: str


def nearest(text: str, count: int) -> List[Near]:
    """Return the `count` phrasings of the entries that are most like `text`, likest first."""
    examples = held_out.phrasings(live.shared().current().entries)
    vectors = _vectors(tuple(example.text for example in examples))
    likeness = vectors @ _encoder().encode([text])[0]
    return [
        Near(float(likeness[index]), examples[index].label, examples[index].text)
        for index in np.argsort(-likeness)[:count]
    ]


@lru_cache(maxsize=1)
def _vectors(texts: Tuple[str, ...]) -> np.ndarray:
    path = settings.current().private_folder() / _CACHE
    key = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if path.exists():
        with np.load(path) as kept:
            if kept["key"] == key:
                return kept["vectors"].astype(np.float32)
    vectors = _read(texts)
    np.savez(path, key=key, vectors=vectors.astype(np.float16))
    return vectors


def _read(texts: Sequence[str]) -> np.ndarray:
    with progress.bar() as shown:
        return sentences.encode(_encoder(), texts, progress.ticker(shown, "Reading phrasings, once"))


@lru_cache(maxsize=1)
def _encoder() -> sentences.SentenceEncoder:
    return sentences.encoder()
