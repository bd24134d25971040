"""Tells whether a message is in another language than English. Knows no Rasa."""

from __future__ import annotations

import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from nlu.speller import english_words

# A message with at least this share of English words is English, however it is spelt otherwise:
# dialects, misspellings and names are as foreign to a language identifier as French is.
ENGLISH_SHARE = 0.4
# In Latin letters, fewer words than this are too few to tell a language from a misspelling.
MIN_WORDS = 3
SURE = 0.9

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class LanguageDetector:
    """Wraps py3langid with the caution that short, misspelt messages need."""

    def __init__(self) -> None:
        """Load py3langid's own model, which its package carries."""
        self._identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)

    def is_foreign(self, text: str) -> bool:
        """Return whether `text` is surely not in English."""
        words = [word.casefold() for word in _WORDS.findall(text) if len(word) > 1]
        if not words:
            return False
        if sum(not word.isascii() and not _is_latin(word) for word in words) > len(words) / 2:
            return True
        if len(words) < MIN_WORDS:
            return False
        known = english_words()
        english = sum(word.replace("’", "'") in known for word in words)
        if english / len(words) >= ENGLISH_SHARE:
            return False
        language, probability = self._identifier.classify(" ".join(words))
        return bool(language != "en" and probability >= SURE)


def _is_latin(word: str) -> bool:
    return all(ord(character) < 0x250 for character in word)
