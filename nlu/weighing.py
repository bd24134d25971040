"""Weighs what the condition matcher found against what the second net makes of the message.

Words alone escalate "a stroke of luck"; meaning alone misses a drug's name. Each holds the other in
check: the less the one has, the more the other has to show. The bounds were chosen by cross-validation
over writers, so that recall comes first; docs/safety.md has the figures. Knows no Rasa.
"""

from __future__ import annotations

from typing import Dict, List, Mapping, Optional, Sequence

from nlu.mentions import GRAVITY, Mention

# How probable a mention has to be for the net, by what the matcher has found in the message:
# a clinical name or a drug, other words, nothing, or only what its context dismisses.
PLAIN_WORDS = 0.01
OTHER_WORDS = 0.05
NOTHING = 0.6
ONLY_DISMISSED = 0.9
# How probable an emergency has to be for the net where the matcher has found none, and where it has.
EMERGENCY = 0.5
EMERGENCY_FOUND = 0.02

UNNAMED = "unnamed"


def weigh(found: Sequence[Mention], health: Optional[Mapping[str, float]]) -> List[Mention]:
    """Return the mentions that count, gravest first.

    Args:
        found: what the matcher found in the message.
        health: the net's probabilities by kind and group ("none", "contraindication/dvt" ...), or None
            if there is no net: then the matcher alone decides.
    """
    affirmed = [mention for mention in found if not mention.dismissed]
    if health is None:
        return affirmed
    likely = 1 - health["none"]
    kinds = _by_kind(health)
    present = [m for m in affirmed if likely >= (PLAIN_WORDS if m.plain else OTHER_WORDS)]
    present = [_toned(mention, kinds["emergency"]) for mention in present]
    if not present and likely >= (ONLY_DISMISSED if len(found) > len(affirmed) else NOTHING):
        kind = max(kinds, key=lambda name: kinds[name])
        present = [Mention(UNNAMED, kind, UNNAMED, "")]
    if kinds["emergency"] >= EMERGENCY and all(m.kind != "emergency" for m in present):
        present = [Mention(UNNAMED, "emergency", UNNAMED, ""), *present]
    return sorted(present, key=lambda mention: GRAVITY.index(mention.kind))


def _toned(mention: Mention, emergency: float) -> Mention:
    if mention.kind == "emergency" and emergency < EMERGENCY_FOUND:
        return Mention(mention.condition, "health_condition", mention.group, mention.text)
    return mention


def _by_kind(health: Mapping[str, float]) -> Dict[str, float]:
    kinds = dict.fromkeys(GRAVITY, 0.0)
    for name, probability in health.items():
        kind = name.partition("/")[0]
        if kind in kinds:
            kinds[kind] += probability
    return kinds
