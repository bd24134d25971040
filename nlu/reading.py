"""Reads a message whole and by its parts: which intent it has, and which questions it asks.

A question at the end of a story is lost in the vector of the whole, and two questions in one message
blur into neither; each part's own ranking brings them back. Knows no Rasa.
"""

from __future__ import annotations

from typing import AbstractSet, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from nlu.intent_model import IntentModel
from nlu.parts import is_question

Ranking = List[Tuple[str, float]]

# How sure a part must be of its entry before it counts as a question, and how sure where it is only told
# beside a part that is a question and sure: "She has come for years. How long is it?" asks one thing.
SURE = 0.85
SURE_IF_TOLD = 0.95
# How much of an entry the whole message must show for a part to be believed, unless the part is one of
# several that have the form of a question.
SEEN_IN_WHOLE = 0.001
# More answers than this are no longer read.
MAX_QUESTIONS = 3

OUT_OF_SCOPE = "out_of_scope"
# Topics of what is out of scope that are no matter for the practice, so that beside an entry nobody waits
# for a word on them.
NO_PRACTICE_MATTERS = frozenset({"medical", "everyday", "gibberish", "inappropriate", "injection"})


class Part(NamedTuple):
    """A message or a part of it, with its sentence vector and what a health net makes of it."""

    text: str
    vector: np.ndarray
    opinion: Optional[Mapping[str, float]] = None


class Reading(NamedTuple):
    """What a message asks.

    Attributes:
        ranking: intents with their probabilities, likeliest first.
        topics: the likeliest topic of each intent that is taught by topic.
        questions: the entries that it asks about, in its order, if it asks more than one thing; else [].
        matters: the topics of what it asks of the practice beside these.
    """

    ranking: Ranking
    topics: Dict[str, str]
    questions: List[str]
    matters: List[str]


def read(
    model: IntentModel,
    message: Part,
    parts: Sequence[Part],
    names_condition: Callable[[str], object],
    entries: AbstractSet[str],
    topic_weight: float,
) -> Reading:
    """Return what a message asks.

    Args:
        model: ranks intents for a text and its vector.
        message: the whole message.
        parts: its parts, in order.
        names_condition: tells of a part's text whether it names a condition: then it is news of it, and
            asks nothing. Called only for parts that are sure of an entry.
        entries: the intents that are entries of the FAQ.
        topic_weight: see `IntentModel.rank`.
    """
    whole, topics = model.rank(message.text, message.vector, topic_weight, message.opinion)
    seen = dict(whole)
    is_sure = whole[0][0] in entries and whole[0][1] >= SURE
    shown = sum(seen[name] >= SEEN_IN_WHOLE for name in seen.keys() & entries)
    asks_more = sum(is_question(part.text) for part in parts) > 1
    if is_sure and shown == 1 and not asks_more:
        return Reading(whole, topics, [], [])
    read_parts = [model.rank(part.text, part.vector, topic_weight) for part in parts]
    rankings = [ranking for ranking, _ in read_parts]
    sure = [
        (is_question(part.text), ranking)
        for part, ranking in zip(parts, rankings)
        if ranking[0][0] in entries and ranking[0][1] >= SURE and not names_condition(part.text)
    ]
    if any(asks for asks, _ in sure):
        sure = [(asks, ranking) for asks, ranking in sure if asks or ranking[0][1] >= SURE_IF_TOLD]
    believed = [
        ranking[0][0]
        for asks, ranking in sure
        if (asks_more and asks) or seen.get(ranking[0][0], 0) >= SEEN_IN_WHOLE
    ]
    asked = list(dict.fromkeys(believed))
    matters = _matters(parts, read_parts) if asks_more else []
    if asked and matters:
        ranking = _gathered(whole, [*asked, OUT_OF_SCOPE])
        return Reading(ranking, topics, asked[:MAX_QUESTIONS], matters)
    if len(asked) > 1:
        return Reading(_gathered(whole, asked), topics, asked[:MAX_QUESTIONS], [])
    if sure and not is_sure:
        return Reading(_mean(whole, sure[-1][1]), topics, [], [])
    return Reading(whole, topics, [], [])


def _matters(parts: Sequence[Part], read_parts: Sequence[Tuple[Ranking, Dict[str, str]]]) -> List[str]:
    topics = [
        part_topics[OUT_OF_SCOPE]
        for part, (ranking, part_topics) in zip(parts, read_parts)
        if ranking[0][0] == OUT_OF_SCOPE and ranking[0][1] >= SURE and is_question(part.text)
    ]
    return [topic for topic in dict.fromkeys(topics) if topic not in NO_PRACTICE_MATTERS][:MAX_QUESTIONS]


def _mean(one: Ranking, other: Ranking) -> Ranking:
    values = dict(other)
    return sorted(((name, (p + values[name]) / 2) for name, p in one), key=lambda item: -item[1])


def _gathered(ranking: Ranking, asked: Sequence[str]) -> Ranking:
    # The fallback compares the two likeliest intents; several questions are not one doubtful one, so
    # the first stands for all of them.
    together = sum(probability for name, probability in ranking if name in asked)
    others = ((name, 0.0 if name in asked else p) for name, p in ranking if name != asked[0])
    return [(asked[0], together), *sorted(others, key=lambda item: -item[1])]
