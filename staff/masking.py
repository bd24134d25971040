"""Hides who wrote: numbers, e-mail and web addresses, and names in what a client wrote."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import FrozenSet, Set

import phonenumbers

from nlu.speller import english_words

# Where the practice's clients come from: given and family names are read for these.
_LOCALES = (
    *("en_GB", "en_US", "en_IE", "en_IN", "en_NZ", "fr_FR", "de_DE", "nl_NL"),
    *("es_ES", "it_IT", "pt_PT", "pt_BR", "pl_PL", "ro_RO", "tr_TR"),
)

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_CODE = re.compile(r"\b(?=\w*[a-z])(?=(?:\w*\d){3})\w+\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d[\d\s-]{2,}\d\b")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_SAYS_A_NAME = re.compile(
    r"\b(?:my name(?:'s| is)|name is|i am called|regards,?|dr\.?|mrs?\.?|ms\.?|miss)\s*$", re.I
)


def mask(text: str) -> str:
    """Return `text` with what may tell who wrote it hidden."""
    text = _CODE.sub("[number]", _LINK.sub("[link]", _EMAIL.sub("[e-mail]", text)))
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, "GB", phonenumbers.Leniency.POSSIBLE))):
        text = f"{text[: match.start]}[number]{text[match.end :]}"
    text = _NUMBER.sub("[number]", text)
    return _WORD.sub(lambda match: "[name]" if _is_name(match) else match[0], text)


def _is_name(match: re.Match) -> bool:
    word, before = match[0], match.string[: match.start()]
    if _SAYS_A_NAME.search(before):
        return True
    plain = re.sub(r"['\u2019]s$", "", word).casefold()
    if plain not in _names():
        return False
    # "will", "mark" and "rose" are words too: in the middle of a sentence a capital makes them names.
    begins = not before.strip() or before.rstrip()[-1] in ".!?\n[]"
    return plain not in english_words() or (word[0].isupper() and not word.isupper() and not begins)


@lru_cache(maxsize=1)
def _names() -> FrozenSet[str]:
    found: Set[str] = set()
    for locale in _LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for kind in ("first_names", "first_names_male", "first_names_female", "last_names"):
            found.update(name.casefold() for name in getattr(provider, kind, ()))
    return frozenset(name for name in found if len(name) > 2)
