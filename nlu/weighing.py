"""Weighs what the condition matcher found against what the second net makes of the message.

Words alone escalate "a stroke of luck"; meaning alone misses a drug's name. Together they give one
probability that somebody present has something, by a logistic regression whose weights were fitted on
messages of writers whom the net had not learned from; docs/safety.md has the figures. Knows no Rasa.
"""

from __future__ import annotations

import math
from typing import Dict, List, Mapping, Optional, Sequence

from nlu.mentions import GRAVITY, Mention

# The weights: of the net's log odds for the whole message and for its most alarming part, and of what
# the matcher found.
INTERCEPT = -0.16
WHOLE = 0.43
PART = 0.23
FOUND = 1.09
EACH_FOUND = 0.58
ONLY_DISMISSED = -1.72
EMERGENCY_WORDS = 0.46

# A message that is a mention with at least this probability is one. Low, since a missed mention is
# the worst that can happen and a needless one costs a sentence.
THRESHOLD = 0.2

# How probable an emergency has to be for the net where the matcher has found none, and where it has.
EMERGENCY = 0.2
EMERGENCY_FOUND = 0.01

UNNAMED = "unnamed"

# Keeps log odds finite.
_SMALLEST = 1e-4


def weigh(found: Sequence[Mention], health: Optional[Mapping[str, float]]) -> List[Mention]:
    """Return the mentions that count, gravest first.

    Args:
        found: what the matcher found in the message.
        health: the net's probabilities, as `nlu.health_net` sets them, or None if there is no net: then
            the matcher alone decides.
    """
    affirmed = [mention for mention in found if not mention.dismissed]
    if health is None:
        return affirmed
    kinds = _by_kind(health)
    present: List[Mention] = []
    if probability(found, health) >= THRESHOLD:
        likeliest = max(kinds, key=lambda kind: kinds[kind])
        present = affirmed or [Mention(UNNAMED, likeliest, UNNAMED, "")]
        present = [_toned(mention, kinds["emergency"]) for mention in present]
        if kinds["emergency"] >= EMERGENCY and all(m.kind != "emergency" for m in present):
            present = [Mention(UNNAMED, "emergency", UNNAMED, ""), *present]
    return sorted(present, key=lambda mention: GRAVITY.index(mention.kind))


def probability(found: Sequence[Mention], health: Mapping[str, float]) -> float:
    """Return how probable it is that somebody present has a condition that should be told of."""
    affirmed = [mention for mention in found if not mention.dismissed]
    score = (
        INTERCEPT
        + WHOLE * _log_odds(1 - health["none_of_whole"])
        + PART * _log_odds(1 - health["none"])
        + FOUND * bool(affirmed)
        + EACH_FOUND * min(len(affirmed), 3)
        + ONLY_DISMISSED * (bool(found) and not affirmed)
        + EMERGENCY_WORDS * any(mention.kind == "emergency" for mention in affirmed)
    )
    return 1 / (1 + math.exp(-score))


def _log_odds(value: float) -> float:
    return math.log((value + _SMALLEST) / (1 - value + _SMALLEST))


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
