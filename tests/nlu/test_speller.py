"""Which word a misspelt one is taken for."""

import pytest

from nlu.speller import Speller

SPELLER = Speller(
    {
        "massage": 900,
        "manage": 9,
        "message": 3,
        "hello": 60,
        "held": 5,
        "help": 300,
        "sessions": 40,
        "session": 300,
    }
)


@pytest.mark.parametrize(
    "written, meant",
    [
        ("masage", "massage"),
        ("helo", "hello"),
        ("sesion", "session"),
        ("mesage", "message"),
        ("massage", "massage"),
        ("rush", "rush"),
        ("qwxz", "qwxz"),
    ],
)
def test_the_likeliest_word_is_taken(written, meant):
    assert SPELLER.correct(written) == meant


def test_a_slip_of_an_everyday_word_is_only_guessed_at():
    speller = Speller({"blood": 90, "bled": 2, "pressure": 40})
    assert speller.correct("blod") == "blod"  # as near to "bold" and "blog"
    assert speller.guess("blod") == "blood"
    assert speller.guess("bold") == "bold"
