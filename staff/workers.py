"""Several processes behind one port: started, started anew when one dies, and stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import multiprocessing
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import Callable, Dict, Iterator, Optional

from channels.settings_sources import SettingsError

logger = logging.getLogger(__name__)

# A worker that ends this soon could not start; when that goes on, so would starting it.
_SECONDS_TO_START = 20.0
_STARTS_TO_TRY = 3
_SECONDS_BEFORE_NEXT = 1.0

# Beyond what the workers give themselves to finish.
_SECONDS_TO_SPARE = 5.0

_FORK = multiprocessing.get_context("fork")
_PR_SET_PDEATHSIG = 1

# Where prometheus_client looks for it.
_METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


class Workers:
    """The processes of one `faqbot serve`.

    Each has a listening socket of its own on the shared port, so that the kernel spreads connections
    evenly. This process keeps the sockets open: connections to a worker that has died wait for the next.
    """

    def __init__(
        self, host: str, port: int, count: int, serve: Callable[[socket.socket, bool], None]
    ) -> None:
        """Prepare `count` processes that each call `serve` with a socket, and whether it is the first."""
        self._sockets = [_listening(host, port) for _ in range(count)]
        self._serve = serve
        self._running: Dict[int, BaseProcess] = {}
        self._started: Dict[int, float] = {}
        self._failed_starts = 0
        self._stopping = False

    def run(self, stop_seconds: float) -> None:
        """Serve until told to stop; then let the workers finish what is in flight.

        Raises:
            SettingsError: if no worker can start.
        """
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        # This process answers nothing, so its gauges say nothing.
        _forget_gauges(os.getpid())
        for number in range(len(self._sockets)):
            self._start(number)
        try:
            while not self._stopping:
                connection.wait([one.sentinel for one in self._running.values()], timeout=0.5)
                self._replace_dead()
        finally:
            self._finish(stop_seconds)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _start(self, number: int) -> None:
        process = _FORK.Process(target=self._work, args=(number,), name=f"worker-{number}")
        process.start()
        self._running[number], self._started[number] = process, time.monotonic()

    def _work(self, number: int) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Ctrl-C reaches the whole group of a terminal; this process is told by its parent.
        os.setpgrp()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        for other, listening in enumerate(self._sockets):
            if other != number:
                listening.close()
        self._serve(self._sockets[number], number == 0)
        sys.exit(0)

    def _replace_dead(self) -> None:
        for number, process in list(self._running.items()):
            if self._stopping or process.is_alive():
                continue
            process.join()
            _forget_gauges(process.pid)
            logger.error("Worker %s ended with %s and is started anew.", number, process.exitcode)
            is_early = time.monotonic() - self._started[number] < _SECONDS_TO_START
            self._failed_starts = self._failed_starts + 1 if is_early and process.exitcode else 0
            if self._failed_starts >= _STARTS_TO_TRY:
                raise SettingsError("The workers cannot start; the lines above say why.")
            time.sleep(_SECONDS_BEFORE_NEXT)
            self._start(number)

    def _finish(self, seconds: float) -> None:
        # While a socket is open here, the kernel would go on accepting for nobody.
        for listening in self._sockets:
            listening.close()
        for process in self._running.values():
            process.terminate()
        until = time.monotonic() + seconds + _SECONDS_TO_SPARE
        for process in self._running.values():
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()


@contextlib.contextmanager
def counted_together() -> Iterator[None]:
    """Let the workers' metrics be added up; enter it before anything that counts is imported."""
    folder = tempfile.mkdtemp(prefix="faqbot-metrics-")
    os.environ[_METRICS_VARIABLE] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind((host, port))
    listening.listen(1024)
    return listening


def _forget_gauges(pid: Optional[int]) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(pid)
