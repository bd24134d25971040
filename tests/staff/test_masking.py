"""What may tell who wrote is hidden, and the question stays readable."""

import pytest

from staff.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call me on 07700 900123 please", "call me on [number] please"),
        ("my number is +44 7700 900123", "my number is [number]"),
        ("+1 (415) 555-2671 is mine", "[number] is mine"),
        ("write to ann.lee+x@mail.example.co.uk.", "write to [e-mail]."),
        ("see https://example.com/me?id=5 now", "see [link] now"),
        ("policy AB123456C", "policy [number]"),
        ("my name is zorblax, can I park", "my name is [name], can I park"),
        ("Is Priya in on Monday?", "Is [name] in on Monday?"),
        ("can i see Mark about it", "can i see [name] about it"),
        ("priya did mine last time", "[name] did mine last time"),
        ("Will it hurt? May I rest?", "Will it hurt? May I rest?"),
        ("do you do 30 or 45 minutes", "do you do 30 or 45 minutes"),
        ("do you take insurance at 2pm", "do you take insurance at 2pm"),
    ],
)
def test_masks(text, masked):
    assert mask(text) == masked
