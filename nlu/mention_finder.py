"""Finds where a message names a health condition, before its context is weighed. Knows no Rasa."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Dict, Iterator, List, NamedTuple, Sequence, Tuple

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from faq.schema import Condition
from nlu.speller import Speller
from nlu.tokens import Token, plain, stem, tokenize

Span = Tuple[int, int]

# Words that carry nothing of a term: "stitches are not out yet" is "stitches not out".
LIGHT_WORDS = frozenset(
    """
    a an the my your his her our their this that these those i he she we you they it its me him us them
    is are was were be been being am 's s m 're 've have has had having got get gets getting
    of just really very so quite bit wee little still yet also too already rather pretty
    , - : ( ) ' " * / ...
    """.split()
)

# How many words may stand between the first and the other parts of what is said in several words.
REACH = 9


class Found(NamedTuple):
    """A place that names a condition.

    Attributes:
        condition: which one.
        parts: (first, last) token index of each place that it is put together from.
        term: the term or the row of `together` that was found.
    """

    condition: Condition
    parts: Tuple[Span, ...]
    term: str

    @property
    def first(self) -> int:
        """Index of the first token."""
        return min(first for first, _ in self.parts)

    @property
    def last(self) -> int:
        """Index of the last token."""
        return max(last for _, last in self.parts)


class _Role(NamedTuple):
    """What a phrase is for: a term, a part of a row, or an expression that never counts."""

    kind: str
    owner: int
    part: int
    term: str
    exact: bool = False


class _Places:
    """What the phrases of a message are for: terms found, parts of rows, and what never counts."""

    def __init__(self) -> None:
        self.found: List[Found] = []
        self.never: List[Tuple[int, int, Condition]] = []
        self.parts: Dict[int, Dict[int, List[Span]]] = defaultdict(lambda: defaultdict(list))


class MentionFinder:
    """All terms of all conditions in two phrase matchers, so that a message is read once.

    One matcher leaves light words out, so that "stitches are not out" is "stitches not out". The other
    keeps them, for terms that would be one everyday word without: "having a fit".
    """

    def __init__(self, conditions: Sequence[Condition]) -> None:
        """Index the terms, the parts of `together` rows and the expressions that never count."""
        self._conditions = conditions
        # An empty vocabulary: what spaCy works out for each English word is not compared.
        self._vocab = Vocab()
        self._roles: Dict[Tuple[bool, str], List[_Role]] = defaultdict(list)
        self._rows: List[Tuple[int, str]] = []
        known: Counter[str] = Counter()
        misspelt: Counter[str] = Counter()
        for index, condition in enumerate(conditions):
            for term in condition.terms():
                words = self._add(_Role("term", index, 0, term, exact=term in condition.drugs))
                (misspelt if term in condition.misspellings else known).update(words)
            for term in condition.never:
                known.update(self._add(_Role("never", index, 0, term)))
            for row in condition.together:
                self._rows.append((index, row))
                for part, alternatives in enumerate(row.split(" + ")):
                    for alternative in alternatives.split(" | "):
                        known.update(self._add(_Role("part", len(self._rows) - 1, part, alternative)))
        self._matchers = {whole: self._matcher(whole) for whole in (False, True)}
        self._speller = Speller(dict.fromkeys([*known, *misspelt], 1))
        # "blod" is listed for "blod clot", and is blood beside other words too.
        self._guesser = Speller(known)

    def find(self, tokens: Sequence[Token]) -> List[Found]:
        """Return every place in `tokens` that names a condition, in order."""
        places = _Places()
        words = [(self._speller.correct(token.word), index) for index, token in enumerate(tokens)]
        self._read(words, places)
        guessed = [
            (self._guesser.guess(tokens[index].word) if word == tokens[index].word else word, index)
            for word, index in words
        ]
        if guessed != words:
            # A word that may be a slip of an everyday one as well counts in the company of others:
            # "blod" alone may be "bold", "high blod pressure" is no such thing.
            self._read(guessed, places, least=2)
        found = places.found
        for row, parts in places.parts.items():
            index, text = self._rows[row]
            if len(parts) == len(text.split(" + ")):
                condition = self._conditions[index]
                found += _together(condition, text, [parts[part] for part in sorted(parts)])
        kept = [one for one in found if not any(_means_else(one, *place) for place in places.never)]
        return sorted(kept, key=lambda one: (one.first, one.last))

    def _read(self, words: Sequence[Tuple[str, int]], places: _Places, least: int = 1) -> None:
        """Add to `places` every phrase of at least `least` words; `words` have the index of their token."""
        # A word that was two run together is corrected to both.
        single = [(word, index) for words_, index in words for word in words_.split()]
        for whole, matcher in self._matchers.items():
            read = [(word, index) for word, index in single if whole or word not in LIGHT_WORDS]
            if not read:
                continue
            stems = [stem(word) for word, _ in read]
            for key, start, end in matcher(Doc(self._vocab, words=stems)):
                if end - start < least:
                    continue
                place = (read[start][1], read[end - 1][1])
                for role in self._roles[whole, self._vocab.strings[key]]:
                    if role.exact and [word for word, _ in read[start:end]] != _kept(role.term, whole):
                        continue
                    if role.kind == "term":
                        places.found.append(Found(self._conditions[role.owner], (place,), role.term))
                    elif role.kind == "never":
                        places.never.append((*place, self._conditions[role.owner]))
                    else:
                        places.parts[role.owner][role.part].append(place)

    def _add(self, role: _Role) -> Sequence[str]:
        """Index the phrase of `role` and return its words."""
        words = _spelt(role.term)
        content = tuple(word for word in words if word not in LIGHT_WORDS)
        whole = not content or (len(content) == 1 and len(words) > 1)
        kept = words if whole else content
        self._roles[whole, " ".join(stem(word) for word in kept)].append(role)
        return kept

    def _matcher(self, whole: bool) -> PhraseMatcher:
        matcher = PhraseMatcher(self._vocab)
        for is_whole, key in self._roles:
            if is_whole == whole:
                matcher.add(key, [Doc(self._vocab, words=key.split())])
        return matcher


def _together(condition: Condition, row: str, parts: List[List[Span]]) -> Iterator[Found]:
    for anchor in parts[0]:
        chosen = [anchor]
        for places in parts[1:]:
            near = [
                place
                for place in places
                if abs(place[0] - anchor[0]) <= REACH and not any(_overlap(place, c) for c in chosen)
            ]
            if not near:
                break
            chosen.append(min(near, key=lambda place: abs(place[0] - anchor[0])))
        else:
            yield Found(condition, tuple(chosen), row)


def _spelt(term: str) -> Tuple[str, ...]:
    return tuple(token.word for token in tokenize(plain(term)))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _kept(term: str, whole: bool) -> List[str]:
    return [word for word in _spelt(term) if whole or word not in LIGHT_WORDS]


def _means_else(found: Found, first: int, last: int, owner: Condition) -> bool:
    # An expression that is itself a term of another condition means that: "stomach bug" is no stoma.
    return any(
        first <= part[0] and part[1] <= last and (found.condition is owner or part != (first, last))
        for part in found.parts
    )
