"""The condition matcher as the last Rasa component: it has the final say on the intent."""

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

from faq import live
from nlu import mentions
from nlu.health_net import HEALTH
from nlu.intent_classifier import MATTERS, QUESTIONS
from nlu.mentions import Mention
from nlu.reading import NO_PRACTICE_MATTERS, OUT_OF_SCOPE
from nlu.sentence_featurizer import MENTION_PREFIX, TOPIC
from nlu.weighing import UNNAMED, weigh

# The attributes of a message that this component adds to Rasa's own.
MENTIONS = "mentions"
DISMISSED = "dismissed"

RETRACT = "retract"
# How sure the intent has to be, for the net's doubt to be left aside.
SURELY_TAKEN_BACK = 0.8


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
        """Build the detector, so that the first message does not wait for it."""
        mentions.shared()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the mentions and the questions of each message, and its intent if it mentions something."""
        detector = mentions.shared().current()
        entries = live.shared().current().entries
        for message in messages:
            name, confidence = (
                message.get(INTENT)[key] for key in (INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY)
            )
            if not message.get(QUESTIONS) and name in entries:
                message.set(QUESTIONS, [name], add_to_output=True)
            if name == OUT_OF_SCOPE and message.get(TOPIC) not in NO_PRACTICE_MATTERS:
                message.set(MATTERS, [message.get(TOPIC)], add_to_output=True)
            text = message.get(TEXT) or ""
            found = detector.examine(text)
            takes_back = name == RETRACT and confidence >= SURELY_TAKEN_BACK
            present = weigh(found, message.get(HEALTH), takes_back)
            # "It hasn't gone" names nothing; to the net by itself it sounds like anything.
            if name == RETRACT and not (found and present) and detector.says_it_lasts(text):
                present = [Mention(UNNAMED, "contraindication", UNNAMED, "")]
            message.set(MENTIONS, [mention.as_dict() for mention in present], add_to_output=True)
            message.set(DISMISSED, _dismissed(found, present), add_to_output=True)
            if present:
                _put_first(message, f"{MENTION_PREFIX}{present[0].kind}")
        return messages


def _put_first(message: Message, intent: Text) -> None:
    mention = {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: 1.0}
    ranking = message.get(INTENT_RANKING_KEY, [])
    message.set(INTENT, mention, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [dict(mention), *ranking], add_to_output=True)


def _dismissed(found: List[Mention], present: List[Mention]) -> List[Dict[Text, Any]]:
    kept = {mention.condition for mention in present}
    return [
        {**mention.as_dict(), "reason": mention.dismissed or "unlikely"}
        for mention in found
        if mention.condition not in kept
    ]
