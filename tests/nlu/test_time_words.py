"""What is said of when: long past is over, and a number of minutes is no year."""

import pytest

from faq import live
from nlu.mentions import Detector

DETECTOR = Detector(live.shared().current())


def _reason(text: str):
    (mention,) = [mention for mention in DETECTOR.examine(text) if mention.condition == "fracture"]
    return mention.dismissed


@pytest.mark.parametrize(
    "when",
    [
        "in 2003",
        "in the 1990s",
        "in 91",
        "in '08",
        "eighteen years ago",
        "20 yrs back",
        "5 yr ago",
        "when I was 9",
    ],
)
def test_long_past_is_over(when):
    assert _reason(f"I broke my arm {when}") == "past"


@pytest.mark.parametrize(
    "text",
    [
        "I broke my arm, can I come in 20 minutes",
        "I've broken my arm, will be there in 15",
        "broke my arm, 30 . or 45 minutes?",
        "I'm in my 80s and broke my arm",
        "I broke my arm in 2003 and it still hurts",
    ],
)
def test_what_only_looks_past_counts(text):
    assert _reason(text) is None
