"""Telephone numbers are hidden before anything is kept; other figures stay."""

import pytest

from channels.phone_numbers import hidden, hidden_in


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "+44 7700 900123",
        "+447700900123",
        "(01632) 960-123",
        "555 0123 45",
        "+1 (212) 555-0100",
        "0470/12 34 56 7",
        "0470/123456",
        "02 / 123.45.67",
        "+32 470/12 34 56",
    ],
)
def test_a_number_is_hidden(number):
    assert hidden(f"call me on {number}, please") == "call me on [number], please"


def test_each_of_several_numbers_is_hidden():
    assert hidden("ring 01632 960123/07700 900123 or 5550123/4567890") == (
        "ring [number]/[number] or [number]/[number]"
    )


@pytest.mark.parametrize(
    "text",
    [
        "it was 180/110 on 12/05/2026",
        "03/11/2026",
        "03 / 11 / 2026",
        "from 03/11/2026-05/11/2026",
        "on 2026/11/03 it was 140/90",
        "140/90 or 135 / 85, pulse 70",
        "pain of 10/10 since 03/11 10.30",
        "do you have 30/45/60/90 minutes",
        "2",
        "30, 45 or 60 minutes",
        "at 10.30 or 11.45",
        "L4 L5 S1",
    ],
)
def test_other_figures_stay(text):
    assert hidden(text) == text


@pytest.mark.parametrize("text", ["since 03/11/2026", "since 2026/11/03", "it was 140/90"])
def test_figures_just_before_a_number_stay(text):
    assert hidden(f"{text} 07700 900123") == f"{text} [number]"


def test_a_number_is_hidden_in_whatever_was_understood():
    parsed = {"mentions": [{"text": "clot 07700 900123", "group": "dvt"}], "intent": {"confidence": 1.0}}
    assert hidden_in(parsed) == {
        "mentions": [{"text": "clot [number]", "group": "dvt"}],
        "intent": {"confidence": 1.0},
    }
