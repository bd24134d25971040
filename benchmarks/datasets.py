"""What the benchmarks of understanding teach and ask: the FAQ's own questions, and CLINC150."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Tuple

from faq import project
from faq.importer import FaqImporter
from faq.knowledge_base import load
from staff import labelled
from staff.labelled import OUT_OF_SCOPE, Case

EVALUATION = project.root().parent / "shared" / "eval"


@dataclass(frozen=True)
class Dataset:
    """What is taught and what is asked.

    Attributes:
        name: what it is called in the table.
        taught: (text, intent) of each training example.
        asked: the questions, in scope and out of it.
        importer: whether our pipeline learns from the project itself, topics and near misses included,
            and not from `taught` alone.
    """

    name: str
    taught: List[Tuple[str, str]]
    asked: List[Case]
    importer: bool = False


def dev_questions(folder: Path) -> Dataset:
    """Return the FAQ's phrasings, small talk and out-of-scope messages, with unseen client questions."""
    path = existing(folder / "dev_questions.yml")
    root = project.root()
    importer = FaqImporter(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])
    taught = [
        (example.get("text"), example.get("intent"))
        for example in importer.get_nlu_data().intent_examples
        if not example.get("intent").startswith("mention_")
    ]
    asked = labelled.read(path, load(root / "faq").entries)
    return Dataset("dev questions", taught, asked, importer=True)


def clinc150(folder: Path, seed: int, intents: Optional[int] = None, examples: int = 10) -> Dataset:
    """Return `examples` phrasings drawn for each intent of CLINC150, with all its test questions."""
    source = json.loads(existing(folder / "clinc150_small.json").read_text(encoding="utf-8"))
    by_intent: dict = {}
    for text, intent in source["train"]:
        by_intent.setdefault(intent, []).append(text)
    draw = random.Random(seed)
    names = sorted(by_intent)[:intents]
    taught = [
        (text, name)
        for name in names
        for text in draw.sample(by_intent[name], min(examples, len(by_intent[name])))
    ]
    asked = [
        Case(text, frozenset({intent}), "in_scope") for text, intent in source["test"] if intent in names
    ]
    asked += [Case(text, frozenset({OUT_OF_SCOPE}), OUT_OF_SCOPE) for text, _ in source["oos_test"]]
    return Dataset("CLINC150", taught, asked)


def existing(path: Path) -> Path:
    """Return `path`, or end the program with a word on where the file is expected."""
    if not path.is_file():
        raise SystemExit(f"{path} is missing. Name the folder with the test sets: --eval FOLDER")
    return path
