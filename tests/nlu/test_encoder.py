"""A message and its parts become vectors in one go."""

import numpy as np
import pytest

from nlu.encoder import MAX_TOKENS
from nlu.parts import parts_of
from staff import sentences

DOUBLE = "Thanks for Tuesday. How long does a session last, and do I take my trousers off?"


@pytest.fixture(scope="module")
def encoder():
    return sentences.encoder()


def test_the_whole_gets_the_vector_that_it_has_alone(encoder):
    vector, _ = encoder.encode_with_parts(DOUBLE, parts_of(DOUBLE))

    np.testing.assert_allclose(vector, encoder.encode([DOUBLE])[0], atol=1e-4)


def test_no_other_part_is_nearer_to_what_a_part_says(encoder):
    topics = encoder.encode(["thank you", "how many minutes is a session", "must I undress"])

    _, parts = encoder.encode_with_parts(DOUBLE, parts_of(DOUBLE))

    assert (parts @ topics.T).argmax(axis=0).tolist() == [0, 1, 2]
    np.testing.assert_allclose(np.linalg.norm(parts, axis=1), 1, atol=1e-5)


def test_the_same_words_twice_are_two_parts(encoder):
    _, parts = encoder.encode_with_parts("how long? I said: how long?", ["how long?", "how long?"])

    assert not np.allclose(parts[0], parts[1], atol=1e-3)


def test_what_lies_beyond_the_last_token_is_spoken_for_by_the_whole(encoder):
    text = "so sore " * MAX_TOKENS + "how long?"

    vector, parts = encoder.encode_with_parts(text, ["how long?"])

    np.testing.assert_allclose(parts[0], vector, atol=1e-5)


def test_a_message_without_parts_or_words_has_a_vector_too(encoder):
    vector, parts = encoder.encode_with_parts("", [])

    assert np.isfinite(vector).all()
    assert len(parts) == 0
