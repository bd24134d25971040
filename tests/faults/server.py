"""A real server that a test may kill, stop and start again on the same port and the same data."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Sequence

from conftest import ROOT, free_port
from texting import PUBLIC_URL

TWILIO_TOKEN = "the token that texts are signed with"
FAQBOT = [str(Path(sys.executable).with_name("faqbot")), "serve"]

# `faqbot serve`, with faults that the file `fault` in its data folder switches on.
FAULTY = [sys.executable, str(Path(__file__).with_name("faulty.py"))]


class Server:
    """One server: its process, its address, its data folder and its log."""

    def __init__(
        self,
        data: Path,
        cwd: Path = ROOT,
        command: Sequence[str] = FAQBOT,
        environment: dict = {},  # noqa: B006 - it is read only
        **settings: str,
    ) -> None:
        self.data = data
        self.log = data / "server.log"
        self.address = f"http://127.0.0.1:{free_port()}"
        self._cwd = cwd
        self._command = list(command)
        settings = {
            "port": self.address.rpartition(":")[2],
            "data_folder": str(data),
            "twilio_auth_token": TWILIO_TOKEN,
            "public_url": PUBLIC_URL,
            "messages_per_minute": "10000",
            "sms_replies_per_hour": "10000",
            **settings,
        }
        named = {f"FAQBOT_{name.upper()}": value for name, value in settings.items()}
        self._environment = {**os.environ, **environment, **named}
        self.process: subprocess.Popen

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.kill()

    def launch(self) -> None:
        """Begin to start."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self._command,
                cwd=self._cwd,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def start(self) -> None:
        self.launch()
        try:
            self.wait_until_ready()
        except RuntimeError:
            self.kill()
            raise

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended with {self.process.returncode}:\n{self.said()}")
            if self.status("/readyz") == 200:
                return
            time.sleep(0.1)
        raise RuntimeError(f"The server was not ready in time:\n{self.said()}")

    def status(self, path: str, timeout: float = 5) -> int | None:
        """The status that `path` is answered with, None for no answer."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=timeout) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def terminate(self) -> None:
        """Ask it to stop, as a supervisor does."""
        self.process.send_signal(signal.SIGTERM)

    def fault(self, name: str) -> None:
        """Switch on a fault of `faulty.py`, or all off with ""."""
        (self.data / "fault").write_text(name)

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def peak(self) -> int:
        """The most megabytes of memory that the process has held so far."""
        return self._megabytes("VmHWM")

    def resident(self) -> int:
        """The megabytes of memory that the process holds."""
        return self._megabytes("VmRSS")

    def _megabytes(self, name: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith(name)).split()[1]) // 1024

    def open_files(self) -> int:
        """How many files and connections the process has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


def times_kept(server: Server, text: str) -> int:
    """How often what a client wrote is in the database of a stopped or running server with SQLite."""
    with sqlite3.connect(server.data / "conversations.db") as database:
        if not database.execute("SELECT name FROM sqlite_master WHERE name = 'events'").fetchall():
            return 0
        rows = database.execute("SELECT data FROM events WHERE type_name = 'user'").fetchall()
    return sum(json.loads(row[0])["text"] == text for row in rows)
