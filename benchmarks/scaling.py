"""What more cores and processes bring: messages a second, and processor time a message.

Starts `faqbot serve --workers N` itself, on one core and on two, with SQLite and with a PostgreSQL of its
own. The clients run on the same machine, so that the time they take is shown beside it.

Example: .venv/bin/python benchmarks/scaling.py --clients 32 --seconds 20
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "channels")]

from faults.postgres import Postgres  # noqa: E402
from faults.server import FAQBOT, Server  # noqa: E402
from web_clients import run  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
UNLIMITED = {"messages_per_minute": "1000000", "messages_per_minute_per_address": "1000000"}


def processes(server: Server) -> List[int]:
    """Return the ids of a server and its workers."""
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]


def processor_seconds(server: Server) -> float:
    """Return the processor time that a server and its workers have taken so far."""
    ticks = 0
    for pid in processes(server):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def memory_mb(server: Server) -> int:
    """Return the memory of a server and its workers, what they share counted once."""
    kilobytes = 0
    for pid in processes(server):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes // 1024


def measure(cores: int, workers: int, database: str, clients: int, seconds: float) -> Dict[str, Any]:
    """Load one server and return what it did."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["taskset", "--cpu-list", f"0-{cores - 1}", *FAQBOT, "--workers", str(workers)]
        with Server(Path(folder), command=command, database_url=database, **UNLIMITED) as server:
            # Each process is slow at its first message.
            asyncio.run(run(server.address, 4 * workers, 3, 0))
            before, own, began = processor_seconds(server), time.process_time(), time.monotonic()
            seen = asyncio.run(run(server.address, clients, seconds, 0))
            taken, elapsed = processor_seconds(server) - before, time.monotonic() - began
            return {
                "database": "PostgreSQL" if database else "SQLite",
                "cores": cores,
                "workers": workers,
                "messages_a_second": seen["messages_a_second"],
                "median_ms": seen["median_ms"],
                "p95_ms": seen["p95_ms"],
                "server_cpu_ms_a_message": round(1000 * taken / seen["messages"], 1),
                "cores_used_by_server": round(taken / elapsed, 2),
                "cores_used_by_clients": round((time.process_time() - own) / elapsed, 2),
                "memory_mb": memory_mb(server),
                "wrong": seen["without_reply"] + seen["conversations_that_differ_from_what_was_asked"],
            }


def main() -> None:
    """Measure each combination and print one JSON object a line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    postgres = Postgres()
    postgres.start()
    try:
        for database in ("", postgres.url):
            for cores, workers in ((1, 1), (2, 1), (2, 2)):
                done = measure(cores, workers, database, arguments.clients, arguments.seconds)
                print(json.dumps(done), flush=True)
    finally:
        postgres.remove()


if __name__ == "__main__":
    main()
