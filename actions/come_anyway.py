"""Tells a question that asks only whether to come all the same, which the advice answers by itself."""

from __future__ import annotations

import re
from typing import Iterable, List, Set

from faq.knowledge_base import KnowledgeBase

_ASKING = r"how|what|wot|which|where|who|why|do i|does it|is it|is there|will it|should i|can i|could i"

# From "can I" to "come", and on to the end of the question or the beginning of the next.
_COME = re.compile(
    r"\b(?:can|could|may|should|shall|do|would it be|is it|will it be)\b[^.,;?!]{0,30}?"
    r"\b(?:come|coming|attend|turn up|be seen|keep my|make it|go ahead|have my|get my|bring)\b"
    rf"(?:(?!\b(?:and|but|{_ASKING})\b)[^.,;?!])*[?!.]*",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\?|\b(?:{_ASKING})\b", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]{5,}")

# Words that begin alike are taken for one: "prescribed" and "prescriptions".
_STEM = 6


def asked_besides(text: str, questions: Iterable[str], knowledge: KnowledgeBase) -> List[str]:
    """Return those of `questions` that `text` asks besides whether to come all the same.

    "I have a fever, can I still come?" reads like a question about prescriptions. Such a reading counts
    only if the rest of the text asks something too, or names what the entry is about.
    """
    rest, found = _COME.subn(" ", text)
    if not found or _ASKS.search(rest):
        return list(questions)
    named = _stems(rest)
    entries = knowledge.entries
    return [name for name in questions if _stems(entries[name].menu or entries[name].question) & named]


def _stems(text: str) -> Set[str]:
    return {word[:_STEM] for word in _WORDS.findall(text.casefold())}
