"""Spreadsheets as rows of texts: CSV and XLSX are read and written alike."""

from __future__ import annotations

import csv
from itertools import zip_longest
from pathlib import Path
from typing import Dict, Iterable, List, Sequence
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from staff.errors import StaffError

Row = Dict[str, str]


class SpreadsheetError(StaffError):
    """A spreadsheet cannot be used; the message says why and what to do."""


def read(path: Path, needed: Sequence[str]) -> List[Row]:
    """Return the rows of the spreadsheet at `path` by the names in its first row.

    Args:
        path: a .csv file in UTF-8, or an .xlsx file, whose first sheet is read.
        needed: columns that have to be there.

    Raises:
        SpreadsheetError: if it cannot be read, or lacks a column.
    """
    table = _read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    header = [name.strip().lower() for name in table[0]] if table else []
    missing = [name for name in needed if name not in header]
    if missing:
        raise SpreadsheetError(
            f"{path}:1: The first row does not name the column '{missing[0]}'. "
            f"Name the columns in the first row: {', '.join(needed)}."
        )
    rows = [dict(zip_longest(header, cells[: len(header)], fillvalue="")) for cells in table[1:]]
    return [row for row in rows if any(value.strip() for value in row.values())]


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write `rows` to `path`, as XLSX if its name ends so, else as CSV.

    Raises:
        SpreadsheetError: if the file cannot be written.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            _write_xlsx(path, columns, rows)
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
    except OSError as error:
        raise SpreadsheetError(f"{path}: Cannot be written ({error.strerror}).") from error


def _read_csv(path: Path) -> List[List[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, strict=True))
    except UnicodeDecodeError as error:
        raise SpreadsheetError(f"{path}: Not UTF-8. Save it again as 'CSV UTF-8'.") from error
    except OSError as error:
        raise SpreadsheetError(f"{path}: Cannot be read ({error.strerror}).") from error
    except csv.Error as error:
        raise SpreadsheetError(f"{path}: Not a CSV file ({error}).") from error


def _read_xlsx(path: Path) -> List[List[str]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, BadZipFile, InvalidFileException) as error:
        raise SpreadsheetError(f"{path}: Not an XLSX file that can be read.") from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def _write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    book = Workbook()
    sheet = book.active
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    for number, row in enumerate(rows, 2):
        for column, name in enumerate(columns, 1):
            cell = sheet.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", row[name]))
            # A text that begins with "=" is a text, not a formula.
            cell.data_type = "s"
    book.save(path)
