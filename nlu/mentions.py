"""Which health conditions a message mentions as somebody's who is present. Knows no Rasa."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Dict, List, Optional

from faq.knowledge_base import KnowledgeBase
from nlu.context import Context
from nlu.mention_finder import MentionFinder
from nlu.readings import find_readings
from nlu.tokens import plain, tokenize

# What wins when a message mentions several kinds.
GRAVITY = ("emergency", "contraindication", "health_condition")


@dataclass(frozen=True)
class Mention:
    """A condition named in a message.

    Attributes:
        condition: its name in conditions.yml.
        kind: "emergency", "contraindication" or "health_condition".
        group: which approved text speaks of it.
        text: the client's words that reveal it.
        dismissed: why nobody present has it ("negated", "past", "general", "someone else"), or None.
    """

    condition: str
    kind: str
    group: str
    text: str
    dismissed: Optional[str] = None

    def as_dict(self) -> Dict[str, Any]:
        """Return the mention as plain data, as it travels with Rasa's message."""
        data = asdict(self)
        data.pop("dismissed")
        return data


class Detector:
    """Examines messages for the conditions of one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        """Build the matcher; this takes some tenths of a second, once."""
        self._finder = MentionFinder(knowledge.conditions)
        self._context = Context(knowledge.cues)

    def examine(self, text: str) -> List[Mention]:
        """Return what `text` names, dismissed or not, gravest first and one for each condition."""
        clean = plain(text)
        tokens = tokenize(clean)
        found = self._finder.find(tokens)
        mentions = [
            Mention(
                place.condition.name,
                place.condition.kind,
                place.condition.group,
                " ".join(token.text for token in tokens[place.first : place.last + 1]),
                self._context.reason_to_dismiss(place, tokens, found),
            )
            for place in found
        ]
        mentions += [Mention(*reading) for reading in find_readings(clean)]
        # An affirmed mention of a condition stands, whatever is said of it elsewhere.
        mentions.sort(key=lambda m: (GRAVITY.index(m.kind), m.dismissed is not None))
        unique: Dict[str, Mention] = {}
        for mention in mentions:
            unique.setdefault(mention.condition, mention)
        return list(unique.values())
