"""Finds where a message names a health condition, before its context is weighed. Knows no Rasa."""

from __future__ import annotations

from collections import defaultdict
from typing import Dict, FrozenSet, Iterable, List, NamedTuple, Sequence, Set, Tuple

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from faq.schema import Condition
from nlu.speller import Speller
from nlu.tokens import Token, plain, stem, tokenize

# Words that carry nothing of a term: "stitches are not out yet" is "stitches not out".
LIGHT_WORDS = frozenset(
    """
    a an the my your his her our their this that these those i he she we you they it its me him us them
    is are was were be been being am 's s m 're 've have has had having got get gets getting
    of just really very so quite bit wee little still yet also too already rather pretty
    , - : ( ) ' " * / ...
    """.split()
)

# How many words may stand between the first and the last part of what is said in several words.
REACH = 9


class Found(NamedTuple):
    """A place that names a condition.

    Attributes:
        condition: which one.
        first: index of its first token.
        last: index of its last token.
        spread: whether it is put together from several places.
    """

    condition: Condition
    first: int
    last: int
    spread: bool = False


class MentionFinder:
    """All terms of all conditions in one phrase matcher, so that a message is read once."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        """Index the terms, the parts of `together` rows and the expressions that never count."""
        self._conditions = conditions
        self._vocab = spacy.blank("en").vocab
        self._matcher = PhraseMatcher(self._vocab)
        self._terms: Dict[int, List[int]] = {}
        self._parts: Dict[str, List[Tuple[int, int, int]]] = defaultdict(list)
        self._rows: List[Tuple[int, int]] = []
        words: Set[str] = set()
        phrases: Dict[Tuple[str, ...], List[Tuple[str, int, int]]] = defaultdict(list)
        for index, condition in enumerate(conditions):
            for term in condition.terms():
                phrases[self._key(term, words)].append(("term", index, 0))
            for term in condition.never:
                phrases[self._key(term, words)].append(("never", index, 0))
            for row in condition.together:
                self._rows.append((index, len(row.split(" + "))))
                for part, alternatives in enumerate(row.split(" + ")):
                    for alternative in alternatives.split(" | "):
                        key = self._key(alternative, words)
                        phrases[key].append(("part", len(self._rows) - 1, part))
        phrases.pop((), None)
        self._roles = {" ".join(key): roles for key, roles in phrases.items()}
        for key in phrases:
            self._matcher.add(" ".join(key), [Doc(self._vocab, words=list(key))])
        self._speller = Speller(words)

    def find(self, tokens: Sequence[Token]) -> List[Found]:
        """Return every place in `tokens` that names a condition, in order."""
        words: List[str] = []
        origin: List[int] = []
        for index, token in enumerate(tokens):
            if token.word in LIGHT_WORDS:
                continue
            for word in self._speller.correct(token.word).split():
                words.append(stem(word))
                origin.append(index)
        if not words:
            return []
        found: List[Found] = []
        never: List[Tuple[int, int]] = []
        parts: Dict[int, Dict[int, List[Tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        for key, start, end in self._matcher(Doc(self._vocab, words=words)):
            place = (origin[start], origin[end - 1])
            for role, index, part in self._roles[self._vocab.strings[key]]:
                if role == "term":
                    found.append(Found(self._conditions[index], *place))
                elif role == "never":
                    never.append(place)
                else:
                    parts[index][part].append(place)
        for row, places in parts.items():
            index, size = self._rows[row]
            if len(places) == size:
                found += self._together(self._conditions[index], list(places.values()))
        kept = [f for f in found if not any(a <= f.first and f.last <= b for a, b in never)]
        return sorted(kept, key=lambda f: (f.first, f.last))

    @staticmethod
    def _together(condition: Condition, parts: List[List[Tuple[int, int]]]) -> Iterable[Found]:
        for anchor in parts[0]:
            chosen = [anchor]
            for places in parts[1:]:
                near = [p for p in places if abs(p[0] - anchor[0]) <= REACH and p not in chosen]
                if not near:
                    break
                chosen.append(min(near, key=lambda p: abs(p[0] - anchor[0])))
            else:
                yield Found(condition, min(p[0] for p in chosen), max(p[1] for p in chosen), True)

    @staticmethod
    def _key(term: str, words: Set[str]) -> Tuple[str, ...]:
        spelt = [token.word for token in tokenize(plain(term))]
        kept = [word for word in spelt if word not in LIGHT_WORDS] or spelt
        words.update(kept)
        return tuple(stem(word) for word in kept)
