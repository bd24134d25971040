"""The two systems as running servers: started, watched until they answer, weighed and stopped."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import psutil

from benchmarks.stock import StockProject, rasa
from faq.knowledge_base import KnowledgeBase

QUESTION = "session_length"

SECONDS_TO_START = 240.0
SECONDS_TO_STOP = 15.0

# No client of the benchmark is to be told to wait.
NO_LIMIT = "1000000"


class Served(ABC):
    """One system, running."""

    name: str

    def __init__(self, knowledge: KnowledgeBase) -> None:
        """Prepare to ask about `knowledge`."""
        self._question = knowledge.entries[QUESTION].question
        self._answer = knowledge.fill(knowledge.entries[QUESTION].answer)
        self._processes: List[subprocess.Popen] = []
        self._port = free_port()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[float]:
        """Start it, and yield how many seconds passed until it gave the right answer; stop it after."""
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            self._prepare(Path(folder))
            began = time.perf_counter()
            try:
                self._start(Path(folder))
                self._wait(Path(folder))
                yield time.perf_counter() - began
            finally:
                self._stop()

    def megabytes(self) -> float:
        """Return the resident memory of all its processes; what they share counts once."""
        total = 0
        for one in self._everyone():
            with contextlib.suppress(psutil.NoSuchProcess):
                total += one.memory_full_info().pss
        return total / 2**20

    @abstractmethod
    def _prepare(self, folder: Path) -> None: ...

    @abstractmethod
    def _start(self, folder: Path) -> None: ...

    @abstractmethod
    def _said(self, text: str) -> str:
        """Return everything that is answered to `text`."""

    def _run(self, command: List[str], folder: Path, environment: Dict[str, str]) -> None:
        with (folder / f"{len(self._processes)}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    # Ctrl-C is for the benchmark, which then stops what it has started.
                    start_new_session=True,
                )
            )

    def _post(self, path: str, message: Dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self.address + path, json.dumps(message).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def _wait(self, folder: Path) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            for number, process in enumerate(self._processes):
                if process.poll() is not None:
                    log = (folder / f"{number}.log").read_text(encoding="utf-8", errors="replace")
                    raise SystemExit(f"{self.name} ended with {process.returncode}:\n{log[-2000:]}")
            with contextlib.suppress(OSError, urllib.error.URLError, ValueError):
                if self._answer in self._said(self._question):
                    return
            time.sleep(0.05)
        raise SystemExit(f"{self.name} did not answer in {SECONDS_TO_START:.0f} seconds.")

    def _stop(self) -> None:
        # Asked for first: whose parent is gone is nobody's child.
        everyone = self._everyone()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS_TO_STOP)
        for one in everyone:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(everyone, timeout=SECONDS_TO_STOP)
        self._processes = []

    def _everyone(self) -> List[psutil.Process]:
        found = []
        for process in self._processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                first = psutil.Process(process.pid)
                found += [first, *first.children(recursive=True)]
        return found


class Stock(Served):
    """Rasa's server and its action server."""

    name = "stock"

    def __init__(self, knowledge: KnowledgeBase, stock: StockProject) -> None:
        """Serve `stock`, which is trained."""
        super().__init__(knowledge)
        self._project = stock
        self._action_port = free_port()

    def _prepare(self, folder: Path) -> None:
        self._project.copy(folder, self._action_port)

    def _start(self, folder: Path) -> None:
        environment = self._project.environment()
        self._run([rasa(), "run", "actions", "--port", str(self._action_port)], folder, environment)
        self._run([rasa(), "run", "-i", "127.0.0.1", "--port", str(self._port)], folder, environment)

    def _said(self, text: str) -> str:
        replies = self._post("/webhooks/rest/webhook", {"sender": "start", "message": text})
        return "\n".join(said["text"] for said in replies)


class Ours(Served):
    """`faqbot serve`."""

    name = "ours"

    def __init__(self, knowledge: KnowledgeBase, workers: Optional[int] = None) -> None:
        """Serve with so many processes, or with as many as the settings say."""
        super().__init__(knowledge)
        self._workers = workers

    def _prepare(self, folder: Path) -> None:
        pass

    def _start(self, folder: Path) -> None:
        settings = {
            "FAQBOT_PORT": str(self._port),
            "FAQBOT_DATA_FOLDER": str(folder / "var"),
            "FAQBOT_MESSAGES_PER_MINUTE": NO_LIMIT,
            "FAQBOT_MESSAGES_PER_MINUTE_PER_ADDRESS": NO_LIMIT,
        }
        if self._workers:
            settings["FAQBOT_WORKERS"] = str(self._workers)
        faqbot = str(Path(sys.executable).with_name("faqbot"))
        self._run([faqbot, "serve"], folder, {**os.environ, **settings})

    def _said(self, text: str) -> str:
        replies = self._post("/chat/messages", {"text": text})["replies"]
        return "\n".join(said["text"] for said in replies)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
