"""Messages that ask the same thing, gathered: ten ways to ask it are one line."""

from __future__ import annotations

from collections import Counter
from typing import Dict, List, Mapping, NamedTuple, Sequence

import numpy as np

from staff import sentences

# Cosine from which two messages are taken for one question.
ALIKE = 0.6

# The most frequent are gathered; what is rarer than all these says little.
MOST_MESSAGES = 2000


class Group(NamedTuple):
    """Messages that ask one thing: how often, and each wording, most frequent first."""

    messages: int
    texts: List[str]


def gather(counts: Mapping[str, int]) -> List[Group]:
    """Return the messages of `counts` (text: how often) in groups, the largest first."""
    texts = [text for text, _ in Counter(counts).most_common(MOST_MESSAGES)]
    if not texts:
        return []
    vectors = sentences.encode(texts)
    members = _leaders(vectors)
    groups = [Group(sum(counts[texts[i]] for i in group), [texts[i] for i in group]) for group in members]
    return sorted(groups, key=lambda group: -group.messages)


def _leaders(vectors: np.ndarray) -> Sequence[List[int]]:
    """Put each message to the group whose mean it is most like, or begin a group with it."""
    sums = np.zeros_like(vectors)
    groups: Dict[int, List[int]] = {}
    for index, vector in enumerate(vectors):
        means = sums[: len(groups)]
        norms = np.linalg.norm(means, axis=1)
        likeness = means @ vector / np.maximum(norms, 1e-9)
        best = int(likeness.argmax()) if len(groups) else -1
        if best < 0 or likeness[best] < ALIKE:
            best = len(groups)
            groups[best] = []
        groups[best].append(index)
        sums[best] += vector
    return list(groups.values())
