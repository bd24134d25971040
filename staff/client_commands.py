"""The commands about what clients asked: the report, the retention period, and the wish to be forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import typer

from staff import quiet

app = typer.Typer()


@app.command()
def report(
    html: Optional[Path] = typer.Option(None, "--html", metavar="OUT", help="Also write a page with plots."),
    days: int = typer.Option(30, min=1, help="How many days back."),
) -> None:
    """Show what clients asked, what was answered, and what could not be.

    Example: faqbot report --html report.html
    """
    quiet.silence()
    from rich.console import Console

    from staff import reporting

    reporting.report(Console(emoji=False), days, html)


@app.command()
def purge() -> None:
    """Delete conversations older than the retention period, as the server does every hour.

    Example: faqbot purge
    """
    quiet.silence()
    from channels import retention, settings

    done = retention.enforce()
    days = settings.current().retention_days
    typer.echo(f"Deleted, as older than {days} days: {done['deleted']:,} events.")
    if not settings.current().keep_text:
        typer.echo(f"Cleared of what clients wrote, as their session is over: {done['blanked']:,} events.")


@app.command()
def forget(
    who: str = typer.Argument(..., help="A telephone number (+44 ...), or a session's token or id."),
) -> None:
    """Remove every trace of a client who wishes to be forgotten, and say what was removed.

    Example: faqbot forget "+44 7700 900123"
    """
    quiet.silence()
    from staff import forgetting

    removed = forgetting.forget(who)
    for line in removed:
        typer.echo(f"Removed: {line}")
    if not removed:
        typer.echo("Nothing is kept under that number or session.")
