"""Tells whether a text is for the network: a wish to stop, to start again, or for help."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, NamedTuple, Optional

import yaml


class Keyword(NamedTuple):
    """What a text wants from the network.

    Attributes:
        wish: "stop", "start" or "help".
        is_carriers: whether it is one of the words that carriers act on themselves.
    """

    wish: str
    is_carriers: bool


def read(text: str, has_stopped: bool) -> Optional[Keyword]:
    """Return what `text` wants from the network, or None if it is for the assistant.

    Args:
        text: the whole message. A carrier's word counts only by itself: "Can I cancel?" is a question.
        has_stopped: whether the number gets no replies now; a YES then means START.
    """
    whole = text.strip().casefold()
    carrier = _words()["carrier"]
    for wish in ("stop", "start", "help"):
        if whole in carrier[wish]:
            return Keyword(wish, is_carriers=True)
    if has_stopped and whole in carrier["start_after_stop"]:
        return Keyword("start", is_carriers=True)
    bare = " ".join(re.findall(r"[\w-]+", whole))
    for wish in ("help", "stop"):
        if any(pattern.search(bare) for pattern in _wishes()[wish]):
            return Keyword(wish, is_carriers=False)
    return None


@lru_cache(maxsize=1)
def _words() -> Dict[str, Any]:
    return yaml.safe_load(Path(__file__).with_name("sms_words.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _wishes() -> Dict[str, Any]:
    return {wish: [re.compile(one) for one in patterns] for wish, patterns in _words()["wishes"].items()}
