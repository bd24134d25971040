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
    """What only makes sense together: an answer and what leads over to it."""

    text: str
    replies: Sequence[Reply]


def compose(knowledge: KnowledgeBase, replies: Sequence[Reply], is_first: bool) -> Message:
    """Join `replies` into one message.

    An escalation comes first. An answer that does not fit after it is left out and put on the numbered
    list, so that one digit brings it. The list has what fits, and nothing is listed in an emergency.

    Args:
        knowledge: the approved texts.
        replies: what the assistant says, in its order.
        is_first: whether this is the first text to the number, which says how to stop.
    """
    closing = [knowledge.text("sms_first", SMS)] if is_first else []
    first, *others = _units(sorted(replies, key=lambda reply: reply.escalation is None))
    lines = [_shortened(first.text, closing)]
    said: List[Reply] = list(first.replies)
    waiting: List[str] = []
    for unit in others:
        if _fit([*lines, unit.text, *closing]):
            lines.append(unit.text)
            said += unit.replies
        else:
            waiting += [name for reply in unit.replies for name in reply.answered]
    if any(reply.escalation == "emergency" for reply in said):
        return Message(_joined([*lines, *closing]), ())
    answered = {name for reply in said for name in reply.answered}
    suggested = [name for reply in replies for name in reply.suggestions]
    offered = [name for name in dict.fromkeys([*waiting, *suggested]) if name not in answered]
    is_question = said[-1].kind == "question"
    for length in range(min(len(offered), MAX_SUGGESTIONS), 0, -1):
        menu = _menu(knowledge, offered[:length])
        listing = (
            [*lines[:-1], f"{lines[-1]} {menu}"]
            if is_question
            else [*lines, f"{knowledge.text('sms_menu', SMS)} {menu}"]
        )
        if _fit([*listing, *closing]):
            return Message(_joined([*listing, *closing]), tuple(offered[:length]))
    ask_again = [knowledge.text("sms_ask_again", SMS)] if waiting else []
    return Message(_joined([*lines, *ask_again, *closing]), ())


def _units(replies: Sequence[Reply]) -> List[_Unit]:
    units: List[_Unit] = []
    leading: List[Reply] = []
    for reply in replies:
        # A notice without a list after an escalation leads over to the answer that follows it.
        if reply.kind == "notice" and not reply.suggestions:
            leading.append(reply)
            continue
        together = [*leading, reply] if reply.answered else [reply]
        units += [] if reply.answered else [_Unit(notice.text, [notice]) for notice in leading]
        units.append(_Unit(" ".join(one.text for one in together), together))
        leading = []
    return units + [_Unit(notice.text, [notice]) for notice in leading]


def _menu(knowledge: KnowledgeBase, names: Sequence[str]) -> str:
    entries = [knowledge.entries[name] for name in names]
    return ", ".join(f"{number} {entry.menu or entry.question}" for number, entry in enumerate(entries, 1))


def _shortened(text: str, closing: Sequence[str]) -> str:
    sentences = re.split(r"(?<=[.!?]) ", text)
    while len(sentences) > 1 and not _fit([" ".join(sentences), *closing]):
        sentences.pop()
    return " ".join(sentences)


def _fit(lines: Sequence[str]) -> bool:
    return segments.fits(_joined(lines))


def _joined(lines: Sequence[str]) -> str:
    return segments.plain("\n".join(lines))
