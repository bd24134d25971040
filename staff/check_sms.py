"""What text messages cost: the segments of each answer, and the price of a thousand."""

from __future__ import annotations

from typing import Iterator, NamedTuple

from rich.console import Console

from actions.conversation import SMS
from channels import settings
from faq import segments
from faq.knowledge_base import KnowledgeBase


class Cost(NamedTuple):
    """One text as it is sent."""

    name: str
    characters: int
    segments: int


def costs(knowledge: KnowledgeBase) -> Iterator[Cost]:
    """Yield the cost of each entry's answer, and of the dearest of the other texts."""
    for name, entry in knowledge.entries.items():
        yield _cost(name, knowledge.fill(entry.sms))
    others = [_cost(f"texts.yml: {name}", knowledge.text(name, SMS)) for name in knowledge.texts]
    yield max(others, key=lambda cost: cost[1:])


def show(console: Console, knowledge: KnowledgeBase) -> None:
    """Print the costs, one text a line."""
    price = settings.current().sms_segment_price
    console.print("Text messages, without a list of questions, and the price of a thousand:")
    for cost in costs(knowledge):
        noun = "segment" if cost.segments == 1 else "segments"
        console.print(
            f"  {cost.name:<32} {cost.characters:>4} characters {cost.segments} {noun:<8} "
            f"{cost.segments * price * 1000:>8.2f}",
            highlight=False,
        )


def _cost(name: str, text: str) -> Cost:
    plain = segments.plain(text)
    return Cost(name, len(plain), segments.count(plain))
