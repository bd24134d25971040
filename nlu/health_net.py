"""The second net: whether a message is health news that somebody should be told of, by its meaning.

The condition matcher finds words; clients find other words. This component learns from written examples
(`data/mentions.yml`, with near misses in `data/near_misses.yml`) what a mention of a condition is like.
The condition matcher, which comes last, weighs what both say.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from faq.importer import NEAR_MISS
from nlu.intent_classifier import MENTION_PREFIX, label, vector
from nlu.intent_model import SEPARATOR, IntentModel
from nlu.sentence_featurizer import PARTS

# What the net says of the most alarming part of a message: {"none": probability,
# "contraindication/dvt": probability ...}, and for "none" also of the whole.
HEALTH = "health"
NONE = "none"
NONE_OF_WHOLE = "none_of_whole"

# Ordinary messages outnumber mentions; a part of them is enough to learn what is none.
ORDINARY_EXAMPLES = 3500


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HealthNet(GraphComponent):
    """Sets the probabilities of the kinds of mentions on each message."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> HealthNet:
        """Make an untrained net (see parent class)."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> HealthNet:
        """Load the net from the model archive (see parent class)."""
        net = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            net._model = IntentModel.load(folder)
        return net

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        """Keep where the model is stored; `train` makes it and `load` reads it."""
        self._model_storage = model_storage
        self._resource = resource
        self._model: IntentModel

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the written mentions and near misses, and from ordinary messages as none."""
        examples = [e for e in training_data.training_examples if e.get(TEXT)]
        near_misses = [e for e in examples if e.get(NEAR_MISS)]
        mentions = [e for e in examples if (e.get(INTENT) or "").startswith(MENTION_PREFIX)]
        ordinary = [e for e in examples if e.get(INTENT) and not e.get(INTENT).startswith(MENTION_PREFIX)]
        step = max(1, len(ordinary) // ORDINARY_EXAMPLES)
        taught = [
            *((e, label(e)[len(MENTION_PREFIX) :]) for e in mentions),
            *((e, f"{NONE}{SEPARATOR}{e.get(NEAR_MISS)}") for e in near_misses),
            *((e, f"{NONE}{SEPARATOR}ordinary") for e in ordinary[::step]),
        ]
        self._model = IntentModel.fit(
            [example.get(TEXT) for example, _ in taught],
            np.stack([vector(example) for example, _ in taught]),
            [name for _, name in taught],
            balanced=False,
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the probabilities, those of its most alarming part where a part alarms more than the whole."""
        for message in messages:
            parts = message.get(PARTS, [])
            texts = [message.get(TEXT), *(text for text, _ in parts)]
            vectors = np.stack([vector(message), *(part for _, part in parts)])
            readings = [self._gathered(row) for row in self._model.probabilities(texts, vectors)]
            alarming = min(readings, key=lambda reading: reading[NONE])
            alarming = {**alarming, NONE_OF_WHOLE: readings[0][NONE]}
            message.set(HEALTH, alarming, add_to_output=True)
        return messages

    def _gathered(self, probabilities: np.ndarray) -> Dict[Text, float]:
        totals: Dict[Text, float] = {NONE: 0.0}
        for name, probability in zip(self._model.labels, probabilities):
            kind = NONE if name.startswith(NONE) else name
            totals[kind] = totals.get(kind, 0.0) + float(probability)
        return totals
