"""Rasa's view of the knowledge base: every entry is an intent with its phrasings and a rule.

The only module of this folder that knows Rasa. Named in `config.yml`, it adds the entries to what
Rasa itself reads from `domain.yml` and `data/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from faq.knowledge_base import KnowledgeBase, KnowledgeBaseError, load
from faq.schema import Entry

ANSWER_ACTION = "action_answer"

# The version of Rasa's training data format that the derived rules are in.
TRAINING_DATA_VERSION = "3.1"


def is_answered(example: Message, entries: Iterable[Entry]) -> bool:
    """Return whether one of `entries` answers what `example` teaches to be out of scope."""
    topic = (example.get(METADATA) or {}).get(INTENT, {}).get("topic")
    return example.get(INTENT) == "out_of_scope" and any(topic == entry.topic for entry in entries)


class FaqImporter(RasaFileImporter):
    """Derives intents, training examples and rules from the entries of the knowledge base."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
        **kwargs: Any,
    ) -> None:
        """Look for the knowledge base in `faq/` beside the configuration."""
        super().__init__(config_file, domain_path, training_data_paths)
        self._folder = Path(config_file or "config.yml").resolve().parent / "faq"

    @cached_method
    def _knowledge_base(self) -> KnowledgeBase:
        try:
            return load(self._folder)
        except KnowledgeBaseError as error:
            # The `rasa` command shows its own errors in a line, and all others as a traceback.
            raise RasaException(f"The knowledge base has faults.\n{error}") from error

    @cached_method
    def get_domain(self) -> Domain:
        """Return Rasa's domain with an intent for each entry added (see parent class)."""
        entries = list(self._knowledge_base().entries)
        return super().get_domain().merge(Domain.from_dict({"intents": entries}))

    @cached_method
    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Return the examples in `data/` with the phrasings of each entry added (see parent class)."""
        examples = [
            Message.build(text=text, intent=name)
            for name, entry in self._knowledge_base().entries.items()
            for text in [entry.question, *entry.phrasings]
        ]
        entries = self._knowledge_base().entries
        others = (
            super()
            .get_nlu_data(language)
            .filter_training_examples(lambda example: not is_answered(example, entries.values()))
        )
        return others.merge(TrainingData(examples))

    @cached_method
    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """Return the rules in `data/` with one for each entry added (see parent class)."""
        rules: List[Dict[str, Any]] = [
            {"rule": name, "steps": [{INTENT: name}, {"action": ANSWER_ACTION}]}
            for name in self._knowledge_base().entries
        ]
        steps = YAMLStoryReader(self.get_domain()).read_from_parsed_yaml(
            {"version": TRAINING_DATA_VERSION, "rules": rules}
        )
        return super().get_stories(exclusion_percentage).merge(StoryGraph(steps))
