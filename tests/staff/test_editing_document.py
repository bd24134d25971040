"""docs/editing-the-faq.md is followed to the letter, so that it stays true."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from staff.cli import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/editing-the-faq.md").read_text(encoding="utf-8")
COMMANDS = list(dict.fromkeys(re.findall(r"^    (faqbot .+)$", DOCUMENT, re.MULTILINE)))
BLOCKS = dict.fromkeys(re.findall(r"```(\w+)\n(.*?)```", DOCUMENT, re.DOTALL))

# What takes a minute each is run once, after all the editing.
SLOW = ("faqbot train", "faqbot check")


def run(folder, command, **options):
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "FAQBOT_DATA_FOLDER": str(folder / "var"),
        "COLUMNS": "80",
    }
    return subprocess.run(
        shlex.split(command),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        **options,
    )


@pytest.mark.slow
def test_a_newcomer_follows_the_document(copy_with_model):
    folder = copy_with_model
    questions = next(block for kind, block in BLOCKS if block.startswith("question,expected"))
    (folder / "questions.csv").write_text(questions)
    answers = ["Do you take insurance?", "insurance", "Please ask us.", "", "Please ask us."]
    phrasings = ["do you take insurance", "insured?", "is it covered", "can I claim", "my insurer pays?", ""]
    condition = next(block for kind, block in BLOCKS if block.startswith("- name: menieres_disease"))
    with (folder / "faq/conditions.yml").open("a", encoding="utf-8") as file:
        file.write(condition)

    said = {}
    for command in COMMANDS:
        if command not in SLOW:
            keys = (
                "\n".join([*answers, *phrasings, "prescription", "insurance"]) + "\n"
                if command == "faqbot new"
                else ""
            )
            done = run(folder, command, input=keys)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            said[command] = done.stdout

    example = next(block for kind, block in BLOCKS if "Sessions commonly last" in block)
    assert " ".join(example.split()) in " ".join(said["faqbot ask how long is a session"].split())
    assert "consult your therapist" in " ".join(said["faqbot ask I have menieres disease"].split())
    assert "segments)" in said["faqbot ask --channel sms --explain will it hurt"]
    assert "Nothing changed." in said["faqbot import faq.xlsx"]
    assert (folder / "questions-results.csv").exists()
    for page in ("evaluation.html", "report.html"):
        assert "<h1>" in (folder / page).read_text(encoding="utf-8")
    assert (folder / "faq/entries/insurance.yml").exists()


@pytest.mark.slow
def test_the_slow_commands_do_what_the_document_says(copy):
    """With greetings beside the entries only, so that it takes seconds."""
    (copy / "data/out_of_scope.yml").write_text('version: "3.1"\n')
    for path in (copy / "faq/entries").glob("*.yml"):
        kept = path.read_text(encoding="utf-8").splitlines()
        first = kept.index("phrasings:")
        path.write_text("\n".join(kept[: first + 16]) + "\n", encoding="utf-8")
    entry = copy / "faq/entries/session_length.yml"
    whole = entry.read_text(encoding="utf-8")
    first = whole.index("phrasings:")
    entry.write_text("\n".join(whole[first:].splitlines()[:6]).join([whole[:first], "\n"]), encoding="utf-8")

    done = run(copy, "faqbot check")
    said = next(block for kind, block in BLOCKS if block.startswith("There are only 5")).strip()
    assert done.returncode == 1
    assert said in done.stdout
    entry.write_text(whole, encoding="utf-8")
    assert "No fault found in 11 entries" in run(copy, "faqbot check").stdout
    assert "Trained:" in run(copy, "faqbot train").stdout
    assert "The model is current" in run(copy, "faqbot train").stdout
    assert run(copy, "faqbot ask how long is a session").returncode == 0


def test_every_command_that_the_document_names_is_there_and_every_slow_one_is_covered():
    known = set(get_command(app).commands)
    assert {command.split()[1] for command in COMMANDS} <= known
    assert set(SLOW) <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(get_command(app).commands))
def test_every_command_has_help_with_an_example(name):
    command = get_command(app).commands[name]
    assert "Example: " in command.help
    assert f"faqbot {name}" in command.help
