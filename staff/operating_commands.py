"""The commands of whoever runs the server: is it well, back to the last model, back-up and restore."""

from __future__ import annotations

from pathlib import Path

import typer

from staff import quiet

app = typer.Typer()


@app.command()
def health() -> None:
    """Ask the running server whether it can answer, and fail if it cannot.

    Example: faqbot health
    """
    from staff import asking_health

    state, checks = asking_health.ask()
    for name, found in checks.items():
        typer.echo(f"{name}: {found}")
    if state != "ready":
        typer.echo(f"The server is {state}.", err=True)
        raise typer.Exit(1)


@app.command()
def rollback() -> None:
    """Put the newest model away, so that servers go back to the one before it, without a restart.

    Example: faqbot rollback
    """
    from staff import models

    withdrawn, newest = models.withdraw()
    typer.echo(f"Withdrawn: {withdrawn.name} (kept in {withdrawn.parent}/)")
    typer.echo(f"Servers now take: {newest.name}")


@app.command()
def backup(file: Path = typer.Argument(..., help="Where to write it; it must not exist yet.")) -> None:
    """Write every conversation to a file, while the server runs.

    Example: faqbot backup conversations.jsonl.gz
    """
    quiet.silence()
    from staff import backups

    rows = backups.write(file)
    typer.echo(f"Kept in {file}: " + ", ".join(f"{count:,} {table}" for table, count in rows.items()))


@app.command()
def restore(file: Path = typer.Argument(..., help="What `faqbot backup` wrote.")) -> None:
    """Read a back-up into the database of the settings, which must be empty; SQLite and PostgreSQL alike.

    Example: faqbot restore conversations.jsonl.gz
    """
    quiet.silence()
    from staff import backups

    rows = backups.read(file)
    typer.echo("Restored: " + ", ".join(f"{count:,} {table}" for table, count in rows.items()))
