"""The intent classifier as a Rasa component, over the sentence vectors."""

from __future__ import annotations

from typing import Any, Dict, List, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from faq import live
from nlu import mentions
from nlu.health_net import OPINION
from nlu.intent_model import SEPARATOR, IntentModel
from nlu.reading import OUT_OF_SCOPE, Part, read
from nlu.sentence_featurizer import MENTION_PREFIX, PARTS, TOPIC, SentenceFeaturizer, topic_of
from nlu.spelling_corrector import as_read

# The entries that a message asks about, in order.
QUESTIONS = "questions"

# The topics of what it asks of the practice beside these.
MATTERS = "matters"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks intents by their probability, given the sentence vector of a message."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """Name what has to come before this component (see parent class)."""
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default configuration (see parent class)."""
        return {"topic_weight": 0.5}

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Keep where the model is stored; `train` makes it and `load` reads it."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model: IntentModel

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceIntentClassifier:
        """Make an untrained classifier (see parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceIntentClassifier:
        """Load the classifier from the model archive (see parent class)."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = IntentModel.load(folder)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has a text and an intent."""
        examples = [
            example
            for example in training_data.intent_examples
            if example.get(TEXT) and not example.get(INTENT).startswith(MENTION_PREFIX)
        ]
        self._model = IntentModel.fit(
            [example.get(TEXT) for example in examples],
            np.stack([vector(example) for example in examples]),
            [label(example) for example in examples],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, ranking of all intents and, where one is taught by topic, the topic."""
        entries = live.shared().current().entries.keys()
        detector = mentions.shared().current()
        for message in messages:
            reading = read(
                self._model,
                Part(as_read(message), vector(message), message.get(OPINION)),
                message.get(PARTS, []),
                detector.examine,
                entries,
                self._config["topic_weight"],
            )
            intents = [
                {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: probability}
                for intent, probability in reading.ranking
            ]
            message.set(INTENT, dict(intents[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, intents, add_to_output=True)
            message.set(TOPIC, reading.topics.get(OUT_OF_SCOPE), add_to_output=True)
            message.set(QUESTIONS, reading.questions, add_to_output=True)
            message.set(MATTERS, reading.matters, add_to_output=True)
        return messages


def vector(message: Message) -> np.ndarray:
    """Return the sentence vector of `message`."""
    _, sentence = message.get_dense_features(TEXT)
    return sentence.features[0]


def label(example: Message) -> Text:
    """Return the intent of a training example, with its topic where it is taught by topic."""
    topic = topic_of(example)
    return f"{example.get(INTENT)}{SEPARATOR}{topic}" if topic else example.get(INTENT)
