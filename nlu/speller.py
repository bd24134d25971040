"""Corrects a misspelt word to the word of a given vocabulary that was most likely meant."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import Dict, FrozenSet, List, Mapping, Optional, Tuple

import jellyfish
from symspellpy import SymSpell, Verbosity
from symspellpy.suggest_item import SuggestItem

MAX_DISTANCE = 2
COMMON_WORDS = 3000


@lru_cache(maxsize=1)
def english_words() -> FrozenSet[str]:
    """Return the 82,000 English words that the symspellpy package carries."""
    path = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip())


@lru_cache(maxsize=1)
def _common_words() -> SymSpell:
    # "woukd" is "would" before it is "wound": an everyday word as near as a term is the likelier one.
    path = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    counts = [line.split() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    counts.sort(key=lambda pair: -int(pair[1]))
    index = SymSpell(max_dictionary_edit_distance=MAX_DISTANCE, prefix_length=7)
    for word, count in counts[:COMMON_WORDS]:
        index.create_dictionary_entry(word, int(count))
    return index


class Speller:
    """Knows the words of a vocabulary, and which of them a word outside of English stands for.

    A word that is English is left alone, since "rush" is not a misspelt "rash". `correct` also leaves
    alone what may as well be a slip of an everyday word ("blod" of "bold"); `guess` does not, for where
    the words beside it can tell. The time for a word does not grow with the vocabulary: both look-ups are
    by hash.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        """Index `words`, each with how often it is used, by their deletions and by their sound."""
        self._words = dict(words)
        self._by_edits = SymSpell(max_dictionary_edit_distance=MAX_DISTANCE, prefix_length=7)
        self._by_sound: Dict[str, List[str]] = defaultdict(list)
        # In one order, so that of two equally near words every process takes the same.
        for word in sorted(self._words):
            if len(word) >= 4 and word.isalpha():
                self._by_edits.create_dictionary_entry(word, 1)
                self._by_sound[jellyfish.metaphone(word)].append(word)
        self.correct = lru_cache(maxsize=20_000)(self._correct)
        self.guess = lru_cache(maxsize=20_000)(self._guess)
        # Read now, so that nobody's misspelt word waits for it.
        english_words()
        _common_words()

    def _is_common_slip(self, word: str, distance: int) -> bool:
        found = _common_words().lookup(word, Verbosity.TOP, max_edit_distance=distance)
        return any(item.term not in self._words for item in found)

    def _correct(self, word: str) -> str:
        if not self._is_slip(word):
            return word
        nearest = self._nearest(word)
        if nearest and not self._is_common_slip(word, nearest.distance):
            return nearest.term
        return self._by_ear(word) or self._run_together(word) or word

    def _guess(self, word: str) -> str:
        nearest = self._nearest(word) if self._is_slip(word) else None
        return nearest.term if nearest else word

    def _is_slip(self, word: str) -> bool:
        return not (word in self._words or len(word) < 4 or not word.isalpha() or word in english_words())

    def _nearest(self, word: str) -> Optional[SuggestItem]:
        distance = 1 if len(word) < 7 else MAX_DISTANCE
        found = self._by_edits.lookup(word, Verbosity.ALL, max_edit_distance=distance)
        close = [item for item in found if len(item.term) >= 5 or item.term[0] == word[0]]
        return min(close, key=lambda item: self._unlikely(word, item), default=None)

    def _unlikely(self, word: str, item: SuggestItem) -> Tuple[int, bool, bool, int, str]:
        # Of words at one distance, the likelier one sounds the same, begins the same, or is used more:
        # "masage" is "massage" before it is "manage".
        sounds_other = jellyfish.metaphone(item.term) != jellyfish.metaphone(word)
        return item.distance, sounds_other, item.term[0] != word[0], -self._words[item.term], item.term

    def _by_ear(self, word: str) -> Optional[str]:
        sound = jellyfish.metaphone(word)
        if len(word) < 6 or len(sound) < 4:
            return None
        alike = [known for known in self._by_sound.get(sound, ()) if abs(len(known) - len(word)) <= 3]
        return min(alike, key=lambda known: jellyfish.damerau_levenshtein_distance(known, word), default=None)

    def _run_together(self, word: str) -> Optional[str]:
        if len(word) < 7:
            return None
        for cut in range(3, len(word) - 2):
            if word[:cut] in self._words and word[cut:] in self._words:
                return f"{word[:cut]} {word[cut:]}"
        return None
