"""The `faqbot` command. Each subcommand loads what it needs, so that `--help` is quick."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from contextlib import nullcontext
from typing import List, Optional, TextIO

import typer

from channels.settings import SettingsError
from faq.knowledge_base import KnowledgeBaseError
from faq.yaml_source import InvalidYaml
from staff import client_commands, editing_commands, operating_commands, quiet, without_tensorflow
from staff.channel import Channel
from staff.errors import StaffError
from staff.models import ModelError

app = typer.Typer(
    name="faqbot",
    help="Train, serve, ask and check the practice's FAQ assistant.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: a screen reader would read out every line of a box.
    rich_markup_mode=None,
)
app.add_typer(editing_commands.app)
app.add_typer(client_commands.app)
app.add_typer(operating_commands.app)


@app.command()
def train(
    force: bool = typer.Option(False, "--force", help="Train even if the model is current."),
) -> None:
    """Train a model from faq/ and data/, unless the newest one is current.

    Example: faqbot train
    """
    from staff import models, progress

    current = models.current()
    if current and not force:
        typer.echo(f"The model is current: {models.bring_forward(current).name}")
        return
    typer.echo("Training ...")
    quiet.silence()
    with progress.of_training():
        trained = models.train()
    typer.echo(f"Trained: {trained.name}")


@app.command()
def ask(
    question: Optional[List[str]] = typer.Argument(None, help="What a client might write."),
    json: bool = typer.Option(False, "--json", help="Read one message a line, write one JSON object a line."),
    conversation: bool = typer.Option(
        False, "--conversation", help="With --json: the lines are one conversation."
    ),
    channel: Channel = typer.Option(Channel.web, help="How the message travels."),
    explain: bool = typer.Option(False, "--explain", help="Say after each answer why."),
) -> None:
    """Ask as a client would, through the same path as the servers.

    Example: faqbot ask how long is a session
    """
    quiet.silence()
    without_tensorflow.leave_out()
    from rich.console import Console

    from staff import ask as asking
    from staff import assistant, models
    from staff.chat import Chat

    guard = assistant.load(models.newest())
    if json:
        text = io.StringIO(" ".join(question)) if question else _standard_input()
        asyncio.run(asking.answer_lines(guard, text, channel.value, conversation))
        return
    chat = Chat(guard, channel.value, Console(emoji=False), explain)
    asyncio.run(chat.ask(" ".join(question)) if question else chat.run())


@app.command()
def serve(
    workers: Optional[int] = typer.Option(
        None, min=1, max=64, help="Processes that answer; FAQBOT_WORKERS, or 1, if not given."
    ),
) -> None:
    """Serve the assistant to the website and to text messages.

    Example: faqbot serve --workers 2
    """
    quiet.silence()
    without_tensorflow.leave_out()
    if workers:
        os.environ["FAQBOT_WORKERS"] = str(workers)
    from channels import settings
    from staff.workers import counted_together

    with counted_together() if settings.current().workers > 1 else nullcontext():
        from staff.serve import serve as run

        run()


@app.command()
def sms(
    number: str = typer.Argument(..., help="The number that the text comes from."),
    text: str = typer.Argument(..., help="What the client texts."),
) -> None:
    """Text the running server as a client would, without Twilio, and show the reply.

    Example: faqbot sms "+44 7700 900123" "how long is a session"
    """
    from rich.console import Console

    from staff.sms import rehearse

    rehearse(number, text, Console(emoji=False))


@app.command()
def widget() -> None:
    """Print the lines that put the chat on a website, with the hash that lets browsers check the file.

    Example: FAQBOT_PUBLIC_URL=https://chat.example.com faqbot widget
    """
    from staff.widget import embedding

    typer.echo(embedding())


def _standard_input() -> TextIO:
    # A client's phone may send anything; what is not UTF-8 is read as far as it goes.
    return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")


def main() -> None:
    """Run the command, and turn what is the user's to mend into one clear line."""
    try:
        app()
    except (InvalidYaml, KnowledgeBaseError, ModelError, SettingsError, StaffError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
