"""What the net says alone counts, and thoughts of suicide only where it is surer of them than not."""

import pytest

from nlu.mentions import Mention
from nlu.weighing import weigh

WORDS = Mention("suicidal", "emergency", "suicidal", "end it")


def _health(suicidal: float, **others: float):
    return {"none": 1 - suicidal - sum(others.values()), "emergency/suicidal": suicidal, **others}


def test_a_farewell_that_only_sounds_so_is_left_alone():
    assert weigh([], _health(0.45)) == []


def test_thoughts_of_suicide_that_the_net_alone_is_sure_of_are_told_so():
    (mention,) = weigh([], _health(0.55))

    assert (mention.kind, mention.group) == ("emergency", "suicidal")


@pytest.mark.parametrize("suicidal", [0.2, 0.45])
def test_beside_words_any_doubt_counts(suicidal):
    assert [mention.kind for mention in weigh([WORDS], _health(suicidal))] == ["emergency"]


def test_other_news_in_the_same_message_still_counts():
    (mention,) = weigh([], _health(0.3, **{"contraindication/dvt": 0.6}))

    assert mention.kind == "contraindication"
