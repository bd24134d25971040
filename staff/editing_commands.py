"""The commands for those who edit the FAQ: is it right, how good is it, and move it about."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Optional

import typer

from staff import quiet
from staff.channel import Channel

app = typer.Typer()

HTML = typer.Option(None, "--html", metavar="OUT", help="Also write the report as a page with plots.")


@app.command()
def evaluate(
    file: Optional[Path] = typer.Argument(None, help="Labelled messages (.yml, .csv or .xlsx)."),
    html: Optional[Path] = HTML,
    fail_under: float = typer.Option(
        0.0, min=0, max=100, help="Exit with 1 if fewer percent of the messages come out right."
    ),
) -> None:
    """Measure how good the assistant is on labelled messages; without a file, by cross-validation.

    Example: faqbot evaluate questions.csv --html report.html --fail-under 90
    """
    quiet.silence()
    from rich.console import Console

    from staff import assistant, evaluating, evaluation_page, models, scoring

    model = models.newest()
    if file is None:
        name, outcomes = evaluating.CROSS_VALIDATION, evaluating.cross_validation()
    else:
        name = file.name
        outcomes = asyncio.run(evaluating.labelled_file(assistant.load(model), file))
    figures = scoring.figures(outcomes)
    before = evaluating.previous(name, model.name, figures)
    evaluating.show(Console(emoji=False), name, outcomes, before)
    if html:
        evaluation_page.page(name, outcomes, before).save(html)
        typer.echo(f"\nWritten: {html}")
    if figures[0].value * 100 < fail_under:
        typer.echo(f"Fewer than {fail_under:g} % came out right.", err=True)
        raise typer.Exit(1)


@app.command()
def check(
    every_note: bool = typer.Option(False, "--all", help="Show every phrasing that is hard for the model."),
) -> None:
    """Find everything that is wrong with the knowledge base; exit with 1 if something is.

    Example: faqbot check
    """
    quiet.silence()
    from rich.console import Console

    from faq import project
    from staff import checking

    found = checking.check(project.root())
    checking.show(Console(emoji=False), found, project.root(), every_note)
    if found.faults:
        raise typer.Exit(1)


@app.command("test-all")
def test_all(
    file: Path = typer.Argument(..., help="A spreadsheet with the columns question and expected."),
    out: Optional[Path] = typer.Option(None, help="Where to write; beside FILE if not given."),
    channel: Channel = typer.Option(Channel.web, help="How the messages travel."),
) -> None:
    """Ask every question of a spreadsheet; write answer, confidence, pass or fail; exit with 1 on a fail.

    Example: faqbot test-all questions.csv --out results.xlsx
    """
    quiet.silence()
    from staff import assistant, models, testing_all

    rows = asyncio.run(testing_all.run(assistant.load(models.newest()), file, channel.value))
    out = out or file.with_name(f"{file.stem}-results{file.suffix}")
    testing_all.save(out, rows)
    failed = sum(row["result"] == "fail" for row in rows)
    typer.echo(f"{len(rows) - failed} passed, {failed} failed. Written: {out}")
    if failed:
        raise typer.Exit(1)


@app.command()
def new() -> None:
    """Make a new entry by answering questions.

    Example: faqbot new
    """
    from faq import project
    from staff import new_entry

    path = new_entry.ask_for_entry().relative_to(project.root())
    typer.echo(f"Written: {path}\nSee whether all is well with: faqbot check")


@app.command()
def export(file: Path = typer.Argument(..., help="The spreadsheet to write (.csv or .xlsx).")) -> None:
    """Write the whole knowledge base to a spreadsheet, one row for each text.

    Example: faqbot export faq.xlsx
    """
    from faq import project
    from staff import exchange

    rows = exchange.export(project.root() / "faq", file)
    typer.echo(f"{rows:,} rows written: {file}")


@app.command("import")
def bring_in(file: Path = typer.Argument(..., help="A spreadsheet that `faqbot export` wrote.")) -> None:
    """Bring an exported and edited spreadsheet back into the knowledge base.

    Example: faqbot import faq.xlsx
    """
    from faq import project
    from staff import exchange

    changed = exchange.bring_in(project.root() / "faq", file)
    typer.echo(
        f"Changed: {', '.join(changed)}\nSee whether all is well with: faqbot check"
        if changed
        else "Nothing changed."
    )
