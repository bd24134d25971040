"""The language detector as a Rasa component: what is not in English is out of scope."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from nlu.intent_classifier import OUT_OF_SCOPE, QUESTIONS
from nlu.language import LanguageDetector
from nlu.sentence_featurizer import TOPIC

OTHER_LANGUAGE = "other_language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageIdentifier(GraphComponent):
    """Sets the intent of a message in another language to `out_of_scope`, topic `other_language`."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        """Make the component (see parent class)."""
        return cls()

    def __init__(self) -> None:
        """Load the detector."""
        self._detector = LanguageDetector()

    def process(self, messages: List[Message]) -> List[Message]:
        """Change the intent of the messages that are not in English."""
        for message in messages:
            if not self._detector.is_foreign(message.get(TEXT) or ""):
                continue
            intent = {INTENT_NAME_KEY: OUT_OF_SCOPE, PREDICTED_CONFIDENCE_KEY: 1.0}
            others = [
                {INTENT_NAME_KEY: other[INTENT_NAME_KEY], PREDICTED_CONFIDENCE_KEY: 0.0}
                for other in message.get(INTENT_RANKING_KEY, [])
                if other[INTENT_NAME_KEY] != OUT_OF_SCOPE
            ]
            message.set(INTENT, intent, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [dict(intent), *others], add_to_output=True)
            message.set(TOPIC, OTHER_LANGUAGE, add_to_output=True)
            message.set(QUESTIONS, [], add_to_output=True)
        return messages
