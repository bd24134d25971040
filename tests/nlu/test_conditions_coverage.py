"""Every word of conditions.yml is found in what clients write around it, and held back where nobody has it.

Each term stands in the frame that its checksum picks, so that an edit of the list moves no other term; over
all terms every frame is filled some hundred times. Words alone are tested here: docs/safety.md tells how the
meaning of a message is weighed with them.
"""

import random
import zlib
from collections import defaultdict

import pytest

from faq import live
from nlu.mentions import GRAVITY, Detector

KNOWLEDGE = live.shared().current()
DETECTOR = Detector(KNOWLEDGE)

RAMBLE = (
    "Hello there, we have just moved to the area and the boiler went on the first night, then the dog ate "
    "half the sofa, but the garden is lovely and the neighbours brought us cake. "
)
FRAMES = {
    "statement": "I have {}",
    "bare": "{}",
    "question": "is it all right to come with {}?",
    "in passing": "how long is a session, I have {}, and what should I wear?",
    "greeting": "Hi, {} here, do you have time on Friday?",
    "for her": "booking for my mum, she has {}",
    "for him": "my husband is coming on Friday and he has {}",
    "relayed": "my wife says to mention {}",
    "played down": "it's nothing really, only {}",
    "unsure": "not sure if it's {}",
    "doctor": "the doctor says {}",
    "ramble": RAMBLE + "Also {}",
    "capitals": "I HAVE {}",
    "typo": "I have {}",
}

NEGATED = (
    "I have no {}",
    "I do not have {}",
    "I don't have {}",
    "I've never had {}",
    "no {} at all",
    "without {}",
)
PAST = ("I had {} 20 years ago", "I had {} as a child", "I had {} in 2003", "{} ten years ago, fully healed")
GENERAL = (
    "why is {} a problem?",
    "what does {} mean?",
    "why do you avoid people with {}?",
    "is {} on the list of contraindications?",
    "if someone had {}, would you treat them?",
    "for my assignment: {} and massage",
)

# What was measured, less a little for words that are added. A word that is not found is nearly always
# one that stands in the `never` list of another condition.
FOUND_IN_EACH_FRAME = 0.98
FOUND_IN_ALL = 0.99
FOUND_WITH_A_TYPO = 0.95
NEGATED_HELD_BACK = 0.97
PAST_HELD_BACK = 0.85  # A second condition that stays, found in the same words, keeps the escalation.
GENERAL_HELD_BACK = 0.95
STAYING_FOUND = 0.90

SHORTEST_WORD_WITH_A_TYPO = 7


def _checksum(text):
    return zlib.crc32(text.encode())


def _terms():
    for condition in KNOWLEDGE.conditions:
        for term in [*condition.clinical, *condition.lay, *condition.drugs, *condition.signs]:
            yield condition, term


def _by_frame():
    filled = defaultdict(list)
    names = list(FRAMES)
    for condition, term in _terms():
        name = names[_checksum(term) % len(names)]
        if name == "capitals":
            filled[name].append((condition, term, FRAMES[name].format(term.upper())))
        elif name != "typo" or _can_be_misspelt(term):
            word = _misspelt(term) if name == "typo" else term
            filled[name].append((condition, term, FRAMES[name].format(word)))
    return filled


def _can_be_misspelt(term):
    return any(len(word) >= SHORTEST_WORD_WITH_A_TYPO and word.isalpha() for word in term.split())


def _misspelt(term):
    """Return `term` with two letters inside its longest word swapped, or one lost or doubled."""
    draw = random.Random(_checksum(term))
    words = term.split()
    index = max((i for i, word in enumerate(words) if word.isalpha()), key=lambda i: len(words[i]))
    word = words[index]
    place = draw.randrange(1, len(word) - 2)
    before, one, other, after = word[:place], word[place], word[place + 1], word[place + 2 :]
    words[index] = before + draw.choice([other + one, other, one + one + other]) + after
    return " ".join(words)


def _affirmed(text):
    return [mention for mention in DETECTOR.examine(text) if not mention.dismissed]


def _as_grave(condition, text):
    gravity = GRAVITY.index(condition.kind)
    return any(GRAVITY.index(mention.kind) <= gravity for mention in _affirmed(text))


FILLED = _by_frame()


@pytest.fixture(scope="module")
def missed():
    """The terms that are not found, or as something less grave, by frame."""
    return {
        name: [f"{c.name}: {term}" for c, term, text in messages if not _as_grave(c, text)]
        for name, messages in FILLED.items()
    }


@pytest.mark.parametrize("frame", FRAMES)
def test_terms_are_found(frame, missed):
    share = 1 - len(missed[frame]) / len(FILLED[frame])
    assert len(FILLED[frame]) > 100
    assert share >= (FOUND_WITH_A_TYPO if frame == "typo" else FOUND_IN_EACH_FRAME), missed[frame]


def test_terms_are_found_in_all_frames_together(missed):
    frames = [name for name in FRAMES if name != "typo"]
    lost = [term for name in frames for term in missed[name]]
    assert 1 - len(lost) / sum(len(FILLED[name]) for name in frames) >= FOUND_IN_ALL, lost


def _kept(frame, conditions):
    """Return how many terms were tried, one of each condition, and those that escalate all the same."""
    tried, kept = 0, []
    for condition in conditions:
        terms = sorted([*condition.clinical, *condition.lay], key=lambda term: _checksum(frame + term))
        for term in terms[:1]:
            tried += 1
            if _affirmed(frame.format(term)):
                kept.append(f"{condition.name}: {term}")
    return tried, kept


@pytest.mark.parametrize("frame", NEGATED)
def test_negated_is_held_back(frame):
    # A reading of 180/110 counts whatever stands around it.
    tried, kept = _kept(frame, [c for c in KNOWLEDGE.conditions if "reading" not in c.name])
    assert 1 - len(kept) / tried >= NEGATED_HELD_BACK, kept


@pytest.mark.parametrize("frame", PAST)
def test_long_past_is_held_back_where_it_can_be_over(frame):
    tried, kept = _kept(frame, [condition for condition in KNOWLEDGE.conditions if condition.past])
    assert 1 - len(kept) / tried >= PAST_HELD_BACK, kept


@pytest.mark.parametrize("frame", PAST)
def test_long_past_is_not_held_back_where_it_stays(frame):
    staying = [condition for condition in KNOWLEDGE.conditions if not condition.past]
    tried, kept = _kept(frame, staying)
    assert len(kept) / tried >= STAYING_FOUND


@pytest.mark.parametrize("frame", GENERAL)
def test_general_questions_are_held_back(frame):
    # An emergency is never held back as a general question.
    conditions = [c for c in KNOWLEDGE.conditions if c.kind != "emergency" and "reading" not in c.name]
    tried, kept = _kept(frame, conditions)
    assert 1 - len(kept) / tried >= GENERAL_HELD_BACK, kept
