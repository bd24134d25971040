"""Misspelt questions are understood nearly as well as clean ones."""

import random

import pytest

from faq import project
from faq.knowledge_base import load
from staff import ask, labelled

QUESTIONS = project.root().parent / "shared" / "eval" / "dev_questions.yml"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not QUESTIONS.is_file(), reason="the test questions are not beside the checkout"),
]

SEEDS = (1, 2, 3)

NEIGHBOURS = {
    "a": "qsz", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy",
    "i": "uok", "j": "hku", "k": "jli", "l": "kop", "m": "nj", "n": "bmh", "o": "ipl", "p": "ol",
    "q": "wa", "r": "etf", "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs",
    "y": "tuh", "z": "xa",
}  # fmt: skip


def misspelt(text: str, typos: int, draw: random.Random) -> str:
    """Return `text` with a letter dropped, doubled, swapped or hit beside the key in `typos` words."""
    words = text.split()
    long = [index for index, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    for index in draw.sample(long, min(typos, len(long))):
        word = words[index]
        place = draw.randrange(1, len(word) - 1)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        words[index] = draw.choice(
            [
                before + after,
                before + letter + letter + after,
                before + after[0] + letter + after[1:],
                before + draw.choice(NEIGHBOURS.get(letter.lower(), letter)) + after,
            ]
        )
    return " ".join(words)


@pytest.fixture(scope="module")
def questions():
    cases = labelled.read(QUESTIONS, load(project.root() / "faq").entries)
    return [case for case in cases if case.kind == "in_scope"]


async def accuracy(guard, cases, typos: int, seed: int = 0) -> float:
    draw = random.Random(seed)
    right = 0
    for case in cases:
        said = await ask.answer(guard, misspelt(case.text, typos, draw), "web")
        likeliest = [item["intent"] for item in said["ranking"] if item["intent"] != "nlu_fallback"]
        right += likeliest[0] in case.accepted
    return right / len(cases)


def test_a_typo_changes_the_text_and_no_more_words_than_asked():
    text = "please tell me about treatment sessions"
    for seed in range(50):
        wrong = misspelt(text, 2, random.Random(seed))
        changed = [one != other for one, other in zip(text.split(), wrong.split(), strict=True)]
        assert sum(changed) <= 2


@pytest.mark.parametrize(("typos", "points"), [(1, 3), (2, 6)])
async def test_misspelt_questions_are_understood(guard, questions, typos, points):
    clean = await accuracy(guard, questions, 0)
    # One draw of typos is worth two points more or less.
    wrong = sum([await accuracy(guard, questions, typos, seed) for seed in SEEDS]) / len(SEEDS)
    assert clean > 0.9
    assert 100 * (clean - wrong) <= points, f"{clean:.1%} clean, {wrong:.1%} with {typos} typos"
