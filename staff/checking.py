"""`faqbot check`: everything that is wrong with the knowledge base, in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import List, NamedTuple, Optional, Sequence

import numpy as np
from rich.console import Console
from rich.padding import Padding

from faq.knowledge_base import KnowledgeBase, KnowledgeBaseError, load
from faq.yaml_source import Fault, YamlSource
from staff import (
    check_conditions,
    check_phrasings,
    check_sms,
    check_texts,
    held_out,
    progress,
    readable,
    sentences,
)
from staff.labelled import SMALL_TALK

# Greetings and the like; what is out of scope may well speak of health.
CHATTING = SMALL_TALK | {"affirm", "deny", "choose"}

NOTES_SHOWN = 5


class Checked(NamedTuple):
    """What a check found.

    Attributes:
        faults: what has to be mended, in file order.
        notes: phrasings that are hard for the model, surest mistake first; not faults in themselves.
        entries: how many entries could be read.
        phrasings: how many phrasings they have.
        knowledge: the knowledge base, if it is without fault in itself.
    """

    faults: List[Fault]
    notes: List[Fault]
    entries: int
    phrasings: int
    knowledge: Optional[KnowledgeBase] = None


def check(root: Path) -> Checked:
    """Check the knowledge base of the project in `root`, as far as each part can be read."""
    folder = root / "faq"
    knowledge: Optional[KnowledgeBase] = None
    faults: List[Fault] = []
    try:
        knowledge = load(folder)
    except KnowledgeBaseError as error:
        faults += error.faults
    entries = readable.entries(folder)
    faults += check_texts.missing_facts(entries)
    faults += check_texts.hard_answers(entries)
    faults += check_phrasings.too_few(entries)
    small_talk = held_out.small_talk(root, {name: item.entry for name, item in entries.items()})
    if knowledge:
        source = YamlSource(folder / "conditions.yml")
        chat = [example for example in small_talk if example.intent in CHATTING]
        faults += check_conditions.common_words(knowledge, source)
        faults += check_conditions.silenced(knowledge, source)
        faults += check_conditions.fires_on_ordinary(knowledge, source, chat)
    about_phrasings, notes = _phrasings(entries, small_talk)
    faults += about_phrasings
    count = sum(len(item.entry.phrasings) for item in entries.values())
    return Checked(sorted(set(faults), key=lambda fault: fault[:2]), notes, len(entries), count, knowledge)


def show(console: Console, checked: Checked, root: Path, all_notes: bool) -> None:
    """Print what was found; faults are one a line where the output is read by a program."""
    if checked.knowledge:
        check_sms.show(console, checked.knowledge)
    shown = checked.notes if all_notes else checked.notes[:NOTES_SHOWN]
    if shown:
        console.print(f"\nHard for the model, though not wrong ({len(checked.notes)}; --all shows all):")
    for note in shown:
        _print(console, _placed(note, root), "")
    if checked.faults and (shown or checked.knowledge):
        console.print("\nTo be mended:")
    # Last, where somebody at a terminal looks first.
    for fault in checked.faults:
        _print(console, _placed(fault, root), "bold red")
    console.print(f"\n{_summary(checked)}", style="bold", highlight=False)


def _phrasings(entries: readable.Entries, small_talk: Sequence[held_out.Example]) -> tuple:
    places = check_phrasings.places(entries)
    if not places:
        return [], []
    taught = [*held_out.phrasings({name: item.entry for name, item in entries.items()}), *small_talk]
    vectors = sentences.of_phrasings([example.text for example in taught])
    with progress.bar() as shown:
        ranked = held_out.rankings(taught, vectors, progress.ticker(shown, "Trying them held out"))
    rankings = dict(zip(taught, ranked, strict=True))
    row = dict(zip(taught, vectors, strict=True))
    own = [row[held_out.Example(entries[name].entry.phrasings[index], name)] for name, index in places]
    found = check_phrasings.Phrasings(places, np.stack(own))
    faults = [
        *check_phrasings.repeating(entries, found),
        *check_phrasings.shared(entries, found),
        *check_phrasings.misplaced(entries, found, rankings),
        *check_phrasings.out_of_scope(entries, found, rankings),
    ]
    return faults, list(check_phrasings.hard(entries, found, rankings))


def _summary(checked: Checked) -> str:
    faults = _count(len(checked.faults), "fault", "faults") if checked.faults else "No fault"
    entries = _count(checked.entries, "entry", "entries")
    return f"{faults} found in {entries} with {_count(checked.phrasings, 'phrasing', 'phrasings')}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _placed(fault: Fault, root: Path) -> str:
    path = fault.path.relative_to(root) if fault.path.is_relative_to(root) else fault.path
    return f"{path}:{fault.line}: {fault.problem} {fault.remedy}".rstrip()


def _print(console: Console, text: str, style: str) -> None:
    if console.is_terminal:
        where, _, rest = text.partition(": ")
        console.print(where, style=style, highlight=False, markup=False)
        console.print(Padding(rest, (0, 0, 0, 4)), highlight=False, markup=False)
    else:
        console.print(text, highlight=False, markup=False, soft_wrap=True)
