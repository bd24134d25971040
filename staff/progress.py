"""Progress bars on standard error, so that what a command prints can still be piped."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Tick = Callable[[int, int], None]


def bar() -> Progress:
    """Return a progress display for a `with` statement; it vanishes when done, and in a pipe is silent."""
    return _display(MofNCompleteColumn(), TimeRemainingColumn())


def ticker(progress: Progress, description: str) -> Tick:
    """Return a function to call with (done, all) as a piece of work goes on."""
    task = progress.add_task(description, total=None)

    def tick(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)

    return tick


@contextmanager
def of_training() -> Iterator[None]:
    """Show which component Rasa is training, and for how long it has been at it, as Rasa logs it."""
    logger = logging.getLogger("rasa.engine.training.hooks")
    level, propagates = logger.level, logger.propagate
    with _display(TimeElapsedColumn()) as shown:
        # How many components there are is known to Rasa alone, so the bar only moves.
        handler = _TrainingLog(shown)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        try:
            yield
        finally:
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagates


class _TrainingLog(logging.Handler):
    def __init__(self, shown: Progress) -> None:
        super().__init__()
        self._shown = shown
        self._task = shown.add_task("Reading the questions", total=None)

    def emit(self, record: logging.LogRecord) -> None:
        self._shown.update(self._task, description=record.getMessage().rstrip("."))


def _display(*columns: ProgressColumn) -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(30),
        *columns,
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
