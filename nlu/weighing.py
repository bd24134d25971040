"""Weighs what the condition matcher found against what the health net makes of the message.

Words alone escalate "a stroke of luck"; meaning alone misses a drug's name. Together they give one
probability that somebody present has something, by a logistic regression whose weights were fitted on
messages of writers whom the net had not learned from; docs/safety.md has the figures. Knows no Rasa.
"""

from __future__ import annotations

import math
from typing import Dict, List, Mapping, Optional, Sequence

from nlu.mentions import GRAVITY, Mention

# The weights: of the net's log odds, and of what the matcher found. The matcher's words count for more
# than was fitted (0.5 and 0.24), since what the net has never read is left to them.
INTERCEPT = -0.43
MEANING = 0.95
EACH_FOUND = 0.8
STATED = 3.0
# More than the net can say against it: in "I have a fever, is there parking" it hears the parking.
PLAINLY = 6.0
ONLY_DISMISSED = -0.69
EMERGENCY_WORDS = 0.5

# A message that is a mention with at least this probability is one. Low, since a missed mention is
# the worst that can happen and a needless one costs a sentence.
THRESHOLD = 0.25

# What is taken back speaks of health without being news of it ("my doctor cleared me"), so there the net
# alone has to be surer than not: 1 - "none" of at least this.
TAKEN_BACK = 0.5

# How probable an emergency has to be for the net where the matcher has found none, and where it has. Of 546
# emergencies by writers whom the net had not learned from, 0.2 told 428 so and 0.4 only 405, at the price of
# three of 375 other mentions.
EMERGENCY = 0.2
EMERGENCY_FOUND = 0.01

# How probable thoughts of suicide have to be for the net where the matcher has found nothing: a goodbye and
# a weary story sound like them, so surer than not. What is less sure counts as nothing. At 0.3 two more of
# 372 unseen emergencies would be told so, and so would a question after a story of a sister's recommendation.
SUICIDAL_ALONE = 0.5

# How large a part of what is no "none" a contraindication has to be for the net where the matcher has
# found only other conditions.
CONTRAINDICATION = 0.5

UNNAMED = "unnamed"
SUICIDAL = "suicidal"

# Keeps log odds finite.
_SMALLEST = 1e-4


def weigh(
    found: Sequence[Mention], health: Optional[Mapping[str, float]], takes_back: bool = False
) -> List[Mention]:
    """Return the mentions that count, gravest first.

    Args:
        found: what the matcher found in the message.
        health: the net's probabilities, as `nlu.health_net` sets them, or None if there is no net: then
            the matcher alone decides.
        takes_back: whether the message surely means that what was mentioned before is over or was a slip.
    """
    affirmed = [mention for mention in found if not mention.dismissed]
    if health is None:
        return affirmed
    if not affirmed:
        health = _without_doubtful_farewells(health)
    if probability(found, health) < THRESHOLD:
        return []
    if takes_back and not affirmed and 1 - health["none"] < TAKEN_BACK:
        return []
    kinds = _by_kind(health)
    present = [_toned(mention, kinds["emergency"]) for mention in affirmed]
    named = {mention.kind for mention in present}
    if not present:
        present.append(_meant(max(kinds, key=lambda kind: kinds[kind]), health))
    elif named == {"health_condition"} and kinds["contraindication"] >= CONTRAINDICATION * (
        1 - health["none"]
    ):
        present.append(_meant("contraindication", health))
    if kinds["emergency"] >= EMERGENCY and all(mention.kind != "emergency" for mention in present):
        present.append(_meant("emergency", health))
    return sorted(present, key=lambda mention: GRAVITY.index(mention.kind))


def probability(found: Sequence[Mention], health: Mapping[str, float]) -> float:
    """Return how probable it is that somebody present has a condition that should be told of."""
    affirmed = [mention for mention in found if not mention.dismissed]
    score = (
        INTERCEPT
        + MEANING * _log_odds(1 - health["none"])
        + EACH_FOUND * min(len(affirmed), 3)
        + STATED * any(mention.stated for mention in affirmed)
        + PLAINLY * any(mention.plainly for mention in affirmed)
        + ONLY_DISMISSED * (bool(found) and not affirmed)
        + EMERGENCY_WORDS * any(mention.kind == "emergency" for mention in affirmed)
    )
    return 1 / (1 + math.exp(-score))


def _without_doubtful_farewells(health: Mapping[str, float]) -> Mapping[str, float]:
    doubted = health.get(f"emergency/{SUICIDAL}", 0.0)
    if doubted >= SUICIDAL_ALONE:
        return health
    return {**health, "none": health["none"] + doubted, f"emergency/{SUICIDAL}": 0.0}


def _log_odds(value: float) -> float:
    return math.log((value + _SMALLEST) / (1 - value + _SMALLEST))


def _meant(kind: str, health: Mapping[str, float]) -> Mention:
    # Thoughts of suicide have a text of their own; all else is "something about your health".
    suicidal = health.get(f"emergency/{SUICIDAL}", 0.0)
    is_suicidal = kind == "emergency" and suicidal > health.get("emergency", 0.0)
    return Mention(UNNAMED, kind, SUICIDAL if is_suicidal else UNNAMED, "")


def _toned(mention: Mention, emergency: float) -> Mention:
    if mention.kind == "emergency" and emergency < EMERGENCY_FOUND:
        return Mention(mention.condition, "health_condition", mention.group, mention.text)
    return mention


def _by_kind(health: Mapping[str, float]) -> Dict[str, float]:
    kinds = dict.fromkeys(GRAVITY, 0.0)
    for name, value in health.items():
        kind = name.partition("/")[0]
        if kind in kinds:
            kinds[kind] += value
    return kinds
