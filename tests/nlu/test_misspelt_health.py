"""Whether a misspelt message is news of health is told by what was written and by what was meant."""

import pytest

from staff import ask


@pytest.mark.parametrize(
    "text",
    [
        "How many minuets does a sesson tkae",
        "Wll I have to tke my jmuper off for this",
        "shuold I drnik anything speical when I get hmoe",
        "Tommorrows appointmant, wich clothes do i bring",
    ],
)
async def test_misspelt_questions_are_no_news_of_health(guard, text):
    said = await ask.answer(guard, text, "web")
    assert said["escalation"] is None
    assert said["answered"]


@pytest.mark.parametrize(
    "text",
    [
        "gto a tempreture since ystreday",
        "Dr siad it is trombosis in teh calf",
        "my mums ostioporosis is sevrer, can she coem",
        # No misspelt "tips", though the examples know that word.
        "I do get the TIAs, since you ask",
    ],
)
async def test_misspelt_mentions_and_abbreviations_are(guard, text):
    said = await ask.answer(guard, text, "web")
    assert said["escalation"]
