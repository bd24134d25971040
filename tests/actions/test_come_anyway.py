"""A question whether to come all the same is answered by the advice alone."""

import pytest

from actions.come_anyway import asked_besides
from faq import live


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
def test_it_asks_nothing_besides(text):
    assert asked_besides(text, ["prescription"], live.shared().current()) == []


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
def test_what_is_asked_besides_stands(text):
    assert asked_besides(text, ["prescription"], live.shared().current()) == ["prescription"]
