"""The numbers of a report, counted in one pass over the conversations."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Collection, DefaultDict, Dict, Iterable, List, NamedTuple, Union

from staff import likeness
from staff.conversations import UNANSWERED, Exchange, Feedback
from staff.masking import mask

# An entry at least this probable on average is suggested for a group of unanswered questions.
WORTH_SUGGESTING = 0.25

NEW_QUESTION = "new question"


class Unanswered(NamedTuple):
    """Ways in which one thing was asked that had no answer: how often, the wordings, and what to do."""

    messages: int
    texts: List[str]
    suggestion: str


@dataclass
class Summary:
    """What a report says, as numbers.

    Attributes:
        days: messages by day and channel.
        outcomes: messages by outcome.
        escalated: escalations by group.
        answered: answers by entry.
        helpful: by entry, [helpful, not helpful].
        closest: unanswered messages by the entry that came nearest.
        texts: unanswered messages whose words are kept.
        leanings: for each of them, how probable each entry was.
    """

    days: Counter = field(default_factory=Counter)
    outcomes: Counter = field(default_factory=Counter)
    escalated: Counter = field(default_factory=Counter)
    answered: Counter = field(default_factory=Counter)
    helpful: DefaultDict[str, List[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    closest: Counter = field(default_factory=Counter)
    texts: Counter = field(default_factory=Counter)
    leanings: Dict[str, Dict[str, float]] = field(default_factory=dict)

    @property
    def messages(self) -> int:
        """Return how many messages there were."""
        return sum(self.outcomes.values())


def summarise(
    kept: Iterable[Union[Exchange, Feedback]], entries: Collection[str], with_text: bool
) -> Summary:
    """Count what was kept; words are taken up only `with_text`."""
    summary = Summary()
    for item in kept:
        if isinstance(item, Feedback):
            summary.helpful[item.entry][0 if item.helpful else 1] += 1
        else:
            _count(summary, item, entries, with_text)
    return summary


def unanswered(summary: Summary) -> List[Unanswered]:
    """Return the unanswered questions, gathered by likeness and masked, most frequent first."""
    found = []
    for group in likeness.gather(summary.texts):
        totals: DefaultDict[str, float] = defaultdict(float)
        for text in group.texts:
            for entry, probability in summary.leanings[text].items():
                totals[entry] += probability / len(group.texts)
        best, probability = max(totals.items(), key=lambda item: item[1], default=("", 0.0))
        suggestion = best if probability >= WORTH_SUGGESTING else NEW_QUESTION
        found.append(Unanswered(group.messages, [mask(text) for text in group.texts[:10]], suggestion))
    return found


def _count(summary: Summary, item: Exchange, entries: Collection[str], with_text: bool) -> None:
    summary.days[datetime.fromtimestamp(item.time).date().isoformat(), item.channel] += 1
    summary.outcomes[item.outcome] += 1
    summary.answered.update(item.answered)
    if item.escalation:
        summary.escalated.update(dict.fromkeys(item.groups or [item.escalation], 1))
    if item.outcome == UNANSWERED:
        leanings = {name: probability for name, probability in item.ranking if name in entries}
        if leanings:
            summary.closest[max(leanings, key=lambda name: leanings[name])] += 1
        if with_text and item.text:
            text = " ".join(item.text.split())
            summary.texts[text] += 1
            summary.leanings[text] = leanings
