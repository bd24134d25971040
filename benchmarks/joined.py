"""Are both halves heard, where one message has two: two questions, or a question and news of health?

Every question for the practice of joined.yml is joined with every one for the FAQ, and every piece of news
with a question, in both orders and in each way that clients join them. Printed is how often both were heard.

Example: .venv/bin/python benchmarks/joined.py
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import Iterator, List, Tuple

import yaml

sys.path[0] = str(Path(__file__).resolve().parents[1])

from staff import quiet  # noqa: E402

quiet.silence()

from channels.guard import Guard  # noqa: E402
from staff import ask, assistant, models  # noqa: E402

DATA = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))


def joined(one: str, other: str) -> Iterator[Tuple[str, str]]:
    """Yield (the way of joining, the message) for both orders of two halves."""
    for joint in DATA["joints"]:
        for name, halves in (("", (one, other)), (", turned", (other, one))):
            yield joint.format("A", "B") + name, joint.format(*halves)


async def two_questions(guard: Guard) -> Counter:
    """Count what came of a question for the practice beside one for the FAQ, by the way of joining."""
    counts: Counter = Counter()
    practice = [text for texts in DATA["practice"].values() for text in texts]
    for one in practice:
        for entry, other in DATA["faq"].items():
            for joint, text in joined(one, other):
                said = await ask.answer(guard, text, "web")
                heard = said["answered"] == [entry] and len(said["replies"]) > 1
                counts[joint, heard] += 1
    return counts


async def news(guard: Guard) -> Counter:
    """Count how often news of health beside a question was escalated, by the way of joining."""
    counts: Counter = Counter()
    for one in DATA["beside_news"]:
        for other in DATA["news"]:
            for joint, text in joined(one, other):
                said = await ask.answer(guard, text, "web")
                counts[joint, said["escalation"] is not None] += 1
    return counts


def show(title: str, counts: Counter) -> None:
    """Print how many of the messages were heard whole, in all and by the way of joining."""
    joints: List[str] = sorted({joint for joint, _ in counts})
    heard = sum(counts[joint, True] for joint in joints)
    print(f"{title}: {heard:,} of {sum(counts.values()):,}")
    for joint in joints:
        print(f"  {joint:<18}{counts[joint, True]:>6} of {counts[joint, True] + counts[joint, False]}")


async def main() -> None:
    """Ask the newest model everything and print the counts."""
    guard = assistant.load(models.current() or models.train())
    show("A question for the practice and one for the FAQ, both answered", await two_questions(guard))
    show("A question and news of health, escalated", await news(guard))


if __name__ == "__main__":
    asyncio.run(main())
