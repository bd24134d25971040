"""Weighs the words around a condition: does anyone present have it? Knows no Rasa.

The categories are those of ConText (Harkema and others, 2009): negated, historical, hypothetical and
of another experiencer. The cues are faq/cues.yml, and their reach is short: what is in doubt counts.
"""

from __future__ import annotations

import re
from datetime import date
from typing import AbstractSet, Dict, FrozenSet, List, Optional, Sequence, Tuple

from faq.schema import Cues
from nlu.clauses import clause_of, sentence_of
from nlu.mention_finder import LIGHT_WORDS, Found
from nlu.parts import is_question
from nlu.tokens import Token, plain, tokenize

# In a cue, these stand for a number and for a year.
NUMBER = "#"
YEAR = "##"

# From this many years on, what was then is over unless the client says otherwise.
LONG_AGO_YEARS = 3
_LONG_AGO_WORDS = frozenset(
    "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy".split()
)

# Words of a term that may belong to what stands before it: "have a temperature".
_HAVING = frozenset({"have", "has", "got", "a", "an"})

Phrase = Tuple[str, ...]

# A year in a cue goes through the tokenizer as a word of its own.
_YEAR_WORD = "yearinacue"


class Context:
    """Decides which of the places found in a message stand for a condition that someone has."""

    def __init__(self, cues: Cues) -> None:
        """Read the cues; each becomes the words that `tokenize` gives it."""
        self._cues: Dict[str, List[Phrase]] = {
            name: sorted({_phrase(cue) for cue in getattr(cues, name)}, key=len, reverse=True)
            for name in cues.__fields__
        }
        self._by_first: Dict[str, Dict[str, List[Phrase]]] = {name: {} for name in self._cues}
        for name, phrases in self._cues.items():
            for phrase in phrases:
                self._by_first[name].setdefault(phrase[0], []).append(phrase)
        self._between: FrozenSet[str] = frozenset(cues.between)
        self._chatter: FrozenSet[str] = frozenset(cues.chatter)

    def reason_to_dismiss(
        self, found: Found, tokens: Sequence[Token], others: Sequence[Found]
    ) -> Optional[str]:
        """Return why nobody present has the condition found, or None if someone may.

        Args:
            found: where the condition is named.
            tokens: the message.
            others: everything found in the message, since a negation reaches along a list.

        Returns:
            "negated", "past", "general", "someone else" or None.
        """
        words = [token.word for token in tokens]
        first, last = sentence_of(tokens, found)
        sentence = words[first : last + 1]
        if self._negated(found, words, first, others):
            return "negated"
        if found.condition.past and self._past(sentence):
            return "past"
        if found.condition.kind == "emergency":
            return None
        # What a later clause asks is not about it: "got ringworm, what does a session cost".
        asked = sentence[: clause_of(tokens, found)[1] + 1 - first]
        if self._has("general", asked) and not self._has("personal", words):
            return "general"
        if self._has("someone_else", sentence) and not self._has("coming", words):
            return "someone else"
        return None

    def states(self, found: Found, tokens: Sequence[Token]) -> bool:
        """Return whether the words beside the condition, or the lack of any, say that one has it."""
        if self.says_plainly(found, tokens):
            return True
        words = [token.word for token in tokens]
        start, end = sentence_of(tokens, found)
        before, after = words[start : found.first], words[found.last + 1 : end + 1]
        if not before and not any(word.isalpha() and word not in self._chatter for word in after):
            # A sentence of nothing else tells; if it asks, then only as the whole message.
            return "?" not in after or len(words) == end + 1 - start
        if not before and after[0] == "," and is_question(" ".join(after[1:])):
            # So does what stands before a question: "tonsillitis, is there parking".
            return True
        while before and (filler := self._ending("filler", before)):
            before = before[: -len(filler)]
        while after and after[0] in LIGHT_WORDS and not self._beginning("stated_after", after):
            after = after[1:]
        return bool(self._ending("stated", before) or self._beginning("stated_after", after))

    def says_plainly(self, found: Found, tokens: Sequence[Token]) -> bool:
        """Return whether a clause says no more than that somebody present has it, or has had it lately."""
        start, end = clause_of(tokens, found)
        words = [token.word for token in tokens]
        first = found.first
        while words[first] in _HAVING and first < found.last:
            first += 1
        before = [word for word in words[start:first] if word not in self._chatter]
        while before and (filler := self._ending("filler", before)):
            before = before[: -len(filler)]
        after = [word for word in words[found.last + 1 : end + 1] if word not in self._chatter]
        if not before and not after and (start, end) == (0, len(words) - 1):
            # Nothing but its name, as an answer to what the therapist may want to know.
            return True
        lately = self._beginning("lately", after)
        after = after[len(lately) :]
        if after and not is_question(" ".join(after)):
            return False
        if lately and (not before or self._ending("plainly_lately", before)):
            return True
        return tuple(before) in self._cues["plainly"]

    def says_it_lasts(self, words: Sequence[str]) -> bool:
        """Return whether the words of a message say that what was mentioned before is not over."""
        return self._has("lasting", words)

    def _ending(self, name: str, words: Sequence[str]) -> Phrase:
        cues = self._cues[name]
        return next((cue for cue in cues if _matches(cue, words[-len(cue) :])), ())

    def _beginning(self, name: str, words: Sequence[str]) -> Phrase:
        cues = self._cues[name]
        return next((cue for cue in cues if _matches(cue, words[: len(cue)])), ())

    def _negated(self, found: Found, words: Sequence[str], start: int, others: Sequence[Found]) -> bool:
        taken = {index for other in others for first, last in other.parts for index in range(first, last + 1)}
        return any(self._part_negated(part, words, start, taken) for part in found.parts)

    def _part_negated(
        self, part: Tuple[int, int], words: Sequence[str], start: int, taken: AbstractSet[int]
    ) -> bool:
        first, last = part
        before, after = words[start:first], words[last + 1 :]
        if self._beginning("negation_after", after):
            return not _begins_question(after)
        end = len(before)
        while end > 0 and (before[end - 1] in self._between or start + end - 1 in taken):
            if self._ends_with_negation(before[:end]):
                break
            end -= 1
        return self._ends_with_negation(before[:end]) and not self._has(
            "not_negation", words[start : last + 6]
        )

    def _ends_with_negation(self, words: Sequence[str]) -> bool:
        return bool(self._ending("negation", words))

    def _past(self, sentence: Sequence[str]) -> bool:
        return self._has("past", sentence) and not self._has("not_past", sentence)

    def _has(self, name: str, words: Sequence[str]) -> bool:
        by_first = self._by_first[name]
        return any(
            _matches(cue, words[start : start + len(cue)])
            for start, word in enumerate(words)
            for first in (word, NUMBER, YEAR)
            for cue in by_first.get(first, ())
        )


def _phrase(cue: str) -> Phrase:
    words = (token.word for token in tokenize(plain(cue.replace(YEAR, _YEAR_WORD))))
    return tuple(YEAR if word == _YEAR_WORD else word for word in words)


def _matches(cue: Phrase, words: Sequence[str]) -> bool:
    return len(words) == len(cue) and all(
        word == expected
        or (expected == NUMBER and _is_long_ago(word))
        or (expected == YEAR and _is_past_year(word))
        for expected, word in zip(cue, words)
    )


def _is_long_ago(word: str) -> bool:
    return word in _LONG_AGO_WORDS or (bool(re.fullmatch(r"\d{1,3}", word)) and int(word) >= LONG_AGO_YEARS)


def _is_past_year(word: str) -> bool:
    # Two digits up to 60 may be minutes ("there in 15"); a decade has four, since "in her 70s" is an age.
    # Of a decade, the last year counts.
    written = re.fullmatch(r"(0\d|6[1-9]|[7-9]\d)|(19\d\d|20\d\d)|(19\d|20\d)0s", word)
    if not written:
        return False
    now = date.today().year
    if written[1]:
        year = int(written[1]) + (2000 if int(written[1]) <= now % 100 else 1900)
    else:
        year = int(written[2] or f"{written[3]}9")
    return now - year >= LONG_AGO_YEARS


def _begins_question(after: Sequence[str]) -> bool:
    return len(after) > 2 and after[2] in ("idea", "one", "clue")
