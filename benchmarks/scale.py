"""What more entries cost: our pipeline with 11, 50, 100 and 400 entries of 30 phrasings each.

An entry is an intent of CLINC150. Past its 150 intents, each is used again with its other phrasings as an
entry of its own: what is measured is time and memory, not accuracy.

Example: .venv/bin/python benchmarks/scale.py --entries 11 400
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Dict, List

sys.path[0] = str(Path(__file__).resolve().parents[1])

import numpy as np  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from benchmarks import datasets, systems  # noqa: E402
from benchmarks.datasets import Dataset  # noqa: E402

PHRASINGS = 30
ASKED = 300


def enlarged(folder: Path, entries: int) -> Dataset:
    """Return `entries` entries of 30 phrasings, made from CLINC150."""
    source = datasets.clinc150(folder, seed=0, examples=50)
    by_intent: Dict[str, List[str]] = {}
    for text, intent in source.taught:
        by_intent.setdefault(intent, []).append(text)
    names = sorted(by_intent)
    taught = []
    for index in range(entries):
        texts = by_intent[names[index % len(names)]]
        use = index // len(names)
        # Each use starts at another phrasing, so no two entries are taught the same thirty.
        chosen = [texts[(15 * use + place) % len(texts)] for place in range(PHRASINGS)]
        taught += [(text, f"{names[index % len(names)]}_{use}") for text in chosen]
    step = len(source.asked) // ASKED
    return Dataset(f"{entries} entries", taught, source.asked[::step], sorted({name for _, name in taught}))


def measure(data: Dataset) -> Dict[str, float]:
    """Train and ask; return seconds, megabytes at the most and milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        training = systems.train(systems.OURS, data, Path(folder))
        answers = systems.ask(systems.OURS, data, training.model)
        size = Path(training.model).stat().st_size / 1e6
    return {
        "training s": round(training.seconds, 1),
        "training CPU s": round(training.processor_seconds, 1),
        "training MB": round(training.megabytes),
        "asking MB": round(answers.megabytes),
        "model MB": round(size, 1),
        "median ms": round(float(np.median(answers.milliseconds)), 2),
    }


def main() -> None:
    """Read the options, measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--eval", type=Path, default=datasets.EVALUATION, help="folder with the test sets")
    parser.add_argument("--entries", type=int, nargs="+", default=[11, 50, 100, 400])
    parser.add_argument("--json", action="store_true", help="print JSON and no table")
    options = parser.parse_args()
    found = {count: measure(enlarged(options.eval, count)) for count in options.entries}
    if options.json:
        print(json.dumps(found, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("entries", *next(iter(found.values()))):
        table.add_column(heading, justify="right")
    for count, figures in found.items():
        table.add_row(str(count), *map(str, figures.values()))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
