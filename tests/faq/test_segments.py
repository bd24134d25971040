"""Segments as the network counts them."""

import pytest

from faq import segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("[" * 80, 1),
        ("[" * 81, 2),
        ("\u2019" + "a" * 69, 1),
        ("\u2019" + "a" * 70, 2),
        ("\U0001f642" + "a" * 68, 1),
        ("\U0001f642" + "a" * 69, 2),
        # An escaped character is not cut in two: the first segment holds 152.
        ("a" * 152 + "\u20ac" + "a" * 151, 2),
        ("a" * 152 + "\u20ac" + "a" * 152, 3),
    ],
)
def test_segments(text, count):
    assert segments.count(text) == count


def test_what_has_a_plain_form_gets_it_and_the_rest_stays():
    assert (
        segments.plain("\u201cIt\u2019s\u201d \u2013 a\u00a0b\u2026 \u00e9 \u00eb")
        == '"It\'s" - a b... \u00e9 e'
    )
    assert segments.plain("\U0001f642") == "\U0001f642"


def test_the_excess_is_what_has_to_go():
    assert segments.excess("a" * 306) == 0
    assert segments.excess("a" * 310) == 4
    assert segments.fits("a" * 306)
    assert not segments.fits("a" * 307)
