"""What a client is told about health: who to turn to, on both channels, in words that are easy to read."""

from dataclasses import replace

import pytest
import textstat
import yaml

from actions import reply
from faq import live, project
from faq.schema import Country
from staff.check_texts import HARDEST_GRADE

CONSULT = "consult your therapist"
CHANNELS = ("web", "sms")
EMERGENCY = "emergency"

KNOWLEDGE = live.shared().current()
COUNTRIES = {
    name: Country(**country)
    for name, country in yaml.safe_load(
        (project.root() / "faq" / "countries.yml").read_text(encoding="utf-8")
    ).items()
}
GROUPS = sorted(
    {(condition.kind, condition.group) for condition in KNOWLEDGE.conditions}
    | {(kind, "unnamed") for kind in ("contraindication", "health_condition", EMERGENCY)}
)
REMINDERS = sorted(name for name in KNOWLEDGE.texts if name.startswith("reminder"))


def _mention(kind, group):
    return {"condition": group, "kind": kind, "group": group, "text": "x"}


def _said(kind, group, channel, country="international", questions=()):
    knowledge = replace(KNOWLEDGE, country=COUNTRIES[country])
    replies = reply.escalate(knowledge, [_mention(kind, group)], questions, channel)
    return replies, "\n".join(one.text for one in replies)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("kind", "group"), [pair for pair in GROUPS if pair[0] != EMERGENCY])
def test_every_group_is_told_to_consult(kind, group, channel):
    replies, said = _said(kind, group, channel)
    assert CONSULT in said
    assert replies[-1].escalation == kind


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("group", [group for kind, group in GROUPS if kind == EMERGENCY])
def test_every_emergency_is_told_whom_to_call(group, channel, country):
    replies, said = _said(EMERGENCY, group, channel, country, questions=["session_length"])
    assert [one.kind for one in replies] == [EMERGENCY]
    assert f"call {COUNTRIES[country].emergency_number}" in said.replace("Call", "call")
    assert KNOWLEDGE.practice.booking_link not in said
    assert (COUNTRIES[country].crisis_line in said) == (group == "suicidal")


@pytest.mark.parametrize("channel", CHANNELS)
def test_surgery_and_injury_need_a_doctor_too(channel):
    _, said = _said("contraindication", "recent_surgery_or_acute_injury", channel)
    assert "doctor has cleared you" in said


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_advice_comes_before_an_answer_that_does_not_invite(channel):
    replies, _ = _said("contraindication", "dvt", channel, questions=["session_length"])
    assert [one.kind for one in replies] == ["escalation", "notice", "answer"]
    assert CONSULT in replies[0].text
    assert replies[1].text.startswith("In general")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", ["failure", "too_long", "reminder", "reminder_emergency"])
def test_the_texts_without_a_named_condition_send_to_the_therapist(name, channel):
    assert CONSULT in KNOWLEDGE.text(name, channel)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("kind", "group"), GROUPS)
def test_every_escalation_is_easy_to_read(kind, group, channel):
    _, said = _said(kind, group, channel)
    assert textstat.coleman_liau_index(said) <= HARDEST_GRADE


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", ["failure", "too_long", "retracted", *REMINDERS])
def test_the_other_safety_texts_are_easy_to_read(name, channel):
    said = KNOWLEDGE.text(name, channel).replace(KNOWLEDGE.practice.booking_link, "our page")
    assert textstat.coleman_liau_index(said) <= HARDEST_GRADE
