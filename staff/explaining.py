"""Why the assistant said what it said: the ranking, what is nearest, and the conditions weighed."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from rich.console import Console
from rich.padding import Padding

from channels.guard import Guard
from nlu.health_net import HEALTH, NONE
from nlu.language_identifier import OTHER_LANGUAGE
from staff.nearest import nearest

RANKED = 5
NEAREST = 5

# Why a word of a condition does not count, where the reason's name does not say it.
_REASONS = {"unlikely": "unlikely by the meaning of the message"}


async def explain(guard: Guard, text: str, console: Console) -> None:
    """Print why `text` is understood as it is."""
    parsed = await guard.parse(text)
    _section(console, "Understood as")
    for intent in parsed.get("intent_ranking", [])[:RANKED]:
        _line(console, f"{intent['confidence']:>5.0%}  {intent['name']}")
    _section(console, "Nearest phrasings")
    for near in nearest(text, NEAREST):
        _line(console, f"{near.likeness:>5.2f}  {near.entry}: {near.phrasing}")
    _section(console, "Health conditions")
    for sentence in _conditions(parsed):
        _line(console, sentence)
    _section(console, "Decided by")
    _line(console, _decision(parsed))


def _conditions(parsed: Dict[str, Any]) -> List[str]:
    found = [_mentioned(mention) for mention in parsed.get("mentions", [])]
    for mention in parsed.get("dismissed", []):
        found.append(
            f"{_mentioned(mention)}, held back: {_REASONS.get(mention['reason'], mention['reason'])}"
        )
    return [*(found or ["none found"]), f"{1 - parsed[HEALTH][NONE]:.0%} likely for the health net alone"]


def _mentioned(mention: Mapping[str, str]) -> str:
    if not mention["text"]:
        return f"{mention['kind']}: by the meaning of the message, not by a word of conditions.yml"
    return f"{mention['condition']} ({mention['kind']}): the words '{mention['text']}'"


def _decision(parsed: Dict[str, Any]) -> str:
    name, confidence = parsed["intent"]["name"], parsed["intent"]["confidence"]
    if name.startswith("mention_"):
        return f"the condition matcher, which has the last word: {name.partition('_')[2]}"
    if parsed.get("topic") == OTHER_LANGUAGE:
        return "the language identifier: not in English"
    if name == "nlu_fallback":
        return "the fallback: no intent is sure enough, or two are too close"
    return f"the intent classifier: {name} at {confidence:.0%}"


def _section(console: Console, title: str) -> None:
    console.print(f"  {title}", style="dim bold", highlight=False)


def _line(console: Console, text: str) -> None:
    console.print(Padding(text, (0, 0, 0, 4)), style="dim", highlight=False, markup=False)
