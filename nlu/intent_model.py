"""The intent model: probabilities of intents from what a message means, how it is spelt and worded.

Three experts, each a logistic regression: over kernel features of the sentence vector, over character
n-grams, which a misspelling changes little, and over word n-grams, which hold the little words that a
sentence vector forgets ("he is not coming"). Their log probabilities are added with weights. Knows no
Rasa; docs/understanding.md has what each part gave.
"""

from __future__ import annotations

import warnings
from collections import Counter
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression

FILE = "intent_model.npz"

# An intent may be taught by topic ("out_of_scope/prices"), which draws tighter bounds than one broad
# class would. The intent's probability is the sum over its topics.
SEPARATOR = "/"

# The width of the kernel over unit vectors, and how many phrasings stand for all of them in it: of few,
# each does.
GAMMA = 1.0
LANDMARKS = 1000
FEW_EXAMPLES = 2000

MEANING_WEIGHT = 0.7
# N-grams are worth as much as meaning where there are many phrasings of each intent, and less where
# there are few: this many halve their weights.
SPELLING_WEIGHT = 0.7
WORDING_WEIGHT = 0.4
FEW_PHRASINGS = 25

# The experts over n-grams, by name: what scikit-learn's vectorizer counts.
_NGRAMS = {
    "spelling": {"analyzer": "char_wb", "ngram_range": (2, 5)},
    "wording": {"ngram_range": (1, 3), "token_pattern": r"\w+|[?!.]"},
}

# How much the health net's opinion counts where there is one. It has learned most intents beforehand, from
# the phrasings that stood there then, and has no opinion of those that came later.
OPINION_WEIGHT = 0.4

_SMALLEST = 1e-6


class IntentModel:
    """Ranks intents for a message given as text and sentence vector."""

    def __init__(self, labels: Sequence[str], arrays: Dict[str, np.ndarray]) -> None:
        """Hold the arrays that `fit` makes; `labels` are intents, or intents with a topic."""
        self.labels = list(labels)
        self._arrays = arrays
        self._grams_of = {name: _vectorizer(name).build_analyzer() for name in _NGRAMS}
        self._places = {
            name: {str(gram): place for place, gram in enumerate(arrays[f"{name}_grams"])} for name in _NGRAMS
        }

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> IntentModel:
        """Learn from one text and one row of `vectors` for each of `labels`.

        Args:
            texts: the training examples.
            vectors: their sentence vectors.
            labels: their labels, each of which counts alike.
        """
        landmarks = LANDMARKS if len(texts) > FEW_EXAMPLES else len(texts)
        kernel = Nystroem(gamma=GAMMA, n_components=landmarks, random_state=0)
        meaning = LogisticRegression(C=100, max_iter=60, tol=1e-3, class_weight="balanced")
        with warnings.catch_warnings():
            # Stopping early costs no accuracy and saves three quarters of the time.
            warnings.simplefilter("ignore", ConvergenceWarning)
            meaning.fit(kernel.fit_transform(vectors).astype(np.float32), labels)
        phrasings = float(np.median(np.unique(labels, return_counts=True)[1]))
        trust = phrasings / (phrasings + FEW_PHRASINGS)
        arrays = {
            "landmarks": kernel.components_,
            # The kernel's normalisation and the regression are both linear, so they are one matrix.
            "meaning": kernel.normalization_.T @ meaning.coef_.T,
            "meaning_bias": meaning.intercept_,
            "weights": np.array([MEANING_WEIGHT, SPELLING_WEIGHT * trust, WORDING_WEIGHT * trust]),
        }
        for name in _NGRAMS:
            vectorizer = _vectorizer(name, min_df=2)
            expert = LogisticRegression(
                C=30,
                solver="liblinear",
                multi_class="ovr",
                class_weight="balanced",
                tol=1e-2,
                random_state=0,
            )
            expert.fit(vectorizer.fit_transform(texts), labels)
            arrays[f"{name}_grams"] = np.array(vectorizer.get_feature_names_out(), dtype=str)
            arrays[f"{name}_idf"] = vectorizer.idf_
            arrays[name] = expert.coef_.T
            arrays[f"{name}_bias"] = expert.intercept_
        compact = {name: _single_precision(array) for name, array in arrays.items()}
        return cls([str(label) for label in meaning.classes_], compact)

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Return one row of label probabilities, summing to 1, for each text and its vector."""
        arrays = self._arrays
        distances = 2 - 2 * np.clip(vectors @ arrays["landmarks"].T, -1, 1)
        opinions = [_softmax(np.exp(-GAMMA * distances) @ arrays["meaning"] + arrays["meaning_bias"])]
        for name in _NGRAMS:
            scores = np.stack([self._scores(name, text) for text in texts])
            one_to_rest = 1 / (1 + np.exp(-scores))
            opinions.append(one_to_rest / one_to_rest.sum(axis=1, keepdims=True))
        return _softmax(
            sum(
                float(weight) * np.log(opinion + _SMALLEST)
                for weight, opinion in zip(arrays["weights"], opinions)
            )
        )

    def _scores(self, name: str, text: str) -> np.ndarray:
        # What scikit-learn's vectorizer would give, which for a single text takes ten times as long.
        places = self._places[name]
        counts = Counter(map(places.get, self._grams_of[name](text)))
        counts.pop(None, None)
        bias = self._arrays[f"{name}_bias"]
        if not counts:
            return bias
        found = np.fromiter(counts, dtype=np.intp)
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self._arrays[f"{name}_idf"][
            found
        ]
        return (values / np.linalg.norm(values)) @ self._arrays[name][found] + bias

    def _heard(self, probabilities: np.ndarray, opinion: Mapping[str, float]) -> np.ndarray:
        known = [opinion[label] for label in self.labels if label in opinion]
        if not known:
            return probabilities
        # What it does not know is as likely as its likeliest, so that nothing is said against it.
        shares = np.array([opinion.get(label, max(known)) for label in self.labels]) / sum(known)
        return _softmax(np.log(probabilities + _SMALLEST) + OPINION_WEIGHT * np.log(shares + _SMALLEST))

    def rank(
        self,
        text: str,
        vector: np.ndarray,
        topic_weight: float = 1.0,
        opinion: Optional[Mapping[str, float]] = None,
    ) -> Tuple[List[Tuple[str, float]], Dict[str, str]]:
        """Return the intents with their probabilities, likeliest first, and each intent's likeliest topic.

        Args:
            text: the message.
            vector: its sentence vector.
            topic_weight: factor on the probability of a label with a topic, since an intent of many
                topics would otherwise count as often as it has topics.
            opinion: probabilities of labels, not necessarily of all, by another net.
        """
        probabilities = self.probabilities([text], vector[np.newaxis])[0]
        if opinion:
            probabilities = self._heard(probabilities, opinion)
        totals: Dict[str, float] = {}
        topics: Dict[str, str] = {}
        best: Dict[str, float] = {}
        for label, probability in zip(self.labels, probabilities):
            intent, _, topic = label.partition(SEPARATOR)
            share = float(probability) * (topic_weight if topic else 1.0)
            totals[intent] = totals.get(intent, 0.0) + share
            if topic and share > best.get(intent, 0.0):
                best[intent], topics[intent] = share, topic
        whole = sum(totals.values())
        ranking = sorted(totals.items(), key=lambda item: -item[1])
        return [(intent, share / whole) for intent, share in ranking], topics

    def save(self, folder: Path) -> None:
        """Write the model into `folder` as arrays, so that loading it runs no code."""
        np.savez(folder / FILE, labels=np.array(self.labels), **self._arrays)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read the model that `save` wrote into `folder`."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files if name != "labels"}
            return cls([str(label) for label in stored["labels"]], arrays)


def _vectorizer(name: str, **options: object) -> TfidfVectorizer:
    return TfidfVectorizer(**_NGRAMS[name], sublinear_tf=True, dtype=np.float32, **options)


def _single_precision(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _softmax(scores: np.ndarray) -> np.ndarray:
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponents / exponents.sum(axis=-1, keepdims=True)
