"""A misspelt word that may be an everyday one counts beside the other words of a term, not alone."""

import pytest

from faq import live
from nlu.mentions import Detector

DETECTOR = Detector(live.shared().current())


def _found(text: str) -> set:
    return {mention.condition for mention in DETECTOR.examine(text) if not mention.dismissed}


@pytest.mark.parametrize("text", ["high blod pressure", "my blod presure is hi", "blod pressure tablets"])
def test_in_the_company_of_the_term_it_is_the_terms_word(text):
    assert "high_blood_pressure" in _found(text)


@pytest.mark.parametrize(
    "text", ["what a blod move", "blod colours please", "I woukd like to know how long it is"]
)
def test_alone_it_is_an_everyday_word(text):
    assert not _found(text)
