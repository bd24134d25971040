"""What the benchmarks of understanding teach and ask: the FAQ's own questions, and CLINC150."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Tuple

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
        entries: the intents that are in scope.
        importer: whether our pipeline learns from the project itself, topics and near misses included,
            and not from `taught` alone.
    """

    name: str
    taught: List[Tuple[str, str]]
    asked: List[Case]
    entries: List[str]
    importer: bool = False


def dev_questions(folder: Path, phrasings: int, seed: int) -> Dataset:
    """Return unseen client questions, with `phrasings` drawn for each entry and each other intent.

    With 0 all are taught, and our pipeline learns from the project as it ships.
    """
    path = existing(folder / "dev_questions.yml")
    root = project.root()
    importer = FaqImporter(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])
    by_intent: Dict[str, List[str]] = {}
    for example in importer.get_nlu_data().intent_examples:
        if not example.get("intent").startswith("mention_"):
            by_intent.setdefault(example.get("intent"), []).append(example.get("text"))
    entries = sorted(load(root / "faq").entries)
    asked = labelled.read(path, entries)
    taught = _drawn(by_intent, phrasings or max(map(len, by_intent.values())), seed)
    return Dataset("dev questions", taught, asked, entries, importer=not phrasings)


def clinc150(folder: Path, seed: int, intents: Optional[int] = None, examples: int = 10) -> Dataset:
    """Return `examples` phrasings drawn for each intent of CLINC150, with all its test questions."""
    source = json.loads(existing(folder / "clinc150_small.json").read_text(encoding="utf-8"))
    by_intent: Dict[str, List[str]] = {}
    for text, intent in source["train"]:
        by_intent.setdefault(intent, []).append(text)
    names = sorted(by_intent)[:intents]
    taught = _drawn({name: by_intent[name] for name in names}, examples, seed)
    asked = [
        Case(text, frozenset({intent}), "in_scope") for text, intent in source["test"] if intent in names
    ]
    asked += [Case(text, frozenset({OUT_OF_SCOPE}), OUT_OF_SCOPE) for text, _ in source["oos_test"]]
    return Dataset("CLINC150", taught, asked, names)


def existing(path: Path) -> Path:
    """Return `path`, or end the program with a word on where the file is expected."""
    if not path.is_file():
        raise SystemExit(f"{path} is missing. Name the folder with the test sets: --eval FOLDER")
    return path


def _drawn(by_intent: Mapping[str, List[str]], examples: int, seed: int) -> List[Tuple[str, str]]:
    draw = random.Random(seed)
    return [
        (text, name)
        for name in sorted(by_intent)
        for text in draw.sample(by_intent[name], min(examples, len(by_intent[name])))
    ]
