"""Words of a message as the condition matcher compares them: plain, spelt right and stemmed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import List, NamedTuple

import snowballstemmer
import spacy
from anyascii import anyascii

_nlp = spacy.blank("en")
_stemmer = snowballstemmer.stemmer("english")

# "f e v e r" and "D.V.T": single letters with the same separator between them are one word.
_SPACED_LETTERS = re.compile(r"(?<![^\W_])(?:[^\W\d_]([ .\-_*]))(?:[^\W\d_]\1){1,}[^\W\d_](?![^\W_])")
# Cyrillic and Greek letters that look like a Latin one and sound otherwise (Unicode confusables, TR39).
_LOOK_ALIKES = str.maketrans("вВсСрРуУхХнНѕЅνΝρΡηΗυΥχΧωτΤκΚкКмМтТ", "bBcCpPyYxXhHsSvNpPnHuYxXwtTkKkKmMtT")

_SENTENCE_ENDS = frozenset(".!?;\n")


class Token(NamedTuple):
    """One word or mark of a message.

    Attributes:
        text: as the client wrote it, after `plain`.
        word: lower case, contractions spelt out ("n't" is "not").
        sentence: the number of its sentence, from 0.
    """

    text: str
    word: str
    sentence: int


def plain(text: str) -> str:
    """Return `text` without disguises: no invisible or look-alike characters, no spaced-out letters."""
    if not (text.isascii() and text.isprintable()):
        text = _undisguised(text)
    text = re.sub(r"(?<=[a-zA-Z])[0@$](?=[a-zA-Z])", lambda m: {"0": "o", "@": "a", "$": "s"}[m[0]], text)
    return _SPACED_LETTERS.sub(lambda m: re.sub(r"[ .\-_*]", "", m[0]), text)


def _undisguised(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Mn"))
    return "".join(c if c.isascii() else anyascii(c) for c in text)


def tokenize(text: str) -> List[Token]:
    """Return the tokens of `text`, which has gone through `plain`."""
    tokens: List[Token] = []
    sentence = 0
    # Hyphens and slashes join words in one spelling and not in another; the parts count.
    for token in _nlp(re.sub(r"(?<=[a-zA-Z])[-/_](?=[a-zA-Z])", " ", text)):
        word = token.norm_.lower().strip()
        if not word:
            sentence += "\n" in token.text
            continue
        tokens.append(Token(token.text, word, sentence))
        sentence += word[-1] in _SENTENCE_ENDS
    return tokens


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of an English word: "rashes" and "rash" have one."""
    return _stemmer.stemWord(word)
