"""Which texts are for the network and which for the assistant."""

import pytest

from channels.sms_keywords import Keyword, read


@pytest.mark.parametrize(
    "word", ["STOP", "stop", "Stop ", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OptOut"]
)
def test_a_carriers_word_by_itself_stops(word):
    assert read(word, has_stopped=False) == Keyword("stop", is_carriers=True)


@pytest.mark.parametrize(
    "text",
    [
        "STOP!",
        "Stop.",
        "please stop",
        "stop it",
        "stop texting me please",
        "Please stop sending me these messages",
        "stop sending texts",
        "can you stop messaging me",
        "I don't want any more texts",
        "I don\u2019t want to get these messages anymore",
        "do not text me again",
        "Don't contact me",
        "no more messages please",
        "unsubscribe me",
        "opt out",
        "opt me out",
        "I would like to opt out of these messages",
        "take me off your list",
        "I did not ask for this, take me off please",
        "take me off this",
        "take my number off the texting list",
        "remove my number from your system",
        "delete my number",
        "leave me alone",
        "go away and leave me alone please",
        "will you stop bothering me",
        "stop bothering me with texts",
        "Don't bother me again!",
        "do not bother us with your messages",
        "I no longer wish to receive texts",
        "quit texting me",
        "I want to stop getting your texts",
        "CANCEL.",
    ],
)
def test_a_wish_to_stop_in_other_words_is_heard(text):
    assert read(text, has_stopped=False) == Keyword("stop", is_carriers=False)


@pytest.mark.parametrize(
    "text",
    [
        "Can I cancel my session?",
        "cancel my appointment please",
        "When does it end?",
        "will it stop hurting",
        "can I ask the therapist to stop",
        "should I stop taking my tablets",
        "can we stop if it hurts",
        "stop smoking, does massage help",
        "can I quit after a few sessions",
        "do I get a text to confirm",
        "please help my back",
        "more info please",
        "when do we start",
        "is there an end to this pain",
        "can I opt out of the legs being done",
        "I can't stop the pain in my thumb from texting",
        "do you text reminders",
        "don't I need a prescription",
        "take me through a first session",
        "the pain just won't leave me alone, can massage help",
        "will the pain leave me alone",
        "my knee has stopped bothering me, how long is a session",
        "can massage make my back stop bothering me",
        "needles don't bother me, will it hurt",
        "they don't bother me",
        "should my doctor take me off warfarin before a massage",
        "when will they take me off this",
        "yes",
        "",
    ],
)
def test_a_question_is_left_to_the_assistant(text):
    assert read(text, has_stopped=False) is None


@pytest.mark.parametrize("text", ["HELP", "info", "how do I stop these texts?", "how to unsubscribe"])
def test_help_is_heard(text):
    keyword = read(text, has_stopped=False)
    assert keyword is not None
    assert keyword.wish == "help"


def test_yes_means_start_only_after_a_stop():
    assert read("YES", has_stopped=True) == Keyword("start", is_carriers=True)
    assert read("start", has_stopped=False) == Keyword("start", is_carriers=True)
