"""Progress bars on standard error, so that what a command prints can still be piped."""

from __future__ import annotations

from typing import Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Tick = Callable[[int, int], None]


def bar() -> Progress:
    """Return a progress display for a `with` statement; it vanishes when done, and in a pipe is silent."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(30),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def ticker(progress: Progress, description: str) -> Tick:
    """Return a function to call with (done, all) as a piece of work goes on."""
    task = progress.add_task(description, total=None)

    def tick(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)

    return tick
