"""Every text that can be sent is one message within its segments, with the longest placeholders."""

from itertools import combinations, permutations

import pytest

from actions import reply
from actions.reply import Reply
from channels import sms_text
from faq import live, project, rules, segments
from faq.knowledge_base import load
from faq.schema import Country

UNSEEN = ("picture", "voice", "location", "contact", "file")


@pytest.fixture(scope="module")
def knowledge():
    """The knowledge base in the country whose numbers and lines are the longest to say."""
    from dataclasses import replace

    from pydantic import parse_obj_as

    from faq.yaml_source import YamlSource

    folder = project.root() / "faq"
    countries = parse_obj_as(dict[str, Country], YamlSource(folder / "countries.yml").data)
    found = load(folder)
    longest = rules.longest_values(found.practice, countries)
    chosen = {name: longest[name] for name in ("emergency_number", "crisis_line", "advice_line")}
    return replace(found, country=found.country.copy(update=chosen))


def _is_within_budget(knowledge, replies):
    for is_first in (False, True):
        message = sms_text.compose(knowledge, replies, is_first)
        assert segments.count(message.text) <= segments.MAX_SEGMENTS, message.text
        assert segments.plain(message.text) == message.text
        assert message.text.endswith(knowledge.text("sms_first", "sms")) or not is_first
        yield message


def test_every_answer_is_whole_and_within_budget(knowledge):
    for name in knowledge.entries:
        for message in _is_within_budget(knowledge, reply.answer(knowledge, [name], [], "sms")):
            assert segments.plain(knowledge.fill(knowledge.entries[name].sms)) in message.text


def test_every_other_text_is_whole_and_within_budget(knowledge):
    for name in set(knowledge.texts) - {"sms_first"}:
        said = reply.notice(knowledge, name, "sms", list(knowledge.entries))
        for message in _is_within_budget(knowledge, [said]):
            assert message.text.startswith(segments.plain(knowledge.text(name, "sms")))


def test_every_question_back_lists_all_that_it_asks_about(knowledge):
    for names in permutations(knowledge.entries, reply.MAX_SUGGESTIONS):
        ranking = [(name, 0.3) for name in names]
        for message in _is_within_budget(knowledge, [reply.unsure(knowledge, ranking, "sms")]):
            assert message.listed == names


@pytest.mark.parametrize(
    ("kind", "group"),
    [("health_condition", "x"), ("contraindication", "dvt"), ("emergency", "x"), ("emergency", "suicidal")],
)
def test_a_question_back_has_its_list_after_an_earlier_mention_too(knowledge, kind, group):
    reminder = reply.reminder(knowledge, [{"kind": kind, "group": group}], "sms")
    for names in combinations(knowledge.entries, reply.MAX_SUGGESTIONS):
        question = reply.unsure(knowledge, [(name, 0.3) for name in names], "sms")
        for message in _is_within_budget(knowledge, [question, reminder]):
            assert message.listed == names
            assert f"{segments.plain(question.text)} 1 " in message.text


def test_an_emergency_leaves_no_room_for_a_question_back(knowledge):
    question = reply.unsure(knowledge, [(name, 0.3) for name in knowledge.entries], "sms")
    said = reply.escalate(knowledge, [{"kind": "emergency", "group": "chest_pain"}], [], "sms")
    assert sms_text.compose(knowledge, [question, *said], False).listed == ()


def test_every_contraindication_is_whole_and_brings_the_answer_or_says_how_to_get_it(knowledge):
    facts = [name[len("fact_") :] for name in knowledge.texts if name.startswith("fact_")]
    for group in facts:
        mention = {"kind": "contraindication", "group": group}
        for name in [None, *knowledge.entries]:
            said = reply.escalate(knowledge, [mention], [name] if name else [], "sms")
            for message in _is_within_budget(knowledge, said):
                assert segments.plain(said[0].text) in message.text
                assert name is None or _is_answered_or_offered(knowledge, message, name)


def test_several_contraindications_say_first_what_to_do(knowledge):
    facts = [name[len("fact_") :] for name in knowledge.texts if name.startswith("fact_")]
    for groups in combinations(facts, 3):
        mentions = [{"kind": "contraindication", "group": group} for group in groups]
        said = reply.escalate(knowledge, mentions, ["first_session"], "sms")
        for message in _is_within_budget(knowledge, said):
            assert message.text.startswith(segments.plain(knowledge.text("contraindication", "sms")))


def test_another_condition_and_an_emergency_are_whole(knowledge):
    for mention in (
        {"kind": "health_condition", "group": "x"},
        {"kind": "emergency", "group": "x"},
        {"kind": "emergency", "group": "suicidal"},
    ):
        for name in knowledge.entries:
            said = reply.escalate(knowledge, [mention], [name], "sms")
            grave = next(one for one in said if one.escalation)
            for message in _is_within_budget(knowledge, said):
                assert message.text.startswith(segments.plain(grave.text))
                if mention["kind"] == "emergency":
                    assert message.listed == ()
                else:
                    assert _is_answered_or_offered(knowledge, message, name)


def test_two_answers_and_a_picture_leave_nothing_unsaid(knowledge):
    for names in permutations(knowledge.entries, 2):
        unseen = [reply.notice(knowledge, f"sms_unseen_{kind}", "sms") for kind in UNSEEN[:2]]
        said = [*unseen, *reply.answer(knowledge, list(names), [], "sms")]
        for message in _is_within_budget(knowledge, said):
            assert all(segments.plain(one.text) in message.text for one in unseen)
            assert all(_is_answered_or_offered(knowledge, message, name) for name in names)


def test_what_the_gsm_alphabet_lacks_is_made_plain(knowledge):
    said = Reply("notice", "\u201cZo\u00eb\u2019s\u201d \u2013 caf\u00e9\u00a0\u2026")
    assert sms_text.compose(knowledge, [said], False).text == '"Zoe\'s" - caf\u00e9 ...'


def test_a_list_names_only_what_is_not_answered(knowledge):
    said = reply.answer(knowledge, ["session_length"], [("session_length", 0.9)], "sms")
    assert "session_length" not in sms_text.compose(knowledge, said, False).listed


def _is_answered_or_offered(knowledge, message, name):
    return (
        name in message.listed or segments.plain(knowledge.fill(knowledge.entries[name].sms)) in message.text
    )


def test_the_knowledge_base_in_use_is_without_fault():
    assert live.shared().current().entries
