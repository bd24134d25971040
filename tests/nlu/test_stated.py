"""Words beside a condition that say that somebody present has it."""

import pytest

from faq import live
from nlu.mentions import Detector

DETECTOR = Detector(live.shared().current())


def _is_stated(text: str) -> bool:
    return any(mention.stated for mention in DETECTOR.examine(text) if not mention.dismissed)


@pytest.mark.parametrize(
    "text", ["is it all right to come with {}?", "I am off work with {}, keep my slot?", "ok with {}?"]
)
def test_whoever_comes_with_it_has_it(text):
    assert _is_stated(text.format("walking pneumonia"))


@pytest.mark.parametrize(
    "text",
    ["{}, diagnosed in May", "{} since Monday", "the {} is still there", "{}, confirmed by the doctor"],
)
@pytest.mark.parametrize("condition", ["deep vein thrombosis", "shingles", "covid"])
def test_whose_since_when_and_how_surely_is_told_is_had(condition, text):
    assert _is_stated(text.format(condition))


@pytest.mark.parametrize(
    "text", ["what is {}", "why is {} a reason not to come", "can {} be seen from the outside?"]
)
def test_what_is_only_asked_about_is_not_stated(text):
    assert not _is_stated(text.format("deep vein thrombosis"))


@pytest.mark.parametrize("text", ["{}", "{}?", "{} lol. any discount?", "Hi there. {}. Is an hour too long?"])
def test_a_sentence_of_nothing_else_tells(text):
    assert _is_stated(text.format("deep vein thrombosis"))


def test_a_question_among_others_does_not():
    assert not _is_stated("Which conditions are on the list? Deep vein thrombosis?")
