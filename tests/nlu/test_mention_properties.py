"""What must hold of the matcher for any mention: cheer does not hide it, and neither does a disguise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import live
from nlu.mentions import Detector
from nlu.tokens import plain

DETECTOR = Detector(live.shared().current())

# One or more of each kind and group, as clients write.
MENTIONS = (
    "I have a fever",
    "my calf is hot and swollen",
    "got a DVT in my leg",
    "I've severe osteoporosis",
    "there is a nasty rash on my back",
    "my stitches are not out yet",
    "my blood pressure was 180/110 this morning",
    "I had surgery on my knee last week",
    "I'm on warfarin",
    "I am pregnant",
    "he has a pacemaker",
    "I've crushing chest pain",
    "not sure if it's shingles",
    "can't get rid of this rash",
    "no fever but a nasty rash",
    "temperature of 38.9",
)
CHEER = (
    "What a lovely day!",
    "Hope you are well :)",
    "So excited, can't wait!",
    "Thanks so much, you're the best.",
    "Happy new year to you all!",
    "I feel great otherwise!",
    "No worries at all.",
    "Have a good weekend x",
    "We love your place.",
    "It is my birthday on Friday!",
)
INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
# Latin letters and the Cyrillic ones that look like them.
LOOK_ALIKE = dict(zip("aeiocpxy", "\u0430\u0435\u0456\u043e\u0441\u0440\u0445\u0443", strict=True))

cheer = st.lists(st.sampled_from(CHEER), max_size=4).map(" ".join)
mention = st.sampled_from(MENTIONS)


def _found(text):
    return {one.condition for one in DETECTOR.examine(text) if not one.dismissed}


@given(mention, cheer, cheer, st.sampled_from(["{} {}. {}", "{}\n{}.\n{}", "{} {}! {}"]))
@settings(max_examples=300, deadline=None)
def test_cheer_before_and_after_removes_nothing(text, before, after, frame):
    expected = _found(text)
    assert expected
    assert expected <= _found(frame.format(before, text, after))


@given(mention, mention)
@settings(max_examples=150, deadline=None)
def test_a_second_mention_removes_nothing(one, other):
    assert _found(one) | _found(other) <= _found(f"{one}. {other}.")


@given(mention, st.data())
@settings(max_examples=150, deadline=None)
def test_invisible_characters_hide_nothing(text, data):
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + data.draw(st.sampled_from(INVISIBLE)) + text[place:]
    hidden = "".join(letter for letter in text if letter not in INVISIBLE)
    assert plain(text) == plain(hidden)
    assert _found(text) == _found(hidden)


@given(mention, st.sets(st.integers(0, 60)))
@settings(max_examples=150, deadline=None)
def test_look_alike_letters_hide_nothing(text, places):
    disguised = "".join(
        LOOK_ALIKE.get(letter, letter) if place in places else letter for place, letter in enumerate(text)
    )
    assert plain(disguised) == plain(text)


@pytest.mark.parametrize("text", MENTIONS)
def test_capitals_and_wide_letters_hide_nothing(text):
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    assert _found(text) <= _found(text.upper())
    assert _found(wide) == _found(text)


@given(
    st.sampled_from(["fever", "shingles", "pregnant", "warfarin", "rash", "dvt", "stitches"]),
    st.sampled_from(" .-_*"),
)
def test_spaced_letters_hide_nothing(word, between):
    spaced = between.join(word)
    assert plain(spaced) == word
    assert _found(f"I have {word}") <= _found(f"I have {spaced}")


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_it_fail(text):
    DETECTOR.examine(text)
