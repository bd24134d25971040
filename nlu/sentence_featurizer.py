"""The sentence encoder as a Rasa featurizer: it puts one dense sentence vector on each message."""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, Optional, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import weights
from nlu.encoder import SentenceEncoder
from nlu.parts import parts_of
from nlu.reading import Part
from nlu.spelling_corrector import SpellingCorrector, as_read

# The intents that the condition matcher alone sets; the health net learned them beforehand.
MENTION_PREFIX = "mention_"

# The parts of a message that may each ask something, with their vectors.
PARTS = "parts"

# What the intent of an example, or of a message, is about: "prices" of "out_of_scope".
TOPIC = "topic"

# An intent, or a topic of one, with fewer phrasings than this is learned from its name as well.
LITTLE_TAUGHT = 50


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Converts the encoder at training, keeps it in the model archive, and runs it on messages."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """Name what has to come before this component (see parent class)."""
        return [SpellingCorrector]

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Make an untrained featurizer (see parent class)."""
        return cls(execution_context.node_name, config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceFeaturizer:
        """Load the encoder from the model archive (see parent class)."""
        featurizer = cls(execution_context.node_name, config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            featurizer._encoder = SentenceEncoder(folder)
        return featurizer

    def __init__(
        self, name: Text, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Keep where the encoder is stored; `load` reads it."""
        super().__init__(name, {**self.get_default_config(), **config})
        self._model_storage = model_storage
        self._resource = resource
        self._encoder: SentenceEncoder

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """There is nothing to configure (see parent class)."""

    def train(self, training_data: TrainingData) -> Resource:
        """Convert the pinned weights into the model archive; the phrasings are not needed."""
        with self._model_storage.write_to(self._resource) as folder:
            weights.convert(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the names of little-taught intents, and put a sentence vector on all that is learned from."""
        taught = training_data.merge(TrainingData(_names(_learned(training_data))))
        examples = _learned(taught)
        vectors = self._encoder.encode([example.get(TEXT) for example in examples])
        for example, vector in zip(examples, vectors):
            self._add_vector(example, vector)
        return taught

    def process(self, messages: List[Message]) -> List[Message]:
        """Put a sentence vector on each message, and its parts."""
        for message in messages:
            text = as_read(message)
            parts = parts_of(text)
            vector, vectors = self._encoder.encode_with_parts(text, parts)
            self._add_vector(message, vector)
            message.set(PARTS, [Part(*part) for part in zip(parts, vectors)])
        return messages

    def _add_vector(self, message: Message, vector: np.ndarray) -> None:
        message.add_features(Features(vector[np.newaxis], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))


def topic_of(example: Message) -> Optional[Text]:
    """Return the topic of a training example whose intent is taught by topic, else None."""
    return example.get(METADATA, {}).get(METADATA_INTENT, {}).get(TOPIC)


def _learned(training_data: TrainingData) -> List[Message]:
    return [
        example
        for example in training_data.training_examples
        if example.get(TEXT) and not (example.get(INTENT) or "").startswith(MENTION_PREFIX)
    ]


def _names(examples: List[Message]) -> List[Message]:
    # A name says what its intent is about ("session_length"). Many phrasings say it better.
    phrasings = Counter((example.get(INTENT), topic_of(example)) for example in examples)
    return [
        Message.build((topic or intent).replace("_", " "), intent, intent_metadata={TOPIC: topic})
        for (intent, topic), count in phrasings.items()
        if intent and count < LITTLE_TAUGHT
    ]
