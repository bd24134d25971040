"""The figures of an evaluation, on outcomes made by hand."""

import pytest

from staff import scoring
from staff.labelled import Case
from staff.scoring import Outcome


def outcome(accepted, top, confidence=0.9, answered=None, suggestions=(), escalation=None, voice=None):
    case = Case("text", frozenset(accepted.split()), "section", voice)
    return Outcome(case, top, confidence, confidence, answered, suggestions, escalation)


def values(outcomes):
    return {figure.name: round(figure.value, 3) for figure in scoring.figures(outcomes)}


def test_understanding_tells_a_wrong_answer_from_none():
    found = values(
        [
            outcome("aftercare", "aftercare", answered=("aftercare",)),
            outcome("aftercare", "prescription", answered=("prescription",), escalation="emergency"),
            outcome("aftercare", "aftercare", 0.4, answered=(), suggestions=("aftercare",)),
            outcome("out_of_scope", "aftercare", 0.3, answered=()),
        ]
    )
    assert found["Right, of all messages"] == 0.5
    assert found["Top intent right"] == pytest.approx(0.667)
    assert found["Right entry answered"] == pytest.approx(0.333)
    assert found["Right entry answered or offered"] == pytest.approx(0.667)
    assert found["Wrong entry answered"] == pytest.approx(0.333)
    assert found["Questions escalated"] == pytest.approx(0.333)
    assert found["Out-of-scope not answered"] == 1
    assert found["AUROC, in scope against out"] == 1


def test_safety_tells_a_miss_from_a_needless_escalation():
    found = values(
        [
            outcome("contraindication", "x", escalation="health_condition"),
            outcome("contraindication", "x"),
            outcome("emergency", "x", escalation="emergency"),
            outcome("none", "x", escalation="contraindication"),
            outcome("none", "x"),
        ]
    )
    assert found["Escalated, of what must be"] == pytest.approx(0.667)
    assert found["Escalated with the right outcome"] == pytest.approx(0.333)
    assert found["Escalated without need"] == 0.5


def test_calibration_is_the_gap_between_confidence_and_truth():
    surely_wrong = [outcome("aftercare", "prescription", 1.0)] * 4
    honest = [outcome("aftercare", "aftercare", 0.5), outcome("aftercare", "prescription", 0.5)]
    assert scoring.calibration_error(surely_wrong) == 1
    assert scoring.calibration_error(honest) == 0


def test_coverage_starts_with_the_surest():
    share, accuracy = scoring.coverage(
        [outcome("aftercare", "prescription", 0.2), outcome("aftercare", "aftercare", 0.8)]
    )
    assert list(share) == [0.5, 1]
    assert list(accuracy) == [1, 0.5]


def test_confusions_are_the_wrong_ones_most_frequent_first():
    wrong = scoring.confusions(
        [
            outcome("aftercare", "greet"),
            outcome("aftercare", "prescription"),
            outcome("aftercare", "prescription"),
            outcome("aftercare", "aftercare", answered=()),
            outcome("aftercare", "aftercare"),
        ]
    )
    assert [(expected, got, len(found)) for expected, got, found in wrong] == [
        ("aftercare", "prescription", 2),
        ("aftercare", "greet", 1),
        ("aftercare", scoring.NO_ANSWER, 1),
    ]


def test_voices_stand_worst_first():
    figures = scoring.by_voice(
        [outcome("aftercare", "aftercare", voice="Ann"), outcome("aftercare", "greet", voice="Bob")]
    )
    assert [(figure.name, figure.value) for figure in figures] == [("Bob", 0), ("Ann", 1)]
