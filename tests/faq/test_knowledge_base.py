"""Each rule of the schema, broken in a copy, is refused with file, line and what to write instead."""

import shutil

import pytest
import yaml

from faq import knowledge_base, project
from faq.knowledge_base import KnowledgeBaseError

FACTS = yaml.safe_load((project.root() / "staff/facts.yml").read_text(encoding="utf-8"))
ENTRY = "entries/session_length.yml"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(project.root() / "faq", tmp_path / "faq")


def faults(folder):
    with pytest.raises(KnowledgeBaseError) as refused:
        knowledge_base.load(folder)
    return refused.value.faults


def the_fault(folder):
    (fault,) = faults(folder)
    return str(fault).removeprefix(f"{folder}/")


def line_of(folder, name, words):
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def edit(folder, name, old, new):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "line_with", "message"),
    [
        (ENTRY, "question: How", "qestion: x\nquestion: How", "qestion", "'qestion': is not a known key."),
        (ENTRY, "sms:", "notes:", "question", "'sms': is missing. Add it."),
        (ENTRY, "question: How", "question:\n# How", "question:", "'question': has no value"),
        (ENTRY, "menu: session length", "menu: 45", "menu:", "'menu': str type expected. Write a text"),
        (
            ENTRY,
            "related: [",
            "related: [parking] # ",
            "related",
            "'parking' is not an entry. Write the names",
        ),
        (ENTRY, "related: [", "related: [session_length] # ", "related", "is this entry itself"),
        (ENTRY, "related: [", "related: [aftercare, ", "related", "'related'"),
        (
            ENTRY,
            "Sessions commonly",
            "In {place}, sessions",
            "answer",
            "{place} stands for nothing. Use {name}",
        ),
        (ENTRY, "Sessions commonly", "} Sessions", "answer", "stands for nothing"),
        (ENTRY, 'sms: "', f'sms: "{"very long " * 30}', "sms:", "Shorten it by"),
        (ENTRY, "menu: session", "menu: a\nmenu: session", "menu: session", "'menu' stands here and on line"),
        (ENTRY, "phrasings:\n", 'phrasings:\n- ""\n', '- ""', "'phrasings.1'"),
        (
            ENTRY,
            "phrasings:\n",
            "phrasings:\n- Time per  Visit\n",
            "time per visit",
            "also stands in session",
        ),
        (
            ENTRY,
            "phrasings:\n",
            "phrasings:\n- shower after?? yes no\n",
            "shower after",
            "also stands in aft",
        ),
        (
            ENTRY,
            "menu: s",
            "topic: parking\nmenu: s",
            "topic",
            "'parking' is not a topic that is out of scope.",
        ),
        ("practice.yml", "country: inter", "country: atlantis # ", "country: atl", "'atlantis' is not in"),
        ("practice.yml", "phone:", "telephone:", "telephone", "'telephone': is not a known key"),
        ("texts.yml", "consult your therapist", "ask us", "ask us", "does not say 'consult your therapist'"),
        ("texts.yml", "unless a doctor", "for 6 weeks unless a doctor", "6 weeks", "says 'weeks', which may"),
        ("texts.yml", "call {phone}.", "it is safe to come.", "it is safe", "says 'is safe', which may give"),
        ("texts.yml", "greet:\n", "hello:\n", "# Every sentence", "The text 'greet' is missing."),
        (
            "conditions.yml",
            "kind: contraindication",
            "kind: worry",
            "kind: worry",
            "unexpected value; permitted",
        ),
    ],
)
def test_a_broken_rule(folder, name, old, new, line_with, message):
    edit(folder, name, old, new)
    where = f"{folder / name}:{line_of(folder, name, line_with)}: "
    assert any(str(fault).startswith(where) and message in str(fault) for fault in faults(folder)), faults(
        folder
    )


def test_not_yaml(folder):
    edit(folder, ENTRY, "question:", "question: [")
    assert the_fault(folder).startswith(f"{ENTRY}:")
    assert "Not valid YAML" in the_fault(folder)


def test_not_utf_8(folder):
    (folder / ENTRY).write_bytes("question: Où ?".encode("latin-1"))
    assert "is not UTF-8. Save the file as UTF-8." in the_fault(folder)


def test_an_empty_file(folder):
    (folder / ENTRY).write_text("")
    assert the_fault(folder).startswith(f"{ENTRY}:1: ")


def test_a_missing_file(folder):
    (folder / "practice.yml").unlink()
    assert the_fault(folder) == "practice.yml:1: Cannot be read: No such file or directory."


def test_a_bad_name(folder):
    (folder / ENTRY).rename(folder / "entries/Session-Length.yml")
    assert "'Session-Length' is not a name for an entry." in str(faults(folder)[0])


def test_no_entry(folder):
    shutil.rmtree(folder / "entries")
    assert the_fault(folder) == "entries:1: There is no entry. Add a .yml file for a question."


def test_all_faults_at_once(folder):
    edit(folder, ENTRY, "question:", "qestion:")
    edit(folder, "entries/aftercare.yml", "related: [", "related: [parking] # ")
    edit(folder, "practice.yml", "phone:", "telephone:")
    named = {fault.path.name for fault in faults(folder)}
    assert named == {"session_length.yml", "aftercare.yml", "practice.yml"}


def test_all_faults_of_one_file_at_once(folder):
    text = (
        "question: Parking?\nanswer: Yes.\ncolour: red\nrelated: [nothing]\n"
        "phrasings: [is there parking, Is there  parking]\n"
    )
    (folder / "entries/parking.yml").write_text(text)
    said = "\n".join(map(str, faults(folder)))
    for words in (
        "'colour': is not a known key",
        "'sms': is missing",
        "'phrasings': has fewer than 5 lines. Add more.",
        "also stands in parking.yml, line 5",
        "'related': 'nothing' is not an entry",
    ):
        assert words in said


@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("name", FACTS)
def test_every_fact_of_the_source_is_in_the_answer(name, channel):
    entry = knowledge_base.load(project.root() / "faq").entries[name]
    text = " ".join((entry.sms if channel == "sms" else entry.answer).casefold().split())
    missing = [fact for fact in FACTS[name] if not any(words in text for words in fact.split(" | "))]
    assert not missing


def test_all_eleven_entries_have_thirty_phrasings():
    entries = knowledge_base.load(project.root() / "faq").entries
    assert entries.keys() == FACTS.keys()
    assert len(entries) == 11
    assert all(len(entry.phrasings) >= 30 for entry in entries.values())
