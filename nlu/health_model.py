"""The health model: a small tuned encoder that tells what a message says of somebody's health.

training/tune_health_encoder.py made its layers; the embeddings below them are the published ones. Knows
no Rasa.
"""

from __future__ import annotations

from pathlib import Path
from typing import Dict, Sequence

import numpy as np

from nlu import weights
from nlu.encoder import SentenceEncoder

TUNED = Path(__file__).with_name("health_encoder.npz")

HEAD_FILE = "head.npz"


class HealthModel:
    """Gives the probability of each label for a text."""

    def __init__(self, folder: Path) -> None:
        """Load the model that `build` wrote into `folder`."""
        self._encoder = SentenceEncoder(folder)
        with np.load(folder / HEAD_FILE, allow_pickle=False) as stored:
            self.labels = [str(label) for label in stored["labels"]]
            self._head, self._bias = stored["head"], stored["head_bias"]

    @staticmethod
    def build(folder: Path) -> None:
        """Write the encoder for CTranslate2 and the linear layer above it into `folder`.

        Raises:
            WrongWeights: if the published embeddings are missing or are others.
        """
        with np.load(TUNED, allow_pickle=False) as stored:
            weights.convert(folder, tuned=_unpacked(stored))
            kept = {name: stored[name] for name in ("labels", "head", "head_bias")}
        np.savez(folder / HEAD_FILE, **kept)

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Return one row of label probabilities, summing to 1, for each text."""
        scores = self._encoder.means(texts) @ self._head.T + self._bias
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponents / exponents.sum(axis=1, keepdims=True)


def _unpacked(stored: np.lib.npyio.NpzFile) -> Dict[str, np.ndarray]:
    layers = (name for name in stored.files if name.startswith("encoder."))
    return {
        name: (stored[name] * stored[f"scale:{name}"] if f"scale:{name}" in stored.files else stored[name])
        for name in layers
    }
