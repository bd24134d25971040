"""What a health net makes of a message counts beside the intent model, and only where it knows the intent."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.intent_model import IntentModel

PHRASINGS = {
    "length": ["how long is it", "how many minutes", "is it an hour", "what is the length"],
    "price": ["what does it cost", "how much is it", "is it many pounds", "what is the price"],
    "parking": ["where do i park", "is there a car park", "can i leave the car", "what of the van"],
}


@pytest.fixture(scope="module")
def model() -> IntentModel:
    texts = [text for found in PHRASINGS.values() for text in found]
    labels = [name for name, found in PHRASINGS.items() for _ in found]
    # Vectors that say nothing, so that n-grams and opinions decide.
    return IntentModel.fit(texts, np.ones((len(texts), 3), np.float32) / np.sqrt(3), labels)


def _ranked(model, opinion=None, text="what is it"):
    return dict(model.rank(text, np.ones(3, np.float32) / np.sqrt(3), 1.0, opinion)[0])


def _likeliest(ranked):
    return max(ranked, key=ranked.get)


@pytest.mark.parametrize("name", ["length", "price"])
def test_it_moves_what_is_in_doubt(model, name):
    opinion = {**dict.fromkeys(PHRASINGS, 0.01), name: 0.98}
    assert _likeliest(_ranked(model, opinion)) == name


def test_nothing_is_said_against_an_intent_that_it_does_not_know(model):
    text = "where is the car park"
    plain = _ranked(model, text=text)
    heard = _ranked(model, {"length": 0.99, "price": 0.01}, text)
    assert _likeliest(heard) == "parking"
    assert heard["parking"] / heard["length"] == pytest.approx(plain["parking"] / plain["length"], rel=0.01)


@pytest.mark.parametrize("opinion", [None, {}, {"negated": 0.6, "everyday": 0.4}])
def test_without_an_opinion_of_any_intent_the_model_stands_alone(model, opinion):
    assert _ranked(model, opinion) == _ranked(model)


def test_probabilities_still_sum_to_one(model):
    assert sum(_ranked(model, {"length": 0.7}).values()) == pytest.approx(1)
