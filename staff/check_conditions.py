"""What escalates: a condition's words must not fire on what clients say every day."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import Dict, FrozenSet, Iterable, Iterator, List

from faq.knowledge_base import KnowledgeBase
from faq.yaml_source import Fault, YamlSource
from nlu.mention_finder import MentionFinder
from nlu.mentions import Detector
from nlu.tokens import plain, tokenize
from staff.held_out import Example

# How many of the most frequent English words no condition may have as a term by itself.
COMMON_WORDS = 300

TERM_LISTS = ("clinical", "lay", "drugs", "signs", "misspellings")

# Answers about health: their own question may name a condition.
ABOUT_HEALTH = frozenset({"contraindications", "conditions_helped"})


def common_words(knowledge: KnowledgeBase, source: YamlSource) -> Iterator[Fault]:
    """Yield the terms that are ordinary English words."""
    for index, condition in enumerate(knowledge.conditions):
        for field in TERM_LISTS:
            for place, term in enumerate(getattr(condition, field)):
                if term.casefold() in _most_frequent():
                    yield Fault(
                        source.path,
                        source.line([index, field, place]),
                        f"'{term}' of {condition.name} is an ordinary word.",
                        "Write it in an expression that only means the condition.",
                    )


def silenced(knowledge: KnowledgeBase, source: YamlSource) -> Iterator[Fault]:
    """Yield the terms that a 'never' expression keeps from being found."""
    finder = MentionFinder(knowledge.conditions)
    for index, condition in enumerate(knowledge.conditions):
        for term in condition.terms():
            found = finder.find(tokenize(plain(term)))
            if all(one.condition is not condition for one in found):
                yield Fault(
                    source.path,
                    source.line([index, "name"]),
                    f"'{term}' of {condition.name} is never found.",
                    "Remove the 'never' expression that says the same but for endings and little words.",
                )


def fires_on_ordinary(
    knowledge: KnowledgeBase, source: YamlSource, small_talk: Iterable[Example]
) -> Iterator[Fault]:
    """Yield the conditions found in the FAQ's own questions, or in greetings and thanks."""
    ordinary: List[str] = [
        entry.question for name, entry in knowledge.entries.items() if name not in ABOUT_HEALTH
    ]
    ordinary += [example.text for example in small_talk]
    detector = Detector(knowledge)
    found: Dict[str, List[str]] = defaultdict(list)
    for text in ordinary:
        for mention in detector.examine(text):
            if not mention.dismissed:
                found[mention.condition].append(f"'{mention.text}' in '{text}'")
    for index, condition in enumerate(knowledge.conditions):
        if condition.name in found:
            yield Fault(
                source.path,
                source.line([index, "name"]),
                f"{condition.name} fires on {found[condition.name][0]}.",
                "Remove the word, or add the expression to its 'never' list.",
            )


@lru_cache(maxsize=1)
def _most_frequent() -> FrozenSet[str]:
    path = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.split()[0] for line in lines[:COMMON_WORDS])
