"""What the advice answers by itself is not answered again, and what is asked besides is."""

import pytest

from actions.asked_besides import asked_besides
from faq import live

EITHER_KIND = pytest.mark.parametrize("avoids_massage", [True, False])


def _asked(text, entry, avoids_massage):
    return asked_besides(text, [entry], avoids_massage, live.shared().current()) == [entry]


@EITHER_KIND
@pytest.mark.parametrize(
    "text",
    [
        "I have a fever, can I still come?",
        "i've got a cold should i still come in tomorrow",
        "Is it ok if I come with shingles",
        "My doctor found a clot. May I keep my appointment?",
        "got mumps, face like a hamster. can i still come sat",
    ],
)
def test_it_asks_nothing_besides(text, avoids_massage):
    assert not _asked(text, "prescription", avoids_massage)


@EITHER_KIND
@pytest.mark.parametrize(
    "text",
    [
        "I have a fever, can I still come and how long is a session?",
        "I have a rash, can I come in? Will it hurt?",
        "I have a cold and no prescription, can I come?",
        "I have a fever, how long is a session?",
        "I have flu, can you tell me what happens?",
    ],
)
def test_what_is_asked_besides_stands(text, avoids_massage):
    assert _asked(text, "prescription", avoids_massage)


STATEMENTS = [
    "just had my hip done last week",
    "my leg is swollen and hot since the flight",
    "BP 190/110 and banging headaches",
    "rang the surgery, they think that it's a clot, I am to be scanned tomorrow",
]


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_reason_to_avoid_massage_asks_for_nothing_that_massage_helps(text):
    assert not _asked(text, "conditions_helped", avoids_massage=True)


@pytest.mark.parametrize("text", STATEMENTS)
def test_beside_another_condition_a_complaint_asks_whether_massage_helps(text):
    assert _asked(text, "conditions_helped", avoids_massage=False)


@pytest.mark.parametrize(
    "text",
    [
        "got flu, u any good for stiff necks",
        "covid positive this morning. do you treat back pain",
        "sprained my wrist yesterday, any use for that",
        "hip done in may, wondering if u help with stiffness",
        "tore my calf, wud massage sort it",
    ],
)
def test_a_question_without_its_mark_is_one(text):
    assert _asked(text, "conditions_helped", avoids_massage=True)
