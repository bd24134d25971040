"""Whether a misspelt message is news of health is told by what was written and by what was meant."""

import pytest

from staff import ask

QUESTIONS = [
    # As written, more likely news of health than not for the health net.
    "how many viits will it take",
    "How many minuets does a sesson tkae",
    "Wll I have to tke my jmuper off for this",
    "shuold I drnik anything speical when I get hmoe",
    "Tommorrows appointmant, wich clothes do i bring",
]
MENTIONS = [
    "gto a tempreture since ystreday",
    "Dr siad it is trombosis in teh calf",
    "my mums ostioporosis is sevrer, can she coem",
    # No misspelt "tips", though the examples know that word.
    "I do get the TIAs, since you ask",
]


@pytest.mark.parametrize(
    "text, is_news", [*((text, False) for text in QUESTIONS), *((text, True) for text in MENTIONS)]
)
async def test_what_is_misspelt_is_taken_for_what_was_meant(guard, text, is_news):
    said = await ask.answer(guard, text, "web")
    assert (said["escalation"] is not None) == is_news
    assert said["answered"] or said["suggestions"] or is_news
