"""`faqbot test-all`: a spreadsheet of questions in, the same with what the assistant says out."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List

from channels.guard import Guard
from faq import project
from faq.knowledge_base import load
from staff import ask, labelled, progress, spreadsheet
from staff.labelled import Case

ADDED = ["got", "confidence", "result", "answer"]


async def run(guard: Guard, path: Path, channel: str) -> List[Dict[str, str]]:
    """Ask every question of the spreadsheet at `path` and return its rows with what came of them.

    Raises:
        LabelError: if an expected entry is not one.
        SpreadsheetError: if it cannot be read.
    """
    cases = labelled.read(path, load(project.root() / "faq").entries)
    rows = [row for row in spreadsheet.read(path, ["question", "expected"]) if row["question"].strip()]
    with progress.bar() as shown:
        tick = progress.ticker(shown, "Asking")
        for number, (row, case) in enumerate(zip(rows, cases, strict=True), 1):
            row.update(_judged(case, await ask.answer(guard, case.text, channel)))
            tick(number, len(rows))
    return rows


def save(path: Path, rows: List[Dict[str, str]]) -> None:
    """Write the judged rows to `path`, the columns that came in first."""
    columns = [name for name in rows[0] if name and name not in ADDED]
    spreadsheet.write(path, [*columns, *ADDED], [{**dict.fromkeys(columns, ""), **row} for row in rows])


def _judged(case: Case, said: Dict) -> Dict[str, str]:
    # Whatever a message can be judged by: what was answered, what was escalated, and what it was taken for.
    got = [*said["answered"], said["escalation"] or labelled.NO_ESCALATION]
    if not said["answered"]:
        got.append(said["intent"] or "nothing")
    passed = bool(case.accepted & set(got))
    shown = [name for name in got if name != labelled.NO_ESCALATION]
    return {
        "got": " | ".join(shown),
        "confidence": f"{said['confidence']:.2f}",
        "result": "pass" if passed else "fail",
        "answer": "\n\n".join(reply.rstrip() for reply in said["replies"]),
    }
