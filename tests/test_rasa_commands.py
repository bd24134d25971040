"""Rasa's own commands work in the checkout as one who knows Rasa expects."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from conftest import free_port

from faq import project

RASA = str(Path(sys.executable).with_name("rasa"))
ENVIRONMENT = {
    **os.environ,
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONWARNINGS": "ignore",
    "LOG_LEVEL": "INFO",
    # Where `rasa run actions` listens.
    "SANIC_HOST": "127.0.0.1",
}
QUESTION = "how long is a session"


def rasa(*arguments, **options):
    options = {"env": ENVIRONMENT, "capture_output": True, "text": True, "timeout": 300, **options}
    return subprocess.run([RASA, *arguments], **options)


@contextmanager
def running(*arguments, address, log):
    """A command of Rasa's that serves, from when it answers at `address`."""
    environment = {**ENVIRONMENT, "FAQBOT_DATA_FOLDER": str(log.parent)}
    with log.open("wb") as output:
        process = subprocess.Popen([RASA, *arguments], env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                requests.get(address, timeout=5)
                break
            except requests.ConnectionError:
                assert process.poll() is None and time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


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


@pytest.mark.slow
def test_the_shell_shows_how_a_message_is_understood(model):
    said = rasa("shell", "nlu", "-m", str(model), cwd=project.root(), input=f"{QUESTION}\n").stdout
    assert '"name": "session_length"' in said


@pytest.mark.slow
def test_the_model_is_measured(model, tmp_path):
    labelled = {"session_length": [QUESTION, "30 or 60 minutes?"], "greet": ["hello", "good morning"]}
    examples = 'version: "3.1"\nnlu:\n'
    for intent, texts in labelled.items():
        lines = "".join(f"    - {text}\n" for text in texts)
        examples += f"- intent: {intent}\n  examples: |\n{lines}"
    (tmp_path / "nlu.yml").write_text(examples)
    rasa(
        *("test", "nlu", "-m", str(model), "-u", str(tmp_path / "nlu.yml"), "--out", str(tmp_path)),
        cwd=project.root(),
    )
    report = json.loads((tmp_path / "intent_report.json").read_text())
    assert report["session_length"]["recall"] == 1


@pytest.mark.slow
def test_a_server_of_rasas_own_answers_with_actions_of_their_own_server(model, tmp_path, monkeypatch):
    monkeypatch.chdir(project.root())
    port, actions_port = free_port(), free_port()
    actions, server = f"http://127.0.0.1:{actions_port}", f"http://127.0.0.1:{port}"
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: {actions}/webhook\n")
    serve_actions = running(
        "run", "actions", "-p", str(actions_port), address=f"{actions}/health", log=tmp_path / "actions.log"
    )
    serve = running(
        *("run", "-m", str(model), "-i", "127.0.0.1", "-p", str(port), "--endpoints", str(endpoints)),
        address=server,
        log=tmp_path / "server.log",
    )
    with serve_actions, serve:
        deadline = time.monotonic() + 60
        while (
            answer := requests.post(f"{server}/webhooks/chat/messages", json={"text": QUESTION})
        ).status_code != 200:
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.5)
    assert "30, 45 or 60 minutes" in answer.json()["replies"][0]["text"]
