"""A text that does not fit as SMS is refused, with the file, the line and what to do."""

import shutil

import pytest

from faq import project
from faq.knowledge_base import KnowledgeBaseError, load

NOTICE = "\nText STOP or CANCEL to stop."


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(project.root() / "faq", tmp_path / "faq")


def _with_sms(folder, text):
    path = folder / "entries" / "session_length.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith("sms:"))
    lines[number] = f'sms: "{text}"'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return number + 1


def test_an_answer_has_to_fit_beside_the_notice_of_the_first_text(folder):
    room = 306 - len(NOTICE)
    _with_sms(folder, "a" * room)
    load(folder)
    line = _with_sms(folder, "a" * (room + 3))
    with pytest.raises(KnowledgeBaseError) as refused:
        load(folder)
    [fault] = refused.value.faults
    assert (fault.path.name, fault.line) == ("session_length.yml", line)
    assert "2 SMS segments" in fault.problem
    assert "Shorten it by 3 characters" in fault.remedy


def test_an_emoji_makes_segments_of_67(folder):
    _with_sms(folder, "\U0001f642" + "a" * 150)
    with pytest.raises(KnowledgeBaseError):
        load(folder)


def test_curly_quotes_cost_nothing_since_they_are_made_plain(folder):
    _with_sms(folder, "\u2019" * (306 - len(NOTICE)))
    load(folder)


def test_placeholders_count_with_the_longest_of_all_countries(folder):
    _with_sms(folder, "a" * 255 + " {emergency_number}")
    with pytest.raises(KnowledgeBaseError):
        load(folder)
    _with_sms(folder, "a" * 255 + " 999")
    load(folder)
