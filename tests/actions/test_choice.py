"""Which item of a list a few words pick."""

import pytest

from actions.choice import chosen

THREE = ["first", "second", "third"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "first"),
        ("2)", "second"),
        ("number three please", "third"),
        ("the last one", "third"),
        ("the first one", "first"),
        ("the second one", "second"),
        ("No, the OTHER one", "second"),
        ("4", None),
        ("10", None),
        ("none of them", None),
    ],
)
def test_a_list_that_was_asked_about(text, expected):
    assert chosen(text, THREE, asked=True) == expected


def test_the_other_one_than_the_one_answered():
    assert chosen("no, the other one", THREE, asked=False) == "first"


def test_there_is_no_other_one():
    assert chosen("the other one", ["first"], asked=True) is None
    assert chosen("the second", ["first"], asked=True) is None
    assert chosen("the other one", [], asked=False) is None
