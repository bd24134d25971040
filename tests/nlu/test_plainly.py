"""A condition that a clause plainly states counts, whatever else the message is about."""

from __future__ import annotations

import pytest

from faq import project
from faq.knowledge_base import load
from nlu.mentions import Detector
from nlu.weighing import weigh

DETECTOR = Detector(load(project.root() / "faq"))

# The net at its surest that a message is no news of health.
HEARS_NOTHING = {"none": 1.0}


@pytest.mark.parametrize(
    "text",
    [
        "I have a fever, is there parking",
        "ive a temperature, any good for headaches?",
        "do you do couples? I've got a cold",
        "hi, I have a really bad rash and need to know what to wear",
        "my son has chickenpox, how much is it",
        "got ringworm, whats the difference between that and a spa one",
        "is there parking? broke my wrist sunday",
        "i broke my ankle 3 days ago, do you take cards",
        "do you do gift vouchers i have had a fever all week",
        "i have shingles do you do couples",
        "been sick since thursday, how much is it",
        "how much is it, i take apixaban",
        "vyvgart",
        "squint surgery",
    ],
)
def test_what_is_plainly_stated_outweighs_the_net(text):
    assert weigh(DETECTOR.examine(text), HEARS_NOTHING)


@pytest.mark.parametrize(
    "text",
    [
        "if your clients have a fever, do you send them home",
        "I don't have a fever, is there parking",
        "I have never had a fever, is there parking",
        "I have a fever blanket to sell",
        "broke my wrist 30 years ago, is there parking",
        "my neighbour broke his wrist on sunday, can I have his appointment",
        "the dog has ringworm, what time do you close",
        "do you open on sunday for somebody with a fever",
        "what is the difference between having a cold and having flu",
    ],
)
def test_what_is_not_plainly_stated_is_left_to_the_net(text):
    assert not weigh(DETECTOR.examine(text), HEARS_NOTHING)


@pytest.mark.parametrize("text", ["tonsillitis, is there parking", "shingles, does it hurt"])
def test_a_condition_alone_before_a_question_is_stated(text):
    (mention,) = DETECTOR.examine(text)

    assert mention.stated
    assert not mention.dismissed
