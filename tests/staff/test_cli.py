"""The command itself: its help is legible anywhere, and the shell completes it."""

import os

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from staff.cli import app


@pytest.mark.parametrize("arguments", [[], *([name] for name in sorted(get_command(app).commands))])
def test_help_fits_in_80_columns_and_needs_no_colour(arguments):
    shown = CliRunner().invoke(app, [*arguments, "--help"], env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"})
    assert shown.exit_code == 0
    assert "\x1b" not in shown.output
    assert max(map(len, shown.output.splitlines())) <= 80


@pytest.mark.parametrize(
    ("typed", "completed"), [("faqbot rep", ["report"]), ("faqbot ask --channel ", ["web", "sms"])]
)
def test_the_shell_completes(faqbot, typed, completed):
    words = typed.split(" ")
    asked = {"COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1), "_FAQBOT_COMPLETE": "complete_bash"}
    assert faqbot(env={**os.environ, **asked}).stdout.split() == completed
