"""How well are questions understood: stock Rasa, its ResponseSelector, and ours, taught the same in one run.

Stock is the pipeline that `rasa init` writes. The ResponseSelector has the same features and every intent
as a question with an answer. Ours is config.yml as it ships, without the three components that need the
FAQ's own data and say nothing of other intents. All are taught the same: 10 phrasings an intent of CLINC150,
and of the FAQ's 20, since stock needs hours for all of them (--phrasings 0, which leaves ours whole).

Example: .venv/bin/python benchmarks/nlu.py --seeds 3
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import mean
from typing import Dict, List

# This file would otherwise be taken for the package nlu.
sys.path[0] = str(Path(__file__).resolve().parents[1])

import numpy as np  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402
from rich.table import Table  # noqa: E402

from benchmarks import datasets, systems  # noqa: E402
from benchmarks.datasets import Dataset  # noqa: E402
from staff import scoring  # noqa: E402

# Figures of staff.scoring by the names that the table has for them.
SHARES = {
    "top-1": "Top intent right",
    "top-1, 90 % refused": "Top intent right, with 90 % of out-of-scope refused",
    "AUROC": "AUROC, in scope against out",
    "calibration error": "Calibration error",
}
COSTS = ("median ms", "p99 ms, 20 words", "training s", "training CPU s")


def measure(system: str, data: Dataset) -> Dict[str, float]:
    """Train and ask one system; return its figures by name."""
    with tempfile.TemporaryDirectory() as folder:
        training = systems.train(system, data, Path(folder))
        answers = systems.ask(system, data, training.model)
    known = {figure.name: figure.value for figure in scoring.figures(answers.outcomes)}
    costs = (
        float(np.median(answers.milliseconds)),
        float(np.percentile(answers.milliseconds_20_words, 99)),
        training.seconds,
        training.processor_seconds,
    )
    return {**{name: known[long] for name, long in SHARES.items()}, **dict(zip(COSTS, costs, strict=True))}


def averaged(runs: List[Dict[str, float]]) -> Dict[str, float]:
    """Return the mean of each figure over the runs."""
    return {name: round(mean(run[name] for run in runs), 4) for name in runs[0]}


def show(console: Console, results: Dict[str, Dict[str, Dict[str, float]]]) -> None:
    """Print a table for each dataset."""
    for data in results[systems.OURS]:
        table = Table(title=data, title_justify="left", box=None, pad_edge=False)
        for heading in ("", *SHARES, *COSTS):
            table.add_column(heading, justify="right" if heading else "left")
        for system, found in results.items():
            values = [
                f"{value:.3f}" if name in SHARES else f"{value:.1f}" for name, value in found[data].items()
            ]
            table.add_row(system, *values)
        console.print(table)


def main() -> None:
    """Read the options, measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--eval", type=Path, default=datasets.EVALUATION, help="folder with the test sets")
    parser.add_argument("--seeds", type=int, default=3, help="draws of the examples that are taught")
    parser.add_argument(
        "--phrasings", type=int, default=20, help="phrasings of each of the FAQ's intents; 0: all"
    )
    parser.add_argument("--only", choices=("dev", "clinc"), help="one of the two test sets")
    parser.add_argument("--systems", nargs="+", choices=systems.NAMES, default=systems.NAMES)
    parser.add_argument("--json", action="store_true", help="print JSON and no table")
    options = parser.parse_args()

    runs = []
    if options.only != "clinc":
        draws = options.seeds if options.phrasings else 1
        runs += [datasets.dev_questions(options.eval, options.phrasings, seed) for seed in range(draws)]
    if options.only != "dev":
        runs += [datasets.clinc150(options.eval, seed) for seed in range(options.seeds)]
    work = [(system, data) for data in runs for system in options.systems]
    found: Dict[str, Dict[str, List[Dict[str, float]]]] = {name: {} for name in options.systems}
    progress = Console(stderr=True)
    for system, data in track(work, "Training and asking", console=progress, transient=True):
        run = measure(system, data)
        # The whole takes hours: what is known is shown, whatever becomes of the rest.
        figures = ", ".join(f"{name} {value:.3g}" for name, value in run.items())
        progress.print(f"{system}, {data.name}: {figures}", soft_wrap=True)
        found[system].setdefault(data.name, []).append(run)
    results = {
        system: {name: averaged(runs) for name, runs in by_data.items()} for system, by_data in found.items()
    }
    if not options.json:
        show(Console(width=130), results)
        return
    ratios = {}
    if {systems.STOCK, systems.OURS} <= results.keys():
        ratios = {
            data: {name: round(ours[name] / results[systems.STOCK][data][name], 3) for name in ours}
            for data, ours in results[systems.OURS].items()
        }
    print(json.dumps({**results, "ratios": ratios}, indent=1))


if __name__ == "__main__":
    main()
