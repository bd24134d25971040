"""Mixed traffic for a long time: does memory stay flat, latency too, and is every error the client's own?

Starts a server of its own, which benchmarks/mixed_clients.py keep busy. Exits with 1 if something is not as
it should be.

Example: make soak, or .venv/bin/python benchmarks/soak.py --minutes 5
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Dict, List, NamedTuple, Tuple

import aiohttp
import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

# This file's folder would otherwise come before the project's.
ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)
sys.path[1:1] = [str(ROOT / "tests"), str(ROOT / "tests" / "channels")]

from faults.server import Server  # noqa: E402

from benchmarks.mixed_clients import Traffic, talk  # noqa: E402

# At first caches fill and threads begin.
WARM_UP = 0.2
SECONDS_BETWEEN_LOOKS = 1.0

# What may differ between the first and the last third of the time after the warm-up.
MEMORY = 1.05
LATENCY = 1.25

# Each client has a connection of its own and may have one more for a moment; a leak would be far beyond.
MORE_FILES = 10
MORE_THREADS = 4


class Held(NamedTuple):
    """What the server holds at one moment: megabytes, open files, threads, kilobytes of database."""

    memory: float
    files: float
    threads: float
    database: float


async def watch(server: Server, traffic: Traffic, held: List[Tuple[float, Held]]) -> None:
    """Note again and again what the server holds."""
    process = psutil.Process(server.process.pid)
    while not traffic.is_over():
        with process.oneshot():
            now = Held(
                process.memory_info().rss / 1e6, process.num_fds(), process.num_threads(), database(server)
            )
        held.append((time.monotonic(), now))
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def database(server: Server) -> float:
    """Return the kilobytes of the database and of what is not yet written into it."""
    return sum(path.stat().st_size for path in server.data.glob("conversations.db*")) / 1e3


def slope(held: List[Tuple[float, Held]], start: float) -> float:
    """Return by how many megabytes an hour memory grew from `start` on, as a straight line fits best."""
    moments, memory = zip(*((moment, now.memory) for moment, now in held if moment >= start))
    return float(np.polyfit(moments, memory, 1)[0] * 3_600)


async def soak(server: Server, minutes: float, clients: int) -> Dict[str, Any]:
    """Load `server` and return what was seen."""
    traffic = Traffic(server.address, minutes * 60)
    held: List[Tuple[float, Held]] = []
    timeout = aiohttp.ClientTimeout(total=20)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session:
        talks = [talk(session, traffic, texts=number % 3 == 0) for number in range(clients)]
        await asyncio.gather(watch(server, traffic, held), *talks)
    (waited_first, waited_last), (held_first, held_last) = (
        thirds(traffic, traffic.waited),
        thirds(traffic, held),
    )
    messages = len(traffic.waited)
    return {
        "minutes": minutes,
        "clients": clients,
        "done": dict(traffic.done),
        "wrong": dict(traffic.wrong),
        "messages": messages,
        "held": {
            name: {
                "first": median(getattr(one, name) for one in held_first),
                "last": median(getattr(one, name) for one in held_last),
                "most": max(getattr(one, name) for _, one in held),
            }
            for name in Held._fields
        },
        "memory_an_hour": slope(held, warm_at(traffic)),
        "database_a_message": (held[-1][1].database - held[0][1].database) / messages,
        "latency": {"first": spread(waited_first), "last": spread(waited_last)},
        "restarted": server.process.poll() is not None,
    }


def warm_at(traffic: Traffic) -> float:
    """Return the moment at which the warm-up is over."""
    return traffic.began + WARM_UP * (traffic.until - traffic.began)


def thirds(traffic: Traffic, seen: List[Tuple[float, Any]]) -> Tuple[List[Any], List[Any]]:
    """Return what was seen in the first and in the last third after the warm-up."""
    start = warm_at(traffic)
    third = (traffic.until - start) / 3
    first = [value for moment, value in seen if start <= moment < start + third]
    last = [value for moment, value in seen if moment >= traffic.until - third]
    return first, last


def spread(waited: List[float]) -> Dict[str, float]:
    """Return the median and the 95th percentile in milliseconds."""
    return {"median": median(waited) * 1_000, "p95": quantiles(waited, n=20)[-1] * 1_000}


def faults(seen: Dict[str, Any]) -> List[str]:
    """Return what is not as it should be."""
    found = [f"{what} ({count} times)" for what, count in seen["wrong"].items()]
    if seen["restarted"]:
        found.append("the server has ended")
    held = seen["held"]
    if held["memory"]["last"] > held["memory"]["first"] * MEMORY:
        found.append(f"memory grew by more than {MEMORY - 1:.0%}")
    for name, more in (("files", MORE_FILES), ("threads", MORE_THREADS)):
        if held[name]["last"] > held[name]["first"] + more:
            found.append(f"more than {more} more {name}")
    if seen["latency"]["last"]["median"] > seen["latency"]["first"]["median"] * LATENCY:
        found.append(f"the median latency grew by more than {LATENCY - 1:.0%}")
    return found


def show(seen: Dict[str, Any]) -> None:
    """Print a table."""
    table = Table("", "first third", "last third", title=f"{seen['minutes']:g} minutes")
    parts = ("first", "last")
    named = {"memory": "memory, MB", "files": "open files", "threads": "threads", "database": "database, kB"}
    for name, title in named.items():
        table.add_row(title, *(f"{seen['held'][name][part]:.0f}" for part in parts))
    for name in ("median", "p95"):
        table.add_row(f"latency {name}, ms", *(f"{seen['latency'][part][name]:.1f}" for part in parts))
    console = Console()
    console.print(table)
    most = seen["held"]["memory"]["most"]
    console.print(f"Memory grew by {seen['memory_an_hour']:.1f} MB an hour; the most was {most:.0f} MB.")
    console.print(
        f"{seen['messages']} messages; the database grew by {seen['database_a_message']:.2f} kB each."
    )
    console.print(", ".join(f"{count} x {what}" for what, count in sorted(seen["done"].items())))


def main() -> None:
    """Run the soak that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--json", action="store_true", help="print what was seen as JSON")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        seen = asyncio.run(soak(server, chosen.minutes, chosen.clients))
        seen["faults"] = faults(seen)
    if chosen.json:
        print(json.dumps(seen))
    else:
        show(seen)
        for fault in seen["faults"]:
            print(f"Not as it should be: {fault}")
    sys.exit(1 if seen["faults"] else 0)


if __name__ == "__main__":
    main()
