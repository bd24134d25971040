"""The health net: whether a message is health news that somebody should be told of, by its meaning.

The condition matcher finds words; clients find other words. This component's model was tuned on written
examples (`data/mentions.yml`, with near misses in `data/near_misses.yml`) of what a mention of a condition
is like. The condition matcher, which comes last, weighs what both say. What is no such news it told from
the rest by what it asks, so it has an opinion of the intent as well, which the intent classifier hears.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.health_model import HealthModel
from nlu.intent_model import SEPARATOR
from nlu.spelling_corrector import as_read
from nlu.tokens import plain

# What the net says of a message: {"none": probability, "contraindication/dvt": probability ...}.
HEALTH = "health"
NONE = "none"

# What the net takes a message for that is no news of health: {"aftercare": probability ...}.
OPINION = "opinion"

# How much the corrected reading of a misspelt message counts beside the message as written. What is misspelt
# sounds like news of health ("how many viits will it take"), but a correction may lose what was meant.
CORRECTED_WEIGHT = 0.7


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HealthNet(GraphComponent):
    """Sets the probabilities of the kinds of mentions, and of the intents, on each message."""

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
            net._model = HealthModel(folder)
        return net

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        """Keep where the model is stored; `train` builds it and `load` reads it."""
        self._model_storage = model_storage
        self._resource = resource
        self._model: HealthModel

    def train(self, training_data: TrainingData) -> Resource:
        """Build the model from the layers that were tuned beforehand; the phrasings are not needed."""
        with self._model_storage.write_to(self._resource) as folder:
            HealthModel.build(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the probabilities of each message, read without disguises, as written and as corrected."""
        readings = [_readings(message) for message in messages]
        rows = iter(self._model.probabilities([text for texts in readings for text in texts]))
        for message, texts in zip(messages, readings):
            row = _together([next(rows) for _ in texts])
            message.set(HEALTH, self._gathered(row), add_to_output=True)
            message.set(OPINION, self._opinion(row))
        return messages

    def _gathered(self, probabilities: np.ndarray) -> Dict[Text, float]:
        totals: Dict[Text, float] = {NONE: 0.0}
        for name, probability in zip(self._model.labels, probabilities):
            kind = NONE if name.startswith(NONE) else name
            totals[kind] = totals.get(kind, 0.0) + float(probability)
        return totals

    def _opinion(self, probabilities: np.ndarray) -> Dict[Text, float]:
        prefix = f"{NONE}{SEPARATOR}"
        return {
            name[len(prefix) :]: float(probability)
            for name, probability in zip(self._model.labels, probabilities)
            if name.startswith(prefix)
        }


def _readings(message: Message) -> List[Text]:
    written, corrected = plain(message.get(TEXT) or ""), plain(as_read(message) or "")
    return [written] if corrected == written else [written, corrected]


def _together(rows: List[np.ndarray]) -> np.ndarray:
    if len(rows) == 1:
        return rows[0]
    written, corrected = rows
    product = written ** (1 - CORRECTED_WEIGHT) * corrected**CORRECTED_WEIGHT
    return product / product.sum()
