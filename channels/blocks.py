"""Turns an approved text into parts that a page can show without reading any markup.

A text has paragraphs, set apart by an empty line, and lists, whose lines begin with "- ". Web
addresses and numbers become links only where the practice or its country names them.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List

from faq.knowledge_base import KnowledgeBase

Block = Dict[str, Any]
Span = Dict[str, str]

_NUMBER = re.compile(r"(?P<texted>\bto )?(?P<number>\d[\d ]*\d)")
_SITE = re.compile(r"\b[a-z0-9-]+(\.[a-z]+)*\.(com|org|net|ie|uk)\b")


def blocks(text: str, knowledge: KnowledgeBase) -> List[Block]:
    """Return the paragraphs and lists of `text`, with the links that `knowledge` vouches for."""
    links = _links(knowledge)
    found: List[Block] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        for line in part.splitlines():
            if line.startswith("- "):
                if not found or found[-1]["type"] != "list":
                    found.append({"type": "list", "items": []})
                found[-1]["items"].append(_spans(line[2:], links))
            else:
                found.append({"type": "paragraph", "content": _spans(line, links)})
    return found


def _spans(text: str, links: Dict[str, str]) -> List[Span]:
    names = sorted(links, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)
    pieces: List[str] = re.split(f"({pattern})", text)
    return [
        {"text": piece, "href": links[piece]} if piece in links else {"text": piece}
        for piece in pieces
        if piece
    ]


def _links(knowledge: KnowledgeBase) -> Dict[str, str]:
    practice, country = knowledge.practice, knowledge.country
    links: Dict[str, str] = {practice.phone: f"tel:{dialled(practice.phone)}"}
    if practice.booking_link.startswith(("https://", "http://")):
        links[practice.booking_link] = practice.booking_link
    for text in (country.emergency_number, country.crisis_line, country.advice_line):
        for match in _NUMBER.finditer(text):
            scheme = "sms" if match["texted"] else "tel"
            links[match["number"]] = f"{scheme}:{dialled(match['number'])}"
        for match in _SITE.finditer(text):
            links[match[0]] = f"https://{match[0]}"
    return links


def dialled(number: str) -> str:
    """Return the digits of `number`, as a `tel:` link has them."""
    return re.sub(r"[^\d+]", "", number)
