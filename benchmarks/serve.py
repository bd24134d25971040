"""How fast are messages answered: stock Rasa and ours as servers, one after the other on the same cores.

Stock is Rasa 3.6 as `rasa init` sets it up, taught the same questions (benchmarks/stock.py); ours is
`faqbot serve`. locust plays clients who ask one question after the other without a pause, ten a conversation
(benchmarks/clients.py); then one client holds a single long conversation. Nothing else may run on the machine
meanwhile. The first run also trains stock, which is kept in .build.

Example: .venv/bin/python benchmarks/serve.py --json
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List

# This file's folder would otherwise come before the project's.
sys.path[0] = str(Path(__file__).resolve().parents[1])

import numpy as np  # noqa: E402
import psutil  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from actions import reply  # noqa: E402
from benchmarks.served import Ours, Served, Stock  # noqa: E402
from benchmarks.stock import StockProject  # noqa: E402
from faq import live, project  # noqa: E402
from faq.knowledge_base import KnowledgeBase  # noqa: E402
from staff import models  # noqa: E402

TURNS_A_CONVERSATION = 10
WARM_UP_SECONDS = 5.0

# The cost of a turn is the median over the turns around it.
AROUND = 5

# Of these, lower is not better.
HIGHER_IS_BETTER = ("messages_a_second",)

Figures = Dict[str, Any]


class Bench:
    """Measures one system after the other with the same clients."""

    def __init__(self, knowledge: KnowledgeBase, options: argparse.Namespace, console: Console) -> None:
        """Ask about `knowledge` as `options` say, and tell `console` what is being done."""
        self._options = options
        self._console = console
        self._questions = [text for entry in knowledge.entries.values() for text in entry.phrasings]
        self._failure = reply.notice(knowledge, "failure", "web").text

    def measure(self, system: Served) -> Figures:
        """Start the system, load it and return its figures."""
        starts: List[float] = []
        for _ in range(self._options.starts - 1):
            self._say(system, "starting")
            with system.running() as seconds:
                starts.append(seconds)
        self._say(system, "starting")
        with system.running() as seconds:
            starts.append(seconds)
            # The best of several: the first one also pays for reading the files.
            found: Figures = {"start_up_s": round(min(starts), 1), "idle_mb": round(system.megabytes())}
            found["clients"] = {}
            for clients in self._options.clients:
                self._say(system, f"{clients} clients")
                found["clients"][str(clients)] = self._load(system, clients)
            found["loaded_mb"] = round(system.megabytes())
            self._say(system, f"one conversation of {max(self._options.turns)} turns")
            found["turn_ms"] = self._long_conversation(system)
        return found

    def _load(self, system: Served, clients: int) -> Figures:
        seconds = self._options.seconds + WARM_UP_SECONDS
        seen = self._locust(system, clients, WARM_UP_SECONDS, TURNS_A_CONVERSATION, seconds)
        times = seen["milliseconds"]
        if not times:
            raise SystemExit(f"{system.name} answered nothing to {clients} clients.")
        median, p95, p99 = np.percentile(times, [50, 95, 99])
        counted = seen["ended"] - seen["began"] - WARM_UP_SECONDS
        return {
            "median_ms": round(float(median), 1),
            "p95_ms": round(float(p95), 1),
            "p99_ms": round(float(p99), 1),
            "messages_a_second": round(len(times) / counted, 1),
            "messages": len(times),
            "errors": seen["errors"],
        }

    def _long_conversation(self, system: Served) -> Figures:
        last = max(self._options.turns)
        times = self._locust(system, 1, 0.0, last)["milliseconds"]
        if len(times) < last:
            raise SystemExit(f"{system.name} ended the conversation after {len(times)} turns.")
        return {
            str(turn): round(statistics.median(times[max(0, turn - AROUND) : turn + AROUND]), 1)
            for turn in self._options.turns
        }

    def _locust(
        self, system: Served, clients: int, warm_up: float, turns: int, seconds: float = 0.0
    ) -> Figures:
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.json"
            questions = Path(folder) / "questions.json"
            questions.write_text(json.dumps(self._questions), encoding="utf-8")
            environment = {
                **os.environ,
                "BENCHMARK_SYSTEM": system.name,
                "BENCHMARK_QUESTIONS": str(questions),
                "BENCHMARK_RESULT": str(result),
                "BENCHMARK_TURNS": str(turns),
                "BENCHMARK_WARM_UP": str(warm_up),
                "BENCHMARK_ONCE": "no" if seconds else "yes",
                "BENCHMARK_FAILURE": self._failure,
            }
            command = [
                str(Path(sys.executable).with_name("locust")),
                *("--locustfile", str(project.root() / "benchmarks" / "clients.py")),
                *("--host", system.address, "--users", str(clients), "--spawn-rate", str(clients)),
                *("--headless", "--only-summary", "--loglevel", "ERROR", "--exit-code-on-error", "0"),
                *(("--run-time", f"{seconds:.0f}s") if seconds else ()),
            ]
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
            )
            if not result.is_file():
                raise SystemExit(f"locust failed:\n{done.stderr[-2000:]}")
            return json.loads(result.read_text(encoding="utf-8"))

    def _say(self, system: Served, what: str) -> None:
        self._console.print(f"{system.name}: {what} ...", highlight=False)


def ratios(stock: Figures, ours: Figures) -> Figures:
    """Return for each figure how many times better ours is."""
    found: Figures = {}
    for name, value in ours.items():
        if isinstance(value, dict):
            found[name] = ratios(stock[name], value)
        elif name not in ("messages", "errors"):
            better, worse = (value, stock[name]) if name in HIGHER_IS_BETTER else (stock[name], value)
            found[name] = round(better / worse, 2)
    return found


def table(results: Dict[str, Figures]) -> Table:
    """Return the figures as a table."""
    shown = Table(title=machine(), title_justify="left", box=None, pad_edge=False)
    for heading in ("", "stock", "ours", "times better"):
        shown.add_column(heading, justify="right" if heading else "left")
    columns = [results[name] for name in ("stock", "ours", "ratios")]

    def row(name: str, *path: str) -> None:
        values = []
        for column in columns:
            value: Any = column
            for key in path:
                value = value.get(key, "")
            values.append(str(value))
        shown.add_row(name, *values)

    for clients in results["ours"]["clients"]:
        who = f"{clients} client{'s' if clients != '1' else ''}"
        for key in ("median_ms", "p95_ms", "p99_ms", "messages_a_second", "errors"):
            row(f"{who}: {key.replace('_', ' ')}", "clients", clients, key)
    for turn in results["ours"]["turn_ms"]:
        row(f"turn {turn} of one conversation: ms", "turn_ms", turn)
    row("start to first right answer: s", "start_up_s")
    row("resident memory after the start: MB", "idle_mb")
    row("resident memory after the load: MB", "loaded_mb")
    return shown


def machine() -> str:
    """Return on what this runs, in a line."""
    model = "an unknown processor"
    if Path("/proc/cpuinfo").is_file():
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), model)
    memory = psutil.virtual_memory().total / 2**30
    return f"{psutil.cpu_count()} cores ({model}), {memory:.0f} GB, Python {platform.python_version()}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON and no table")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64], help="how many at once")
    parser.add_argument("--seconds", type=float, default=20, help="length of each load")
    parser.add_argument("--turns", type=int, nargs="+", default=[10, 100, 500], help="turns to time")
    parser.add_argument("--starts", type=int, default=2, help="how often each is started; the best counts")
    parser.add_argument("--workers", type=int, help="processes of ours (FAQBOT_WORKERS)")
    parser.add_argument(
        "--favour-stock",
        action="store_true",
        help="give stock our older jsonschema, and keep its conversations in memory only",
    )
    return parser.parse_args()


def main() -> None:
    """Read the options, measure, and print a table or JSON."""
    options = _options()
    # As on Ctrl-C: what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console = Console(stderr=True)
    knowledge = live.shared().current()
    models.newest()
    stock = StockProject(knowledge, options.favour_stock)
    console.print("stock: training, unless it is trained already ...")
    stock.train()
    bench = Bench(knowledge, options, console)
    results = {
        "stock": bench.measure(Stock(knowledge, stock)),
        "ours": bench.measure(Ours(knowledge, options.workers)),
    }
    results["ratios"] = ratios(results["stock"], results["ours"])
    if options.json:
        print(json.dumps(results, indent=1))
    else:
        Console(width=110).print(table(results))


if __name__ == "__main__":
    main()
