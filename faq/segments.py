"""What a text costs as SMS: its segments, counted as the network does."""

from __future__ import annotations

import unicodedata

import smsutil
from smsutil.codecs import GSM_CHARSET

# Each segment is charged by itself; two keep an answer whole and its cost known.
MAX_SEGMENTS = 2

# One character outside the GSM alphabet makes a segment hold 70 characters instead of 160.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
        "\t": " ",
    }
)


def plain(text: str) -> str:
    """Return `text` with quotes, dashes, spaces and accents that the GSM alphabet lacks made plain.

    What has no plain form, such as an emoji, stays.
    """
    return "".join(_plain_character(character) for character in text.translate(_PLAIN))


def count(text: str) -> int:
    """Return how many segments the network charges for `text` as it stands."""
    return len(smsutil.split(text).parts)


def fits(text: str) -> bool:
    """Return whether `text`, made plain, is within the segments that a reply may have."""
    return count(plain(text)) <= MAX_SEGMENTS


def excess(text: str) -> int:
    """Return by how many characters `text`, made plain, is too long for a reply."""
    parts = smsutil.split(plain(text)).parts
    return sum(part.length for part in parts[MAX_SEGMENTS:])


def _plain_character(character: str) -> str:
    if character in GSM_CHARSET:
        return character
    decomposed = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in decomposed if not unicodedata.combining(part))
    return bare if bare and all(part in GSM_CHARSET for part in bare) else character
