"""What the model is taught: enough of it, varied, and each phrasing where it belongs."""

from __future__ import annotations

from typing import Dict, Iterator, List, NamedTuple, Sequence, Tuple

import numpy as np

from faq.yaml_source import Fault
from staff.held_out import Example, Ranking
from staff.readable import Entries

# An entry with fewer is outweighed by its neighbours: ten to twenty was worth nine points of accuracy.
FEWEST = 10

# Cosine of two sentence vectors from which two phrasings say the same.
NEARLY_THE_SAME = 0.93

# An entry whose phrasings mostly repeat each other teaches little.
REPEATING_SHARE = 0.4

# A phrasing in the wrong file is surely taken for another entry, and none of its neighbours is its own.
# Right ones come up to 0.998 where an edit elsewhere changes the folds; two came higher, misspelt where it
# mattered. At this bound a quarter of the phrasings would be noticed in another file; the others lead the
# list of the hard ones.
SURELY_WRONG = 0.9995
NEIGHBOURS = 5


class Phrasings(NamedTuple):
    """Every phrasing of the entries that can be read, with its vector.

    Attributes:
        places: (entry, index in its list) of each.
        vectors: one row for each.
    """

    places: Sequence[Tuple[str, int]]
    vectors: np.ndarray


def places(entries: Entries) -> List[Tuple[str, int]]:
    """Return the place of every phrasing: its entry and its index there."""
    return [(name, index) for name, item in entries.items() for index in range(len(item.entry.phrasings))]


def too_few(entries: Entries) -> Iterator[Fault]:
    """Yield the entries that have too few phrasings to be told from others."""
    for readable in entries.values():
        count = len(readable.entry.phrasings)
        if count < FEWEST:
            problem = f"There are only {count} phrasings."
            remedy = f"Write at least {FEWEST}: ask colleagues how their clients would put it."
            yield readable.fault("phrasings", problem=problem, remedy=remedy)


def repeating(entries: Entries, taught: Phrasings) -> Iterator[Fault]:
    """Yield the entries in which too many phrasings say the same in nearly the same words."""
    owners = np.array([name for name, _ in taught.places])
    for name, readable in entries.items():
        own = taught.vectors[owners == name]
        likeness = own @ own.T
        np.fill_diagonal(likeness, 0)
        share = float((likeness.max(axis=1, initial=0) >= NEARLY_THE_SAME).mean())
        if share > REPEATING_SHARE:
            problem = f"{share:.0%} of the phrasings repeat another one."
            yield readable.fault(
                "phrasings",
                problem=problem,
                remedy="Vary them: short and long, other words, needs and questions.",
            )


def shared(entries: Entries, taught: Phrasings) -> Iterator[Fault]:
    """Yield the phrasings of two entries that say nearly the same, likest first."""
    likeness = taught.vectors @ taught.vectors.T
    pairs = np.argwhere(np.triu(likeness >= NEARLY_THE_SAME, 1))
    for first, second in sorted(pairs.tolist(), key=lambda pair: -likeness[pair[0], pair[1]]):
        (name, index), (other, other_index) = taught.places[first], taught.places[second]
        if name != other and not _same(entries, taught.places[first], taught.places[second]):
            there = entries[other]
            line = there.source.line(["phrasings", other_index])
            problem = (
                f"'{entries[name].entry.phrasings[index]}' says nearly the same as "
                f"'{there.entry.phrasings[other_index]}' in {other}.yml, line {line}."
            )
            yield entries[name].fault(
                "phrasings", index, problem=problem, remedy="Keep the one that fits its entry best."
            )


def misplaced(entries: Entries, taught: Phrasings, rankings: Dict[Example, Ranking]) -> Iterator[Fault]:
    """Yield the phrasings that seem to stand in the wrong entry."""
    likeness = taught.vectors @ taught.vectors.T
    np.fill_diagonal(likeness, -1)
    for row, (name, index) in enumerate(taught.places):
        text = entries[name].entry.phrasings[index]
        taken_for, probability = rankings[Example(text, name)][0]
        if taken_for == name or taken_for not in entries or probability < SURELY_WRONG:
            continue
        nearest = np.argpartition(-likeness[row], NEIGHBOURS)[:NEIGHBOURS]
        if all(taught.places[near][0] != name for near in nearest):
            problem = f"'{text}' sounds like {taken_for} ({probability:.0%})."
            remedy = f"Move it to {taken_for}.yml, or say more plainly what is meant."
            yield entries[name].fault("phrasings", index, problem=problem, remedy=remedy)


def out_of_scope(entries: Entries, taught: Phrasings, rankings: Dict[Example, Ranking]) -> Iterator[Fault]:
    """Yield the entries that the model is also taught to be out of scope."""
    for name, readable in entries.items():
        phrasings = readable.entry.phrasings
        taken_for = [rankings[Example(text, name)][0][0] for text in phrasings]
        count = taken_for.count("out_of_scope")
        if count * 2 >= len(phrasings):
            problem = f"{count} of {len(phrasings)} phrasings are taken for what is out of scope."
            remedy = "Find the topic in data/out_of_scope.yml that asks this, and add it here: 'topic: ...'."
            yield readable.fault("phrasings", problem=problem, remedy=remedy)


def hard(entries: Entries, taught: Phrasings, rankings: Dict[Example, Ranking]) -> Iterator[Fault]:
    """Yield the phrasings that a model taught without them gets wrong, surest first."""
    wrong = []
    for name, index in taught.places:
        text = entries[name].entry.phrasings[index]
        taken_for, probability = rankings[Example(text, name)][0]
        if taken_for != name:
            problem = f"'{text}' is taken for {taken_for} ({probability:.0%}) when it is held out."
            wrong.append((probability, entries[name].fault("phrasings", index, problem=problem, remedy="")))
    yield from (fault for _, fault in sorted(wrong, key=lambda item: -item[0]))


def _same(entries: Entries, first: Tuple[str, int], second: Tuple[str, int]) -> bool:
    one, other = (entries[name].entry.phrasings[index].casefold().split() for name, index in (first, second))
    # Loading the knowledge base has told of these already.
    return one == other
