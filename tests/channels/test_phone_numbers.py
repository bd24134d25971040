"""Telephone numbers are hidden before anything is kept; other figures stay."""

import pytest

from channels.phone_numbers import hidden


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "+44 7700 900123",
        "+447700900123",
        "(01632) 960-123",
        "555 0123 45",
        "+1 (212) 555-0100",
    ],
)
def test_a_number_is_hidden(number):
    assert hidden(f"call me on {number}, please") == "call me on [number], please"


@pytest.mark.parametrize(
    "text", ["it was 180/110 on 12/05/2026", "2", "30, 45 or 60 minutes", "at 10.30 or 11.45", "L4 L5 S1"]
)
def test_other_figures_stay(text):
    assert hidden(text) == text
