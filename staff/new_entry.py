"""`faqbot new`: a new question for the FAQ, made by asking for what it needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable, Dict, List

import typer
from pydantic import ValidationError, parse_obj_as

from faq import project
from faq.schema import ENTRY_NAME, Entry
from staff import yaml_edit
from staff.errors import StaffError

FEWEST_PHRASINGS = 5


def ask_for_entry(prompt: Callable[..., str] = typer.prompt) -> Path:
    """Ask for a question, its answers and its phrasings, and write its file.

    Returns:
        the new file.

    Raises:
        StaffError: if there is such an entry, or what was written cannot be one.
    """
    folder = project.root() / "faq" / "entries"
    question = prompt("The question, as on the FAQ page")
    name = prompt("A short name for it, such as session_length", default=_name(question))
    path = folder / f"{name}.yml"
    if not re.fullmatch(ENTRY_NAME, name):
        raise StaffError(
            f"'{name}' is not a name: use small letters, digits and _ only, beginning with a letter."
        )
    if path.exists():
        raise StaffError(f"There is an entry {path.name} already. Edit that file instead.")
    typer.echo("The answer on the website. Begin list items with '- '. An empty line ends it.")
    answer = "\n".join(_lines(prompt, "Answer"))
    sms = prompt("The answer as a text message, shorter (up to about 280 characters)")
    typer.echo(
        f"How would clients ask it? At least {FEWEST_PHRASINGS} ways, better 10; an empty line ends it."
    )
    phrasings = _lines(prompt, "Phrasing")
    known = sorted(other.stem for other in folder.glob("*.yml"))
    typer.echo(f"Related entries: {', '.join(known)}")
    related = re.split(
        r"[,\s]+", prompt("Up to three of them, with commas between (or nothing)", default="").strip()
    )
    entry = {
        "question": question.strip(),
        "answer": answer,
        "sms": sms.strip(),
        "related": [item for item in related if item],
        "phrasings": phrasings,
    }
    _refuse_wrong(entry, known)
    write(path, entry)
    return path


def write(path: Path, entry: Dict) -> None:
    """Write a new entry's file in the form that the others have."""
    texts = {key: yaml_edit.text(value) for key, value in entry.items() if isinstance(value, str)}
    lists = {"phrasings": [yaml_edit.text(item) for item in entry["phrasings"]]}
    yaml_edit.save(path, {**entry, **texts, **lists})


def _lines(prompt: Callable[..., str], label: str) -> List[str]:
    lines: List[str] = []
    while True:
        line = prompt(f"{label} {len(lines) + 1}", default="", show_default=False).rstrip()
        if not line:
            return lines
        lines.append(line)


def _name(question: str) -> str:
    words = re.findall(r"[a-z0-9]+", question.casefold())
    kept = [word for word in words if len(word) > 3][:3] or words[:3] or ["question"]
    return "_".join(kept) if kept[0][0].isalpha() else f"entry_{'_'.join(kept)}"


def _refuse_wrong(entry: Dict, known: List[str]) -> None:
    unknown = [name for name in entry["related"] if name not in known]
    if unknown:
        raise StaffError(
            f"Nothing was written: there is no entry '{unknown[0]}'. Choose from: {', '.join(known)}."
        )
    try:
        parse_obj_as(Entry, entry)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors())
        raise StaffError(f"Nothing was written: {faults}.") from None
