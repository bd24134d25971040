"""The parts of a message are read where they can change the answer, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.reading import Part, read

ENTRIES = {"length", "price", "pain"}


class Rankings:
    """Ranks each text as it was told to."""

    def __init__(self, **probabilities: dict) -> None:
        self._of = probabilities
        self.ranked = []

    def rank(self, text: str, vector: np.ndarray, topic_weight: float, opinion=None):
        self.ranked.append(text)
        topic = "gibberish" if "asdf" in text else "opening_hours"
        return sorted(self._of[text].items(), key=lambda item: -item[1]), {"out_of_scope": topic}


def read_with(rankings: Rankings, *parts: str):
    vector = np.zeros(1, np.float32)
    return read(
        rankings,
        Part("whole", vector),
        [Part(part, vector) for part in parts],
        lambda text: text.startswith("my fever"),
        ENTRIES,
        1.0,
    )


LENGTH = {"length": 0.97, "price": 0.02, "pain": 0.01, "greet": 0.0}
PRICE = {"length": 0.02, "price": 0.97, "pain": 0.01, "greet": 0.0}
ONLY_LENGTH = {"length": 0.9991, "price": 0.0004, "pain": 0.0002, "greet": 0.0003}


def test_two_sure_parts_are_two_questions():
    rankings = Rankings(whole=LENGTH, one=LENGTH, two=PRICE)

    assert read_with(rankings, "one", "two").questions == ["length", "price"]


def test_two_plain_questions_are_both_answered_however_sure_the_whole_is():
    rankings = Rankings(**{"whole": ONLY_LENGTH, "how long?": ONLY_LENGTH, "what price?": PRICE})

    assert read_with(rankings, "how long?", "what price?").questions == ["length", "price"]


def test_what_is_told_and_not_asked_has_to_show_in_the_whole():
    rankings = Rankings(
        **{"whole": ONLY_LENGTH, "how long?": LENGTH, "an hour?": LENGTH, "my pay is low": PRICE}
    )

    assert read_with(rankings, "how long?", "an hour?", "my pay is low").questions == []


def test_what_is_told_beside_a_question_has_to_be_surer():
    told = {**PRICE, "price": 0.9}
    rankings = Rankings(**{"whole": {**LENGTH, "length": 0.5}, "how long?": LENGTH, "my pay": told})

    assert read_with(rankings, "my pay", "how long?").questions == []
    assert read_with(rankings, "how long?", "my pay").ranking[0][0] == "length"


def test_parts_are_left_unread_where_the_whole_shows_one_entry_alone():
    rankings = Rankings(whole=ONLY_LENGTH)

    assert read_with(rankings, "one", "two").ranking[0] == ("length", 0.9991)
    assert rankings.ranked == ["whole"]


@pytest.mark.parametrize(
    "whole", [{"greet": 0.99, "length": 0.01, "price": 0.0, "pain": 0.0}, {**ONLY_LENGTH, "length": 0.8}]
)
def test_a_sure_part_counts_where_the_whole_is_in_doubt(whole):
    reading = read_with(Rankings(whole=whole, one=PRICE), "one")

    assert dict(reading.ranking)["price"] == pytest.approx((whole["price"] + 0.97) / 2)


def test_a_part_that_names_a_condition_is_news_and_no_question():
    rankings = Rankings(**{"whole": LENGTH, "how long?": LENGTH, "my fever?": PRICE})

    assert read_with(rankings, "how long?", "my fever?").questions == []


OPENING = {"out_of_scope": 0.97, "length": 0.02, "price": 0.01}
BOTH = {"out_of_scope": 0.51, "length": 0.48, "price": 0.01}
HOW_LONG = {**LENGTH, "out_of_scope": 0.0}


def test_an_entry_and_a_matter_for_the_practice_are_both_heard():
    rankings = Rankings(**{"whole": BOTH, "how long?": HOW_LONG, "open today?": OPENING})

    reading = read_with(rankings, "open today?", "how long?")

    assert (reading.questions, reading.matters) == (["length"], ["opening_hours"])
    # The fallback must not take them for a doubt between two.
    assert reading.ranking[0] == ("length", pytest.approx(0.99))


@pytest.mark.parametrize("other", ["we are open here", "asdf?"])
def test_what_is_told_or_no_matter_for_the_practice_gets_no_word(other):
    rankings = Rankings(**{"whole": BOTH, "how long?": HOW_LONG, "an hour?": HOW_LONG, other: OPENING})

    assert read_with(rankings, "how long?", "an hour?", other).matters == []
