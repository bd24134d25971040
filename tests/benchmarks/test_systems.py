"""A system that is compared learns what it is taught, and ranks every intent for a question."""

from __future__ import annotations

import pytest

from benchmarks import systems
from benchmarks.datasets import Dataset
from staff.labelled import Case

TAUGHT = {
    "opening_hours": ["when do you open", "what time do you close", "are you open on sunday"],
    "parking": ["where can I park", "is there a car park", "do you have parking"],
    "price": ["how much is it", "what does it cost", "is it expensive"],
}
ASKED = {"opening_hours": "are you open on saturday", "parking": "is parking free", "price": "the cost"}


@pytest.mark.slow
@pytest.mark.parametrize("system", [systems.SELECTOR, systems.OURS])
def test_it_is_trained_and_asked(system, tmp_path):
    taught = [(text, intent) for intent, texts in TAUGHT.items() for text in texts]
    asked = [Case(text, frozenset({intent}), "in_scope") for intent, text in ASKED.items()]
    data = Dataset("small", taught, asked, sorted(TAUGHT))

    training = systems.train(system, data, tmp_path)
    answers = systems.ask(system, data, training.model)

    right = [outcome.top in outcome.case.accepted for outcome in answers.outcomes]
    assert sum(right) >= 2
    assert all(0 < outcome.confidence <= 1 for outcome in answers.outcomes)
    assert len(answers.milliseconds) == len(asked)
