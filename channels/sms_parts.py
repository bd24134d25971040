"""Understands a story that is told in several texts: each is read together with those just before it."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Set

from channels.guard import MAX_CHARACTERS, Guard

# How close together the parts of one story follow each other.
SECONDS_APART = 15.0


class _Part(NamedTuple):
    arrived: float
    text: str


class Parts:
    """The latest texts of each conversation, in memory for a few seconds."""

    def __init__(self, guard: Guard) -> None:
        """Understand texts as `guard` does."""
        self._guard = guard
        self._latest: Dict[str, List[_Part]] = {}

    async def together(self, conversation: str, text: str, arrived: float) -> str:
        """Return what to answer: `text`, or it and the texts just before it if only they tell the story.

        Reading them together may add a health condition or make sense of half a question; it never
        takes away what `text` says by itself.
        """
        self._forget(arrived)
        before = self._latest.get(conversation, [])
        self._latest[conversation] = [*before, _Part(arrived, text)]
        joined = " ".join([*(part.text for part in before), text])
        if not before or not text.strip() or len(joined) > MAX_CHARACTERS:
            return text
        alone, whole = await self._guard.parse(text), await self._guard.parse(joined)
        known = _conditions(alone)
        for part in before:
            known |= _conditions(await self._guard.parse(part.text))
        makes_sense = alone["intent"]["name"] == "nlu_fallback" and whole.get("questions")
        return joined if makes_sense or _conditions(whole) - known else text

    def _forget(self, now: float) -> None:
        for conversation, parts in list(self._latest.items()):
            recent = [part for part in parts if now - part.arrived <= SECONDS_APART]
            if recent:
                self._latest[conversation] = recent
            else:
                del self._latest[conversation]


def _conditions(parsed: Dict[str, Any]) -> Set[str]:
    return {mention["condition"] for mention in parsed.get("mentions", [])}
