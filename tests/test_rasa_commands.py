"""Rasa's own commands work in the checkout as one who knows Rasa expects."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from faq import project


def rasa(*arguments, **options):
    return subprocess.run(
        [str(Path(sys.executable).with_name("rasa")), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        env={
            **os.environ,
            "RASA_TELEMETRY_ENABLED": "false",
            "PYTHONWARNINGS": "ignore",
            "LOG_LEVEL": "INFO",
        },
        **options,
    )


@pytest.mark.slow
def test_the_data_is_valid_without_a_warning():
    ran = rasa("data", "validate", "--fail-on-warnings", cwd=project.root())
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert "No story structure conflicts found" in said
    assert " WARNING " not in said
    assert "version" not in said


@pytest.mark.slow
def test_a_fault_is_told_in_lines_and_not_as_a_traceback(copy):
    (copy / "faq/entries/parking.yml").write_text("question: Is there parking?\n")
    ran = rasa("data", "validate", cwd=copy)
    assert ran.returncode != 0
    assert "parking.yml:1: 'answer': is missing. Add it." in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
