"""The intent model: probabilities of intents from sentence vectors, in plain numpy, without Rasa."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import numpy as np
from sklearn.linear_model import LogisticRegression

FILE = "intent_model.npz"

# An intent may be taught by topic ("out_of_scope/prices"), which draws tighter bounds than one broad
# class would. The intent's probability is the sum over its topics.
SEPARATOR = "/"


class IntentModel:
    """A calibrated linear classifier over sentence vectors."""

    def __init__(self, labels: Sequence[str], weights: np.ndarray, bias: np.ndarray) -> None:
        """Hold `weights` (labels x dimensions) and `bias` (labels)."""
        self.labels = list(labels)
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(cls, vectors: np.ndarray, labels: Sequence[str], inverse_regularisation: float) -> IntentModel:
        """Learn from one row of `vectors` for each of `labels`."""
        model = LogisticRegression(C=inverse_regularisation, max_iter=500, class_weight="balanced")
        model.fit(vectors, labels)
        return cls(model.classes_, model.coef_.astype(np.float32), model.intercept_.astype(np.float32))

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Return one row of label probabilities, summing to 1, for each row of `vectors`."""
        scores = vectors @ self._weights.T + self._bias
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponents / exponents.sum(axis=1, keepdims=True)

    def rank(self, vector: np.ndarray) -> Tuple[List[Tuple[str, float]], Dict[str, str]]:
        """Return the intents with their probabilities, likeliest first, and each intent's likeliest topic."""
        totals: Dict[str, float] = {}
        topics: Dict[str, str] = {}
        best: Dict[str, float] = {}
        for label, probability in zip(self.labels, self.probabilities(vector[np.newaxis])[0]):
            intent, _, topic = label.partition(SEPARATOR)
            totals[intent] = totals.get(intent, 0.0) + float(probability)
            if topic and probability > best.get(intent, 0.0):
                best[intent], topics[intent] = float(probability), topic
        return sorted(totals.items(), key=lambda item: -item[1]), topics

    def save(self, folder: Path) -> None:
        """Write the model into `folder` as arrays, so that loading it runs no code."""
        np.savez(folder / FILE, labels=np.array(self.labels), weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read the model that `save` wrote into `folder`."""
        with np.load(folder / FILE, allow_pickle=False) as arrays:
            return cls([str(label) for label in arrays["labels"]], arrays["weights"], arrays["bias"])
