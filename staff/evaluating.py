"""`faqbot evaluate`: how good the assistant is, on labelled messages or by cross-validation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Collection, Dict, List, Optional, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from channels import settings
from channels.guard import Guard
from faq import project
from faq.knowledge_base import load
from staff import ask, held_out, labelled, progress, scoring, sentences
from staff.labelled import Case
from staff.scoring import Figure, Outcome

EXAMPLES_SHOWN = 3
CONFUSIONS_SHOWN = 12
CROSS_VALIDATION = "cross-validation"


async def labelled_file(guard: Guard, path: Path) -> List[Outcome]:
    """Ask every message of a labelled file, each in a conversation of its own.

    Raises:
        LabelError: if the file cannot be used.
    """
    entries = load(project.root() / "faq").entries
    cases = labelled.read(path, entries)
    found = []
    with progress.bar() as shown:
        tick = progress.ticker(shown, "Asking")
        for case in cases:
            found.append(_outcome(case, await ask.answer(guard, case.text, "web"), entries))
            tick(len(found), len(cases))
    return found


def cross_validation() -> List[Outcome]:
    """Judge every phrasing by models that were taught without it and its neighbours in the file."""
    root = project.root()
    entries = load(root / "faq").entries
    taught = [*held_out.phrasings(entries), *held_out.small_talk(root, entries)]
    vectors = sentences.of_phrasings([example.text for example in taught])
    with progress.bar() as shown:
        ranked = held_out.rankings(taught, vectors, progress.ticker(shown, "Cross-validating"))
    return [
        Outcome(
            Case(example.text, frozenset({example.intent}), "phrasings"),
            *ranking[0],
            max(probability for name, probability in ranking if name in entries),
        )
        for example, ranking in zip(taught, ranked, strict=True)
    ]


def previous(name: str, model: str, figures: Sequence[Figure]) -> Dict[str, float]:
    """Return the figures of the last evaluation of `name` with another model, and keep these ones."""
    path = settings.current().private_folder() / "evaluations.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    others = [item for item in kept.get(name, []) if item["model"] != model]
    latest = {"model": model, "figures": {figure.name: figure.value for figure in figures}}
    kept[name] = [*others[-1:], latest]
    path.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return others[-1]["figures"] if others else {}


def show(
    console: Console, name: str, outcomes: Sequence[Outcome], before: Optional[Dict[str, float]] = None
) -> None:
    """Print the figures, beside those of the last model, and what was taken for what."""
    console.print(f"Evaluation: {name}\n", style="bold", highlight=False)
    table = Table(box=None, pad_edge=False)
    table.add_column("", overflow="fold")
    for heading in ("now", "last model", "messages"):
        table.add_column(heading, justify="right", no_wrap=True)
    for figure in [*scoring.figures(outcomes), *scoring.by_voice(outcomes)]:
        table.add_row(
            figure.name, written(figure, figure.value), _change(figure, before or {}), str(figure.messages)
        )
    console.print(table)
    wrong = scoring.confusions(outcomes)
    if wrong:
        console.print("\nWhat went wrong, most frequent first", style="bold")
    for expected, got, found in wrong[:CONFUSIONS_SHOWN]:
        console.print(f"\n{len(found)} x {expected}, taken for {got}", style="bold", highlight=False)
        for outcome in sorted(found, key=lambda outcome: -outcome.confidence)[:EXAMPLES_SHOWN]:
            line = f"{outcome.confidence:.0%}  {outcome.case.text}"
            console.print(Padding(line, (0, 0, 0, 2)), highlight=False, markup=False)
    if len(wrong) > CONFUSIONS_SHOWN:
        console.print(f"\n... and {len(wrong) - CONFUSIONS_SHOWN} rarer kinds; --html shows them all.")


def written(figure: Figure, value: float) -> str:
    """Return a figure's value as people read it: a share in percent, else a number."""
    return f"{value:.3f}" if figure.name.startswith(("AUROC", "Calibration")) else f"{value:.1%}"


def _change(figure: Figure, before: Dict[str, float]) -> str:
    if figure.name not in before:
        return "-"
    was = before[figure.name]
    if abs(figure.value - was) < 0.0005:
        return f"{written(figure, was)} same"
    better = (figure.value > was) == figure.more_is_better
    return f"{written(figure, was)} {'better' if better else 'worse'}"


def _outcome(case: Case, said: Dict[str, Any], entries: Collection[str]) -> Outcome:
    ranking = [(item["intent"], item["confidence"]) for item in said["ranking"]]
    ranking = [item for item in ranking if not item[0].startswith(scoring.STAND_INS)] or [("nothing", 0.0)]
    return Outcome(
        case,
        *ranking[0],
        max((probability for name, probability in ranking if name in entries), default=0.0),
        tuple(said["answered"]),
        tuple(said["suggestions"]),
        said["escalation"],
    )
