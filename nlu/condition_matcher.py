"""The condition matcher as the last Rasa component: it has the final say on the intent."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

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

from faq import live
from faq.knowledge_base import KnowledgeBase
from nlu.mentions import Detector

MENTIONS = "mentions"
QUESTIONS = "questions"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ConditionMatcher(GraphComponent):
    """Replaces the intent of a message that mentions a condition; the replaced one stays second."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConditionMatcher:
        """Make the matcher (see parent class)."""
        return cls()

    def __init__(self) -> None:
        """Build the matcher for the knowledge base as it stands on disk."""
        self._knowledge: Optional[KnowledgeBase] = None
        self._current_detector()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the mentions and the questions of each message, and its intent if it mentions something."""
        detector = self._current_detector()
        for message in messages:
            intent = message.get(INTENT)
            name = intent[INTENT_NAME_KEY]
            message.set(QUESTIONS, [name] if name in self._knowledge.entries else [], add_to_output=True)
            mentions = [m for m in detector.examine(message.get(TEXT) or "") if not m.dismissed]
            message.set(MENTIONS, [m.as_dict() for m in mentions], add_to_output=True)
            if mentions:
                mention = {
                    INTENT_NAME_KEY: f"mention_{mentions[0].kind}",
                    PREDICTED_CONFIDENCE_KEY: 1.0,
                }
                ranking = message.get(INTENT_RANKING_KEY, [])
                message.set(INTENT, mention, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [dict(mention), *ranking], add_to_output=True)
        return messages

    def _current_detector(self) -> Detector:
        knowledge = live.shared().current()
        if knowledge is not self._knowledge:
            self._detector = Detector(knowledge)
            self._knowledge = knowledge
        return self._detector
