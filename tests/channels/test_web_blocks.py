"""Approved texts become paragraphs, lists and links without any markup."""

import dataclasses

import pytest
import yaml

from channels.blocks import blocks
from faq import live, project
from faq.schema import Country


@pytest.fixture
def knowledge():
    return live.shared().current()


def in_country(knowledge, name):
    countries = yaml.safe_load((project.root() / "faq" / "countries.yml").read_text(encoding="utf-8"))
    return dataclasses.replace(knowledge, country=Country(**countries[name]))


def links(text, knowledge):
    content = [span for block in blocks(text, knowledge) for span in block["content"]]
    return {span["text"]: span["href"] for span in content if "href" in span}


def plain(parts):
    spans = [
        span
        for part in parts
        for content in ([part["content"]] if "content" in part else part["items"])
        for span in content
    ]
    return "".join(span["text"] for span in spans)


def test_paragraphs_and_lists_are_told_apart(knowledge):
    parts = blocks("One.\n\nTwo:\n- a\n- b\nThree.", knowledge)
    assert [part["type"] for part in parts] == ["paragraph", "paragraph", "list", "paragraph"]
    assert parts[2]["items"] == [[{"text": "a"}], [{"text": "b"}]]


def test_no_word_of_any_answer_is_lost(knowledge):
    for entry in knowledge.entries.values():
        shown = plain(blocks(entry.answer, knowledge))
        assert shown.replace(" ", "") == entry.answer.replace("- ", "").replace("\n", "").replace(" ", "")


def test_the_phone_and_the_booking_page_are_links(knowledge):
    text = knowledge.text("human_handoff", "web")
    assert links(text, knowledge) == {
        "01632 960123": "tel:01632960123",
        "https://example.com/book": "https://example.com/book",
    }


@pytest.mark.parametrize(
    ("country", "text", "expected"),
    [
        ("united_kingdom", "emergency", {"999": "tel:999"}),
        ("ireland", "emergency", {"112": "tel:112", "999": "tel:999"}),
        ("united_states", "emergency_suicidal", {"911": "tel:911", "988": "tel:988"}),
        (
            "united_kingdom",
            "emergency_suicidal",
            {"999": "tel:999", "116 123": "tel:116123", "85258": "sms:85258"},
        ),
        ("international", "emergency_suicidal", {"findahelpline.com": "https://findahelpline.com"}),
    ],
)
def test_numbers_of_the_country_can_be_called(knowledge, country, text, expected):
    there = in_country(knowledge, country)
    assert links(there.text(text, "web"), there) == expected


def test_nothing_else_becomes_a_link(knowledge):
    assert links("See http://evil.example or call 555 0100, 30, 45 or 60 minutes.", knowledge) == {}
