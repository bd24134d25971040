"""Labelled messages: the YAML form, spreadsheets, and what is refused."""

import pytest

from staff import labelled, spreadsheet
from staff.labelled import LabelError

ENTRIES = {"session_length", "aftercare"}

YAML = """
in_scope:
  session_length:
  - how long
near_boundary:
- text: rest how long after?
  accept: [session_length, aftercare]
out_of_scope:
- price?
chitchat:
  greet: [hello]
escalate:
  dvt: [I have DVT]
emergency:
- chest pain
mention_condition:
- pregnant
do_not_escalate:
  negated: [no fever]
ambiguous:
- text: cramp
  accept: [contraindication, none]
"""


def test_reads_every_part_of_the_yaml_form(tmp_path):
    path = tmp_path / "cases.yml"
    path.write_text(YAML)
    read = {case.text: (set(case.accepted), case.kind) for case in labelled.read(path, ENTRIES)}
    assert read == {
        "how long": ({"session_length"}, "in_scope"),
        "rest how long after?": ({"session_length", "aftercare"}, "in_scope"),
        "price?": ({"out_of_scope"}, "out_of_scope"),
        "hello": ({"greet"}, "small_talk"),
        "I have DVT": ({"contraindication"}, "safety"),
        "chest pain": ({"emergency"}, "safety"),
        "pregnant": ({"health_condition"}, "safety"),
        "no fever": ({"none"}, "safety"),
        "cramp": ({"contraindication", "none"}, "safety"),
    }


@pytest.mark.parametrize("name", ["cases.csv", "cases.xlsx"])
def test_reads_a_spreadsheet_with_alternatives_and_voices(tmp_path, name):
    rows = [
        {"question": "how long?", "expected": "session_length | aftercare", "voice": "Ann"},
        {"question": "=1+1", "expected": "out_of_scope", "voice": ""},
    ]
    spreadsheet.write(tmp_path / name, ["question", "expected", "voice"], rows)
    first, second = labelled.read(tmp_path / name, ENTRIES)
    assert first.accepted == ENTRIES
    assert (first.voice, second.voice) == ("Ann", None)
    assert second.text == "=1+1"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("in_scope:\n  parking:\n  - where\n", ":3: 'parking' is not an entry"),
        ("in_scope:\n  aftercare:\n  - 5\n", ":3: Write a message"),
        ("- just a list\n", ":1: Write parts such as"),
        ("in_scope: [\n", "Not valid YAML"),
        ("in_scope: {}\n", "There is no message in it"),
    ],
)
def test_refuses_what_it_cannot_use_and_says_where(tmp_path, text, where):
    path = tmp_path / "cases.yml"
    path.write_text(text)
    with pytest.raises(LabelError, match=where):
        labelled.read(path, ENTRIES)


def test_a_spreadsheet_without_the_columns_says_which(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("text,label\nhello,greet\n")
    with pytest.raises(spreadsheet.SpreadsheetError, match="does not name the column 'question'"):
        labelled.read(path, ENTRIES)
