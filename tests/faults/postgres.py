"""A PostgreSQL of the tests' own: Debian's programs, a temporary folder, a free port on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import psutil
from conftest import free_port

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


class Postgres:
    """One cluster with one database."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgresql://faqbot@127.0.0.1:{self.port}/postgres"
        # Not in pytest's own folder, which the user postgres may not enter.
        self._folder = Path(tempfile.mkdtemp(prefix="faqbot-postgres-"))
        # It refuses to run as root.
        self._user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        if self._user:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", "data", "-U", "faqbot", "--auth=trust", "--no-sync")

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -c fsync=off -k {self._folder}"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop at once, as if the machine had lost power."""
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Stop all its processes without ending them."""
        first = int((self._folder / "data/postmaster.pid").read_text().splitlines()[0])
        processes = [psutil.Process(first), *psutil.Process(first).children()]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    def remove(self) -> None:
        subprocess.run([str(PROGRAMS / "pg_ctl"), "-D", "data", "-m", "immediate", "stop"], **self._options())
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([str(PROGRAMS / program), *arguments], **self._options())
        assert done.returncode == 0, (self._folder / "log").read_text()

    def _options(self) -> dict:
        identity = {"user": self._user.pw_uid, "group": self._user.pw_gid} if self._user else {}
        return {"cwd": self._folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **identity}
