"""One plain text message out of what the assistant says: within its segments, the gravest first."""

from __future__ import annotations

import re
from typing import List, NamedTuple, Sequence, Tuple

from actions.conversation import SMS
from actions.reply import MAX_SUGGESTIONS, Reply
from faq import segments
from faq.knowledge_base import KnowledgeBase


class Message(NamedTuple):
    """A text as it is sent.

    Attributes:
        text: plain, at most `segments.MAX_SEGMENTS` long.
        listed: the entries that it numbers from 1.
    """

    text: str
    listed: Tuple[str, ...]


class _Unit(NamedTuple):
    """What only makes sense together: a reply, or an answer and what leads over to it."""

    text: str
    replies: Sequence[Reply]

    def answers(self) -> List[str]:
        return [name for reply in self.replies for name in reply.answered]


def compose(knowledge: KnowledgeBase, replies: Sequence[Reply], is_first: bool) -> Message:
    """Join `replies` into one message.

    An escalation comes first. An answer that does not fit beside it is left out and put on the numbered
    list, so that one digit brings it. The list has what fits, and nothing is listed in an emergency.

    Args:
        knowledge: the approved texts.
        replies: what the assistant says, in its order.
        is_first: whether this is the first text to the number, which says how to stop.
    """
    closing = [knowledge.text("sms_first", SMS)] if is_first else []
    units = _units(knowledge, sorted(replies, key=lambda reply: reply.escalation is None))
    said = _fitting(knowledge, units, closing)
    lines = [unit.text for unit in said]
    if any(reply.escalation == "emergency" for reply in replies):
        return Message(_joined([*lines, *closing]), ())
    waiting = _waiting(units, said)
    # After an escalation only what was asked is offered, nothing to draw attention away. A question back is
    # none without its list.
    is_grave = any(reply.escalation for reply in replies)
    listing = [reply for reply in replies if reply.kind == "question" or not is_grave]
    answered = [name for unit in said for name in unit.answers()]
    suggested = [name for reply in listing for name in reply.suggestions if name not in answered]
    offered = list(dict.fromkeys([*waiting, *suggested]))[:MAX_SUGGESTIONS]
    # A question back leads over to its list by itself.
    is_question = bool(said) and said[-1].replies[-1].kind == "question"
    for length in range(len(offered), 0, -1):
        menu = _menu(knowledge, offered[:length])
        listed = [*lines[:-1], f"{lines[-1]} {menu}"] if is_question else [*lines, _numbered(knowledge, menu)]
        if _fit([*listed, *closing]):
            return Message(_joined([*listed, *closing]), tuple(offered[:length]))
    again = [knowledge.text("sms_ask_again", SMS)] if waiting else []
    return Message(_joined([*lines, *again, *closing]), ())


def _units(knowledge: KnowledgeBase, replies: Sequence[Reply]) -> List[_Unit]:
    in_general = knowledge.text("answer_in_general", SMS)
    units: List[_Unit] = []
    for reply in replies:
        if units and units[-1].text == in_general:
            leading = units.pop()
            units.append(_Unit(f"{leading.text} {reply.text}", [*leading.replies, reply]))
        else:
            units.append(_Unit(reply.text, [reply]))
    return units


def _fitting(knowledge: KnowledgeBase, units: Sequence[_Unit], closing: Sequence[str]) -> List[_Unit]:
    """Return the units that fit, in their order; an answer only if all else leaves room for it."""

    again = knowledge.text("sms_ask_again", SMS)

    def fit(kept: Sequence[_Unit], with_list: bool) -> bool:
        waiting = _waiting(units, kept)
        rest = _numbered(knowledge, _menu(knowledge, waiting)) if with_list else again
        return _fit([*(unit.text for unit in kept), *([rest] if waiting else []), *closing])

    kept = [unit for unit in units if not unit.answers()]
    while kept and not fit(kept, with_list=False):
        first, *others = kept
        shorter = " ".join(re.split(r"(?<=[.!?]) ", first.text)[:-1])
        if not shorter and not others:
            break
        kept = [first._replace(text=shorter), *others] if shorter else [first, *others[:-1]]
    for unit in units:
        if unit.answers():
            place = sum(one in kept for one in units[: units.index(unit)])
            longer = [*kept[:place], unit, *kept[place:]]
            kept = longer if fit(longer, with_list=True) else kept
    return kept


def _waiting(units: Sequence[_Unit], said: Sequence[_Unit]) -> List[str]:
    answered = [name for unit in said for name in unit.answers()]
    return [name for unit in units for name in unit.answers() if name not in answered]


def _numbered(knowledge: KnowledgeBase, menu: str) -> str:
    return f"{knowledge.text('sms_menu', SMS)} {menu}"


def _menu(knowledge: KnowledgeBase, names: Sequence[str]) -> str:
    entries = [knowledge.entries[name] for name in names]
    return ", ".join(f"{number} {entry.menu or entry.question}" for number, entry in enumerate(entries, 1))


def _fit(lines: Sequence[str]) -> bool:
    return segments.fits(_joined(lines))


def _joined(lines: Sequence[str]) -> str:
    return segments.plain("\n".join(lines))
