"""Which health conditions a message mentions as somebody's who is present. Knows no Rasa."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Dict, List, Optional

from faq import live
from faq.knowledge_base import KnowledgeBase
from nlu.context import Context
from nlu.measurements import find_measurements
from nlu.mention_finder import MentionFinder
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
        text: the client's words that reveal it; "" if only the meaning of the message does.
        stated: whether it is said in so many words that somebody has it: "I have", "diagnosed with".
        plainly: whether a clause says nothing else: "I have a fever, is there parking".
        dismissed: why nobody present has it ("negated", "past", "general", "someone else"), or None.
    """

    condition: str
    kind: str
    group: str
    text: str
    stated: bool = False
    plainly: bool = False
    dismissed: Optional[str] = None

    def as_dict(self) -> Dict[str, Any]:
        """Return the mention as plain data, as it travels with Rasa's message."""
        data = asdict(self)
        del data["dismissed"], data["stated"], data["plainly"]
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
                self._context.states(place, tokens),
                self._context.says_plainly(place, tokens),
                self._context.reason_to_dismiss(place, tokens, found),
            )
            for place in found
        ]
        mentions += [Mention(*measurement, stated=True) for measurement in find_measurements(clean)]
        # An affirmed mention of a condition stands, whatever is said of it elsewhere.
        mentions.sort(
            key=lambda m: (GRAVITY.index(m.kind), m.dismissed is not None, not m.plainly, not m.stated)
        )
        unique: Dict[str, Mention] = {}
        for mention in mentions:
            unique.setdefault(mention.condition, mention)
        return list(unique.values())

    def says_it_lasts(self, text: str) -> bool:
        """Return whether `text` says that something is still there: "it has gone worse"."""
        return self._context.says_it_lasts([token.word for token in tokenize(plain(text))])


class LiveDetector:
    """The detector for the knowledge base as it stands, built anew when that changes.

    It is built in a thread of its own, so that no client waits for it; the old one answers until then.
    """

    def __init__(self) -> None:
        """Build the detector for the knowledge base on disk."""
        self._knowledge = live.shared().current()
        self._detector = Detector(self._knowledge)
        self._building = threading.Lock()

    def current(self) -> Detector:
        """Return the newest detector that has been built."""
        if self._is_old() and self._building.acquire(blocking=False):
            threading.Thread(target=self._build, daemon=True).start()
        return self._detector

    def _is_old(self) -> bool:
        newest, known = live.shared().current(), self._knowledge
        return newest.conditions is not known.conditions or newest.cues is not known.cues

    def _build(self) -> None:
        try:
            self._knowledge = live.shared().current()
            self._detector = Detector(self._knowledge)
        finally:
            self._building.release()


@lru_cache(maxsize=1)
def shared() -> LiveDetector:
    """Return the one live detector of this process, built at the first call."""
    return LiveDetector()
