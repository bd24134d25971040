"""Corrects misspelt words towards the words of the phrasings, before the message is read for its intent.

A sentence vector sees pieces of words, so that one wrong letter can make another sentence of a short
question. Words that are English stay as they are, and so do abbreviations ("I get the TIAs"). The condition
matcher reads what the client wrote, the health net both.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.speller import Speller

# The attribute of a message that this component adds to Rasa's own.
CORRECTED = "corrected"

FILE = "words.json"

# A word of fewer examples than this may be a misspelling itself.
MIN_EXAMPLES = 3

# Shorter words have too many neighbours to tell which was meant.
_WORDS = re.compile(r"[A-Za-z]{4,}")
# The same without "TIAs", which stand out unless all is in capitals.
_UNABBREVIATED = re.compile(r"(?<![A-Za-z])[A-Za-z][a-z]{3,}(?![A-Za-z])")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Puts the corrected text beside the text of each message."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        """Make a corrector that knows no words yet (see parent class)."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpellingCorrector:
        """Load the words from the model archive (see parent class)."""
        corrector = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            corrector._speller = Speller(json.loads((folder / FILE).read_text(encoding="utf-8")))
        return corrector

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        """Keep where the words are stored; `train` collects them and `load` reads them."""
        self._model_storage = model_storage
        self._resource = resource
        self._speller: Speller

    def train(self, training_data: TrainingData) -> Resource:
        """Collect the words that the examples of the intents use."""
        examples = (example.get(TEXT) for example in training_data.intent_examples)
        counts = Counter(
            word for text in examples if text for word in {w.lower() for w in _WORDS.findall(text)}
        )
        words = {word: count for word, count in sorted(counts.items()) if count >= MIN_EXAMPLES}
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(words), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they were written: their misspellings are learned too."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the corrected text of each message."""
        for message in messages:
            message.set(CORRECTED, self._corrected(message.get(TEXT) or ""))
        return messages

    def _corrected(self, text: Text) -> Text:
        words = _WORDS if text.isupper() else _UNABBREVIATED
        return words.sub(lambda match: self._in_place(match[0]), text)

    def _in_place(self, word: Text) -> Text:
        corrected = self._speller.correct(word.lower())
        return word if corrected == word.lower() else corrected


def as_read(message: Message) -> Text:
    """Return the text of `message` as it is read for its intent: corrected where it has been."""
    return message.get(CORRECTED) or message.get(TEXT)
