"""What a client reads: is every fact there, and can it be read with ease?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator

import textstat
import yaml

from faq.yaml_source import Fault
from staff.readable import Entries

# The Coleman-Liau grade: years at school that a text asks for. It counts letters, so that "massage
# therapy" in every sentence costs some grades.
HARDEST_GRADE = 14.0

FACTS = Path(__file__).with_name("facts.yml")


def missing_facts(entries: Entries) -> Iterator[Fault]:
    """Yield the facts of the checklist that an answer, or its SMS form, does not say."""
    checklist = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    for name, facts in checklist.items():
        if name not in entries:
            continue
        for field in ("answer", "sms"):
            text = " ".join(getattr(entries[name].entry, field).casefold().split())
            for fact in facts:
                if not any(wording in text for wording in fact.casefold().split(" | ")):
                    problem = f"'{field}' does not say '{fact}', which the source FAQ does."
                    remedy = "Say it, or change the checklist staff/facts.yml if the practice has changed it."
                    yield entries[name].fault(field, problem=problem, remedy=remedy)


def hard_answers(entries: Entries) -> Iterator[Fault]:
    """Yield the answers that ask for too many years of school; an SMS is too short to be judged."""
    for readable in entries.values():
        grade = textstat.coleman_liau_index(_sentences(readable.entry.answer))
        if grade > HARDEST_GRADE:
            problem = f"'answer' is hard to read (school grade {grade:.0f})."
            yield readable.fault("answer", problem=problem, remedy="Use shorter words and sentences.")


def _sentences(text: str) -> str:
    lines = [re.sub(r"^\s*-\s*", "", line).strip() for line in text.splitlines()]
    return " ".join(line if line[-1] in ".!?" else f"{line.rstrip(':;,')}." for line in lines if line)
