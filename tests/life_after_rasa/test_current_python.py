"""What is meant to outlive Rasa finds and says the same on a current Python, without Rasa."""

import glob
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SCRIPT = HERE / "answer.py"
REQUIREMENTS = HERE / "requirements.txt"
PLACE = ROOT / ".build/current-python"
NEEDED = (3, 12)


@pytest.fixture(scope="module")
def current_python():
    """A Python of today with the few packages that are needed, made once."""
    version, found = max((version_of(path), path) for path in (*candidates(), sys.executable))
    if version < NEEDED:
        pytest.skip("no Python 3.12 or later was found on the path, in pyenv or in uv")
    python = PLACE / "bin/python"
    made_from = f"{version}\n{REQUIREMENTS.read_text()}"
    mark = PLACE / "made-from"
    if not mark.exists() or mark.read_text() != made_from:
        subprocess.run([found, "-m", "venv", "--clear", PLACE], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "-r", REQUIREMENTS]
        subprocess.run(install, check=True)
        mark.write_text(made_from)
    return str(python)


def candidates():
    for minor in range(NEEDED[1], 20):
        yield f"python3.{minor}"
    pyenv = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    yield from glob.glob(f"{pyenv}/versions/3.*/bin/python3.*[0-9]")
    yield from glob.glob(os.path.expanduser("~/.local/share/uv/python/*/bin/python3.*[0-9]"))


def version_of(python):
    try:
        shown = subprocess.run(
            [python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True
        )
    except OSError:
        return (0, 0)
    return tuple(map(int, shown.stdout.split())) or (0, 0)


def messages():
    """What clients write, from the files that the assistant is measured on."""
    for path in sorted((ROOT / "benchmarks/unseen").glob("*.yml")):
        yield from texts(yaml.safe_load(path.read_text()))


def texts(node):
    if isinstance(node, str):
        yield " ".join(node.split())
    else:
        for item in node.values() if isinstance(node, dict) else node:
            yield from texts(item)


def test_the_same_is_found_and_said(current_python):
    asked = list(messages())
    ours, current = (
        subprocess.run(
            [python, SCRIPT], input="\n".join(asked), capture_output=True, text=True, cwd=ROOT, timeout=300
        )
        for python in (sys.executable, current_python)
    )
    assert ours.returncode == 0, ours.stderr
    assert current.returncode == 0, current.stderr
    assert len(asked) > 500
    assert len(ours.stdout.splitlines()) == len(asked)
    assert current.stdout == ours.stdout
