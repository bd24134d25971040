"""Sentences as vectors, for the commands that compare them. Knows no Rasa, so that they start fast."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Optional, Sequence

import numpy as np

from nlu import weights
from nlu.encoder import SentenceEncoder
from staff.progress import Tick

CHUNK = 256


def encoder() -> SentenceEncoder:
    """Return the sentence encoder, converted from the pinned weights (about a second)."""
    with tempfile.TemporaryDirectory() as folder:
        weights.convert(Path(folder))
        return SentenceEncoder(Path(folder))


def encode(sentences: SentenceEncoder, texts: Sequence[str], tick: Optional[Tick] = None) -> np.ndarray:
    """Return the vectors of `texts`, telling `tick` (done, all) as it goes."""
    parts = []
    for start in range(0, len(texts), CHUNK):
        parts.append(sentences.encode(texts[start : start + CHUNK]))
        if tick:
            tick(min(start + CHUNK, len(texts)), len(texts))
    return np.concatenate(parts) if parts else sentences.encode([])
