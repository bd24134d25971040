"""What `faqbot ask --explain` says of who decided."""

import io

import pytest
from rich.console import Console

from staff.explaining import explain


async def _explained(guard, text: str) -> str:
    shown = io.StringIO()
    await explain(guard, text, Console(file=shown, width=120))
    return shown.getvalue()


@pytest.mark.parametrize(
    "text, who",
    [
        ("how long is a session", "the intent classifier: session_length"),
        ("I have shingles", "the condition matcher, which has the last word: contraindication"),
        ("Guten Tag, wie lange dauert eine Behandlung bei Ihnen?", "the language identifier: not in English"),
    ],
)
async def test_it_names_what_decided(guard, text, who):
    assert who in await _explained(guard, text)


async def test_it_says_how_likely_the_meaning_makes_a_mention(guard):
    def likely(said: str) -> int:
        line = next(line for line in said.splitlines() if "health net alone" in line)
        return int(line.split("%")[0])

    assert likely(await _explained(guard, "how long is a session")) < 20
    assert likely(await _explained(guard, "I have a fever and a rash")) > 80
