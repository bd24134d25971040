"""The knowledge base to a spreadsheet and back, without loss and without touching what stays."""

import pytest

from faq.knowledge_base import load
from staff import exchange, spreadsheet
from staff.errors import StaffError

COLUMNS = ["file", "place", "text"]


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*.yml")}


def edit(path, change):
    rows = spreadsheet.read(path, COLUMNS)
    spreadsheet.write(path, COLUMNS, change(rows))


@pytest.fixture(params=["faq.csv", "faq.xlsx"])
def sheet(request, copy):
    path = copy / request.param
    exchange.export(copy / "faq", path)
    return path


def test_back_unchanged_is_byte_identical(copy, sheet):
    before = contents(copy / "faq")
    assert exchange.bring_in(copy / "faq", sheet) == []
    assert contents(copy / "faq") == before


def test_into_emptied_entries_is_the_same_knowledge(copy, sheet):
    before = load(copy / "faq")
    for path in (copy / "faq" / "entries").glob("*.yml"):
        path.unlink()
    exchange.bring_in(copy / "faq", sheet)
    assert load(copy / "faq") == before


def test_files_edited_and_edited_back_are_byte_identical(copy, sheet):
    before = contents(copy / "faq")
    rows = spreadsheet.read(sheet, COLUMNS)
    names = {"entries/session_length.yml", "texts.yml", "practice.yml"}
    edit(
        sheet,
        lambda rows: [{**row, "text": f"x{row['text']}"} if row["file"] in names else row for row in rows],
    )
    assert set(exchange.bring_in(copy / "faq", sheet)) == names
    spreadsheet.write(sheet, COLUMNS, rows)
    exchange.bring_in(copy / "faq", sheet)
    assert contents(copy / "faq") == before


def test_an_edited_row_changes_its_line_alone(copy, sheet):
    path = copy / "faq/entries/session_length.yml"
    before = path.read_text().splitlines()
    edit(
        sheet,
        lambda rows: [
            {**row, "text": "how long, dear?"} if row["text"] == "duration" else row for row in rows
        ],
    )
    assert exchange.bring_in(copy / "faq", sheet) == ["entries/session_length.yml"]
    changed = [pair for pair in zip(before, path.read_text().splitlines(), strict=True) if pair[0] != pair[1]]
    assert changed == [('- "duration"', '- "how long, dear?"')]


def test_rows_added_and_removed_are_phrasings_added_and_removed(copy, sheet):
    added = {"file": "entries/session_length.yml", "place": "phrasings", "text": "=new: one # here"}
    edit(sheet, lambda rows: [*(row for row in rows if row["text"] != "duration"), added])
    before = load(copy / "faq").entries["session_length"].phrasings
    exchange.bring_in(copy / "faq", sheet)
    after = load(copy / "faq").entries["session_length"].phrasings
    assert after == [*(text for text in before if text != "duration"), "=new: one # here"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"file": "../outside.yml", "place": "a", "text": "b"}, "is not a file of the knowledge base"),
        ({"file": "conditions.yml", "place": "999.lay", "text": "b"}, "cannot be found"),
    ],
)
def test_a_row_that_cannot_be_placed_changes_nothing(copy, row, said):
    sheet = copy / "faq.csv"
    exchange.export(copy / "faq", sheet)
    before = contents(copy)
    edit(sheet, lambda rows: [*rows, row])
    with pytest.raises(StaffError, match=said):
        exchange.bring_in(copy / "faq", sheet)
    assert contents(copy) == before


def test_a_spreadsheet_without_a_file_is_refused(copy, sheet):
    edit(sheet, lambda rows: [row for row in rows if row["file"] != "texts.yml"])
    with pytest.raises(StaffError, match="no row of texts.yml"):
        exchange.bring_in(copy / "faq", sheet)
