"""Cross-validation: every phrasing judged by a model that was taught without its neighbours."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message

from faq.schema import Entry
from nlu import weights
from nlu.encoder import SentenceEncoder
from nlu.intent_classifier import SentenceIntentClassifier
from nlu.intent_model import SEPARATOR, IntentModel

FOLDS = 3
CHUNK = 256

Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Example:
    """One phrasing that the model is taught, and its label: an intent, with "/topic" where it has one."""

    text: str
    label: str

    @property
    def intent(self) -> str:
        """Return the intent of the label."""
        return self.label.partition(SEPARATOR)[0]


Ranking = List[Tuple[str, float]]


def small_talk(root: Path) -> List[Example]:
    """Return what a model of the project in `root` is taught beside the entries: the phrases in `data/`."""
    files = RasaFileImporter(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])
    return [Example(message.get("text"), _label(message)) for message in files.get_nlu_data().intent_examples]


def phrasings(entries: Mapping[str, Entry]) -> List[Example]:
    """Return what a model is taught of `entries`."""
    return [
        Example(text, name) for name, entry in entries.items() for text in [entry.question, *entry.phrasings]
    ]


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


def rankings(taught: Sequence[Example], vectors: np.ndarray, tick: Optional[Tick] = None) -> List[Ranking]:
    """Rank the intents for each example by a model that was taught without its part of the label.

    Phrasings by one writer stand together in their file, so a part is a run of neighbours: the model is
    tried on voices that it has not heard.
    """
    topic_weight = SentenceIntentClassifier.get_default_config()["topic_weight"]
    folds = _folds(taught)
    found: List[Ranking] = [[] for _ in taught]
    for fold in range(FOLDS):
        learn = np.flatnonzero(folds != fold)
        texts, labels = zip(*((taught[index].text, taught[index].label) for index in learn), strict=True)
        model = IntentModel.fit(texts, vectors[learn], labels)
        for index in np.flatnonzero(folds == fold):
            found[index] = model.rank(taught[index].text, vectors[index], topic_weight)[0]
        if tick:
            tick(fold + 1, FOLDS)
    return found


def _folds(taught: Sequence[Example]) -> np.ndarray:
    places: Dict[str, List[int]] = {}
    for index, example in enumerate(taught):
        places.setdefault(example.label, []).append(index)
    folds = np.zeros(len(taught), dtype=int)
    for indexes in places.values():
        folds[indexes] = np.arange(len(indexes)) * FOLDS // len(indexes)
    return folds


def _label(message: Message) -> str:
    topic = message.get("metadata", {}).get("intent", {}).get("topic")
    return f"{message.get('intent')}{SEPARATOR}{topic}" if topic else message.get("intent")
