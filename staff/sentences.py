"""Sentences as vectors, for the commands that compare them. Knows no Rasa, so that they start fast."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import numpy as np

from channels import settings
from nlu import weights
from nlu.encoder import DIMENSIONS, SentenceEncoder
from staff import progress
from staff.progress import Tick

CHUNK = 256

_KEPT = "phrasing_vectors.npz"


@lru_cache(maxsize=1)
def encoder() -> SentenceEncoder:
    """Return the sentence encoder, converted from the pinned weights (about a second, once)."""
    with tempfile.TemporaryDirectory() as folder:
        weights.convert(Path(folder))
        return SentenceEncoder(Path(folder))


def encode(texts: Sequence[str], tick: Optional[Tick] = None) -> np.ndarray:
    """Return the vectors of `texts`, telling `tick` (done, all) as it goes."""
    parts = []
    for start in range(0, len(texts), CHUNK):
        parts.append(encoder().encode(texts[start : start + CHUNK]))
        if tick:
            tick(min(start + CHUNK, len(texts)), len(texts))
    return np.concatenate(parts) if parts else encoder().encode([])


def of_phrasings(texts: Sequence[str]) -> np.ndarray:
    """Return the vectors of `texts`, and keep them: reading all phrasings takes half a minute.

    Only for what the practice has written itself; what clients write is kept in the conversations alone.
    """
    path = settings.current().private_folder() / _KEPT
    kept = _read(path)
    keys = [_key(text) for text in texts]
    new = {key: text for key, text in zip(keys, texts) if key not in kept}
    if new:
        with progress.bar() as shown:
            # Sentences of like length side by side, so that little is spent on padding.
            ordered = sorted(new, key=lambda key: len(new[key]))
            tick = progress.ticker(shown, "Reading phrasings")
            kept.update(zip(ordered, encode([new[key] for key in ordered], tick)))
        _write(path, kept)
    return np.stack([kept[key] for key in keys]) if keys else np.zeros((0, DIMENSIONS), dtype=np.float32)


def _key(text: str) -> bytes:
    return hashlib.sha256((weights.SHA256 + text).encode()).digest()


def _read(path: Path) -> Dict[bytes, np.ndarray]:
    if not path.exists():
        return {}
    with np.load(path) as kept:
        return {bytes(key): vector for key, vector in zip(kept["keys"], kept["vectors"])}


def _write(path: Path, kept: Dict[bytes, np.ndarray]) -> None:
    keys: List[bytes] = list(kept)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
        np.savez(
            file,
            keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1),
            vectors=np.stack(list(kept.values())),
        )
    # Another command may be reading it.
    os.replace(file.name, path)
