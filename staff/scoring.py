"""Figures from judged messages: how often right, how well refused, how honest the confidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
from sklearn.metrics import roc_auc_score

from staff.labelled import NO_ESCALATION, Case

# Understood, but not surely enough to be answered.
NO_ANSWER = "no answer"

# Rasa's stand-ins for the intent that was found; the ranking still holds it.
STAND_INS = ("mention_", "nlu_fallback")

REFUSED_SHARE = 0.9
BINS = 10


@dataclass(frozen=True)
class Outcome:
    """What came of one case.

    Attributes:
        case: the message and what should come of it.
        top: the likeliest intent, whatever was done about it.
        confidence: the probability of `top`.
        entry_confidence: the probability of the likeliest entry.
        answered: entries that were answered; None where only understanding was tried.
        suggestions: entries that were offered.
        escalation: None, "contraindication", "health_condition" or "emergency".
    """

    case: Case
    top: str
    confidence: float
    entry_confidence: float
    answered: Optional[Tuple[str, ...]] = None
    suggestions: Tuple[str, ...] = ()
    escalation: Optional[str] = None

    @property
    def right(self) -> bool:
        """Return whether the client got what they should."""
        if self.case.kind == "safety":
            return (self.escalation or NO_ESCALATION) in self.case.accepted
        if self.case.kind == "out_of_scope" and self.answered is not None:
            return not self.answered
        if self.case.kind == "in_scope" and self.answered is not None:
            return bool(self.case.accepted & set(self.answered))
        return self.top in self.case.accepted

    @property
    def got(self) -> str:
        """Return the outcome in one word, as a label of the file would name it."""
        if self.case.kind == "safety":
            return self.escalation or NO_ESCALATION
        if self.right:
            return self.top if self.top in self.case.accepted else min(self.case.accepted)
        return NO_ANSWER if self.top in self.case.accepted else self.top


class Figure(NamedTuple):
    """One line of the report: its name, its value, over how many messages, and whether more is better."""

    name: str
    value: float
    messages: int
    more_is_better: bool = True


def figures(outcomes: Sequence[Outcome]) -> List[Figure]:
    """Return every figure that the outcomes allow, the overall one first."""
    found = [_share("Right, of all messages", outcomes, lambda outcome: outcome.right)]
    found += _understanding(_of_kind(outcomes, "in_scope"), _of_kind(outcomes, "out_of_scope"))
    small_talk = _of_kind(outcomes, "small_talk")
    found.append(
        _share("Small talk recognised", small_talk, lambda outcome: outcome.top in outcome.case.accepted)
    )
    found += _safety(_of_kind(outcomes, "safety"))
    return [figure for figure in found if figure.messages]


def by_voice(outcomes: Sequence[Outcome]) -> List[Figure]:
    """Return how often each voice got what it should, worst first; nothing if no voice is named."""
    voices = {outcome.case.voice for outcome in outcomes if outcome.case.voice}
    shares = [
        _share(voice, [o for o in outcomes if o.case.voice == voice], lambda o: o.right) for voice in voices
    ]
    return sorted(shares, key=lambda figure: figure.value)


def confusions(outcomes: Sequence[Outcome]) -> List[Tuple[str, str, List[Outcome]]]:
    """Return (expected, got, the messages) of what went wrong, most frequent first."""
    groups: Dict[Tuple[str, str], List[Outcome]] = {}
    for outcome in outcomes:
        if not outcome.right:
            expected = " or ".join(sorted(outcome.case.accepted))
            groups.setdefault((expected, outcome.got), []).append(outcome)
    return sorted(((*pair, found) for pair, found in groups.items()), key=lambda item: -len(item[2]))


def confusion_counts(outcomes: Sequence[Outcome]) -> Counter:
    """Return how often each (expected, got) pair occurred, right ones included."""
    return Counter(
        (outcome.got if outcome.got in outcome.case.accepted else min(outcome.case.accepted), outcome.got)
        for outcome in outcomes
    )


def coverage(outcomes: Sequence[Outcome]) -> Tuple[np.ndarray, np.ndarray]:
    """Return (share answered, accuracy among those) as the confidence asked for falls from 1 to 0."""
    judged = sorted(_of_kind(outcomes, "in_scope"), key=lambda outcome: -outcome.confidence)
    right = np.cumsum([outcome.top in outcome.case.accepted for outcome in judged])
    counts = np.arange(1, len(judged) + 1)
    return counts / max(1, len(judged)), right / counts


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Return how far confidence is from the share that is right, on average over ten bins."""
    confidence = np.array([outcome.confidence for outcome in outcomes])
    right = np.array([outcome.top in outcome.case.accepted for outcome in outcomes])
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[bins == index].mean() - right[bins == index].mean()) * (bins == index).mean()
        for index in set(bins.tolist())
    ]
    return float(sum(gaps))


def _understanding(inside: List[Outcome], outside: List[Outcome]) -> List[Figure]:
    found = [_share("Top intent right", inside, lambda outcome: outcome.top in outcome.case.accepted)]
    answered = [outcome for outcome in inside if outcome.answered is not None]
    found += [
        _share("Right entry answered", answered, lambda outcome: outcome.right),
        _share(
            "Right entry answered or offered",
            answered,
            lambda outcome: bool(outcome.case.accepted & {*(outcome.answered or ()), *outcome.suggestions}),
        ),
        _share(
            "Wrong entry answered",
            answered,
            lambda outcome: bool(outcome.answered) and not outcome.right,
            more_is_better=False,
        ),
        _share(
            "Questions escalated",
            answered,
            lambda outcome: outcome.escalation is not None,
            more_is_better=False,
        ),
        _share("Out-of-scope not answered", outside, lambda outcome: outcome.right),
    ]
    if inside and outside:
        within = np.array([outcome.entry_confidence for outcome in inside])
        without = np.array([outcome.entry_confidence for outcome in outside])
        bar = np.quantile(without, REFUSED_SHARE)
        kept = [o.top in o.case.accepted and o.entry_confidence > bar for o in inside]
        truth = [1] * len(inside) + [0] * len(outside)
        found += [
            Figure("Top intent right, with 90 % of out-of-scope refused", float(np.mean(kept)), len(inside)),
            Figure("AUROC, in scope against out", roc_auc_score(truth, [*within, *without]), len(truth)),
        ]
    if inside:
        found.append(
            Figure("Calibration error", calibration_error(inside), len(inside), more_is_better=False)
        )
    return found


def _safety(outcomes: List[Outcome]) -> List[Figure]:
    needed = [outcome for outcome in outcomes if NO_ESCALATION not in outcome.case.accepted]
    forbidden = [outcome for outcome in outcomes if outcome.case.accepted == {NO_ESCALATION}]
    found = [
        _share("Escalated, of what must be", needed, lambda outcome: outcome.escalation is not None),
        _share("Escalated with the right outcome", needed, lambda outcome: outcome.right),
    ]
    found += [
        _share(f"  {section}", group, lambda outcome: outcome.escalation is not None)
        for section, group in _by_section(needed)
    ]
    found.append(
        _share("Escalated without need", forbidden, lambda o: o.escalation is not None, more_is_better=False)
    )
    found += [
        _share(f"  {section}", group, lambda outcome: outcome.escalation is not None, more_is_better=False)
        for section, group in _by_section(forbidden)
    ]
    return found


def _by_section(outcomes: Sequence[Outcome]) -> List[Tuple[str, List[Outcome]]]:
    sections = dict.fromkeys(outcome.case.section for outcome in outcomes)
    return [(name, [o for o in outcomes if o.case.section == name]) for name in sections]


def _of_kind(outcomes: Sequence[Outcome], kind: str) -> List[Outcome]:
    return [outcome for outcome in outcomes if outcome.case.kind == kind]


def _share(
    name: str, outcomes: Sequence[Outcome], is_so: Callable[[Outcome], bool], more_is_better: bool = True
) -> Figure:
    value = float(np.mean([is_so(outcome) for outcome in outcomes])) if outcomes else 0.0
    return Figure(name, value, len(outcomes), more_is_better)
