"""Tells what a message asks besides mentioning a condition, since the advice is all that the rest needs.

"I have a fever, can I still come?" reads like a question about prescriptions, and "my calf is hot and
swollen" like one about what massage helps: an answer to either would weaken the advice.
"""

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

# Also as those write who leave out the question mark and half of the letters.
_ASKS = re.compile(
    rf"\?|\b(?:{_ASKING}|wat|wats|whats|wots|hw|hows|wen|when|whether|tell|explain|know|wonder\w*|curious|"
    r"any (?:good|help|use|point)|or not|need|needed|have to|got to|gotta|"
    r"(?:am|is|are|do|does|did|will|wil|would|wud|can|cud|could|should|shud|shall|may)(?:nt|n't)? "
    r"(?:i|it|u|ya|ye|you|yous|there|they|we|he|she|this|that|my|the|massage|clinical|people|clients))\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]{5,}")

# Words that begin alike are taken for one: "prescribed" and "prescriptions".
_STEM = 6


def asked_besides(
    text: str, questions: Iterable[str], avoids_massage: bool, knowledge: KnowledgeBase
) -> List[str]:
    """Return those of `questions` that `text` asks besides what the advice answers by itself.

    A question counts if the text asks something other than whether to come all the same, or names what
    the entry is about.

    Args:
        text: the message.
        questions: the entries that it was taken for.
        avoids_massage: whether it mentions a contraindication, beside which a mere statement is no
            question: "just had my hip done" does not ask what massage helps.
        knowledge: the entries.
    """
    rest = _without_coming(text)
    if asks_besides(text) or not (rest != text or avoids_massage):
        return list(questions)
    named = _stems(rest)
    entries = knowledge.entries
    return [name for name in questions if _stems(entries[name].menu or entries[name].question) & named]


def asks_besides(text: str) -> bool:
    """Return whether `text` asks something other than whether to come all the same."""
    return bool(_ASKS.search(_without_coming(text)))


def _without_coming(text: str) -> str:
    return _COME.sub(" ", text)


def _stems(text: str) -> Set[str]:
    return {word[:_STEM] for word in _WORDS.findall(text.casefold())}
