"""Cross-validation: every phrasing judged by a model that was taught without its neighbours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message

from faq.importer import is_answered
from faq.schema import Entry
from nlu.intent_classifier import SentenceIntentClassifier
from nlu.intent_model import SEPARATOR, IntentModel
from nlu.sentence_featurizer import MENTION_PREFIX
from staff.progress import Tick

FOLDS = 3


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


def small_talk(root: Path, entries: Mapping[str, Entry]) -> List[Example]:
    """Return what the intents of a model in `root` are taught beside `entries`: the phrases in `data/`."""
    files = RasaFileImporter(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])
    return [
        Example(message.get("text"), _label(message))
        for message in files.get_nlu_data().intent_examples
        if not is_answered(message, entries.values()) and not message.get("intent").startswith(MENTION_PREFIX)
    ]


def phrasings(entries: Mapping[str, Entry]) -> List[Example]:
    """Return what a model is taught of `entries`."""
    return [
        Example(text, name) for name, entry in entries.items() for text in [entry.question, *entry.phrasings]
    ]


def rankings(taught: Sequence[Example], vectors: np.ndarray, tick: Optional[Tick] = None) -> List[Ranking]:
    """Rank the intents for each example by a model that was taught without its part of the label.

    Phrasings by one writer stand together in their file, so a part is a run of neighbours: the model is
    tried on voices that it has not heard.
    """
    topic_weight = SentenceIntentClassifier.get_default_config()["topic_weight"]
    folds = _folds(taught)
    found: List[Ranking] = [[] for _ in taught]

    def learn_without(fold: int) -> IntentModel:
        learn = np.flatnonzero(folds != fold)
        texts, labels = zip(*((taught[index].text, taught[index].label) for index in learn), strict=True)
        return IntentModel.fit(texts, vectors[learn], labels)

    # Side by side: learning holds no interpreter lock while it computes.
    with ThreadPoolExecutor(FOLDS) as pool:
        for fold, model in enumerate(pool.map(learn_without, range(FOLDS))):
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
