"""`faqbot new`: a new question for the FAQ, made by asking for what it needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable, Dict, List, Optional

import typer

from faq import project
from faq.rules import OUT_OF_SCOPE
from faq.schema import ENTRY_NAME
from faq.yaml_source import YamlSource
from staff import yaml_edit

FEWEST_PHRASINGS = 5
MOST_RELATED = 3

Prompt = Callable[..., str]


def ask_for_entry(prompt: Prompt = typer.prompt) -> Path:
    """Ask for a question, its answers and its phrasings, and write its file.

    What cannot be is asked again at once, so that nothing typed before is lost.

    Returns:
        the new file.

    Raises:
        InvalidYaml: if texts.yml, which names the topics, cannot be read.
    """
    folder = project.root() / "faq" / "entries"
    known = sorted(other.stem for other in folder.glob("*.yml"))
    # A file that cannot be read is said before anything is typed.
    topics = _topics(folder.parent)
    question = prompt("The question, as on the FAQ page").strip()
    name = _name(prompt, question, known)
    typer.echo("The answer on the website. Begin list items with '- '. An empty line ends it.")
    answer = "\n".join(_lines(prompt, "Answer, line", at_least=1))
    sms = prompt("The answer as a text message, shorter (up to about 280 characters)").strip()
    typer.echo(
        f"How would clients ask it? At least {FEWEST_PHRASINGS} ways, better 10; an empty line ends it."
    )
    phrasings = _lines(prompt, "Phrasing", FEWEST_PHRASINGS)
    typer.echo(f"Up to {MOST_RELATED} related entries are offered after the answer.")
    related = _picks(prompt, known, MOST_RELATED)
    typer.echo("Which of these was it until now, so that clients were sent to the practice?")
    topic = _picks(prompt, topics, 1)
    path = folder / f"{name}.yml"
    entry = {"question": question, "answer": answer, "sms": sms, "related": related}
    write(path, {**entry, **({"topic": topic[0]} if topic else {}), "phrasings": phrasings})
    return path


def write(path: Path, entry: Dict) -> None:
    """Write a new entry's file in the form that the others have."""
    texts = {key: yaml_edit.text(value) for key, value in entry.items() if isinstance(value, str)}
    lists = {"phrasings": [yaml_edit.text(item) for item in entry["phrasings"]]}
    yaml_edit.save(path, {**entry, **texts, **lists})


def _name(prompt: Prompt, question: str, known: List[str]) -> str:
    while True:
        name = prompt("A short name for it, such as session_length", default=_suggestion(question)).strip()
        if name in known:
            _complain(f"There is an entry {name}.yml already. Choose another name, or edit that file.")
        elif not re.fullmatch(ENTRY_NAME, name):
            _complain(f"'{name}' is not a name: use small letters, digits and _, beginning with a letter.")
        else:
            return name


def _lines(prompt: Prompt, label: str, at_least: int) -> List[str]:
    lines: List[str] = []
    while True:
        line = prompt(f"{label} {len(lines) + 1}", default="", show_default=False).rstrip()
        if line:
            lines.append(line)
        elif len(lines) >= at_least:
            return lines
        else:
            _complain(f"At least {at_least}, please.")


def _picks(prompt: Prompt, known: List[str], at_most: int) -> List[str]:
    for number, name in enumerate(known, 1):
        typer.echo(f"{number:>4}. {name}")
    while True:
        given = prompt("Name or number, or nothing", default="", show_default=False)
        chosen = [_picked(item, known) or item for item in re.split(r"[,\s]+", given.strip()) if item]
        unknown = [name for name in chosen if name not in known]
        if unknown:
            _complain(f"There is no '{unknown[0]}' in the list.")
        elif len(chosen) > at_most:
            _complain(f"At most {at_most}, please.")
        else:
            return chosen


def _topics(folder: Path) -> List[str]:
    texts = YamlSource(folder / "texts.yml").data
    return [name[len(OUT_OF_SCOPE) :] for name in texts if name.startswith(OUT_OF_SCOPE)]


def _picked(item: str, known: List[str]) -> Optional[str]:
    return known[int(item) - 1] if item.isdecimal() and 1 <= int(item) <= len(known) else None


def _suggestion(question: str) -> str:
    words = re.findall(r"[a-z0-9]+", question.casefold())
    kept = [word for word in words if len(word) > 3][:3] or words[:3] or ["question"]
    return "_".join(kept) if kept[0][0].isalpha() else f"entry_{'_'.join(kept)}"


def _complain(problem: str) -> None:
    typer.echo(problem, err=True)
