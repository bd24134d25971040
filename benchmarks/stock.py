"""The stock Rasa project that ours is measured against: the same questions and answers, laid out by the book.

What Rasa's own documentation proposes for an FAQ: an intent and a rule for each question, the pipeline and
policies that `rasa init` writes, the `rest` channel, and the answers said by a custom action, which
`rasa run actions` serves from a process of its own. Conversations are kept in SQLite, as ours are.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict

import yaml

from benchmarks.systems import RASA_INIT
from faq import project
from faq.knowledge_base import KnowledgeBase

# What pip chooses when only rasa==3.6.21 is asked for; this project pins an older one, which is faster.
JSONSCHEMA = (
    "jsonschema==4.17.3 --hash=sha256:a870ad254da1a8ca84b6a2905cac29d265f805acc57af304784962a2aa6508f6\n"
)

# Taught of each entry, which is what an entry has at least: with all of them, DIET trains for far longer.
PHRASINGS = 30

ACTION = '''"""Says the answer to the question that was asked."""

import json
from pathlib import Path

from rasa_sdk import Action

ANSWERS = json.loads(Path("answers.json").read_text(encoding="utf-8"))


class ActionAnswer(Action):
    """Runs for every question of the FAQ."""

    def name(self):
        return "action_answer"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text=ANSWERS[tracker.latest_message["intent"]["name"]])
        return []
'''


class StockProject:
    """A trained stock project, made at most once for the same questions and answers."""

    def __init__(self, knowledge: KnowledgeBase, favoured: bool) -> None:
        """Describe the project.

        Args:
            knowledge: the questions and answers.
            favoured: give stock what it does not have by itself: the older jsonschema, and conversations
                that are kept in memory only.
        """
        self.favoured = favoured
        self._files = _files(knowledge)
        digest = hashlib.sha256(json.dumps(self._files, sort_keys=True).encode()).hexdigest()[:12]
        self._cached = project.root() / ".build" / "benchmark" / f"stock-{digest}"
        self._packages = project.root() / ".build" / "benchmark" / "packages"

    def environment(self) -> Dict[str, str]:
        """Return the environment that its processes run in."""
        found = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        return found if self.favoured else {**found, "PYTHONPATH": str(self._packages)}

    def train(self) -> None:
        """Train the model, unless there is one of the same files."""
        if not self.favoured:
            self._install_packages()
        if (self._cached / "models").is_dir():
            return
        making = self._cached.with_suffix(".unfinished")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        for name, content in self._files.items():
            (making / name).parent.mkdir(exist_ok=True)
            (making / name).write_text(content, encoding="utf-8")
        _run([rasa(), "train", "--quiet"], making, self.environment())
        making.replace(self._cached)

    def copy(self, folder: Path, action_port: int) -> None:
        """Put the project into `folder`, with its actions at `action_port`."""
        shutil.copytree(self._cached, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".rasa"))
        endpoints: Dict[str, Any] = {
            "action_endpoint": {"url": f"http://127.0.0.1:{action_port}/webhook"},
        }
        if not self.favoured:
            endpoints["tracker_store"] = {"type": "SQL", "dialect": "sqlite", "db": "conversations.db"}
        (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")

    def _install_packages(self) -> None:
        if self._packages.is_dir():
            return
        making = self._packages.with_suffix(".unfinished")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        (making / "requirements.txt").write_text(JSONSCHEMA, encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        _run([*pip, "--target", ".", "--require-hashes", "-r", "requirements.txt"], making, dict(os.environ))
        making.replace(self._packages)


def rasa() -> str:
    """Return the `rasa` command of this environment."""
    return str(Path(sys.executable).with_name("rasa"))


def _run(command: list, folder: Path, environment: Dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])} failed:\n{(done.stderr or done.stdout)[-2000:]}")


def _files(knowledge: KnowledgeBase) -> Dict[str, str]:
    entries = knowledge.entries
    nlu = [
        {
            "intent": name,
            "examples": [{"text": text} for text in (entry.question, *entry.phrasings[:PHRASINGS])],
        }
        for name, entry in entries.items()
    ]
    rules = [{"rule": name, "steps": [{"intent": name}, {"action": "action_answer"}]} for name in entries]
    domain = {
        "version": "3.1",
        "intents": list(entries),
        "actions": ["action_answer"],
        "responses": {"utter_default": [{"text": "Sorry, I did not understand that."}]},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }
    config = {"recipe": "default.v1", "assistant_id": "stock", "language": "en", "pipeline": RASA_INIT}
    answers = {name: knowledge.fill(entry.answer) for name, entry in entries.items()}
    return {
        "config.yml": yaml.safe_dump(config),
        "domain.yml": yaml.safe_dump(domain),
        "credentials.yml": "rest:\n",
        "data/nlu.yml": yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000),
        "data/rules.yml": yaml.safe_dump({"version": "3.1", "rules": rules}),
        "actions/__init__.py": "",
        "actions/actions.py": ACTION,
        "answers.json": json.dumps(answers),
    }
