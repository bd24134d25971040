"""Many clients at once on the website's chat: does each get its own answers, each once, and how soon?

Starts a server of its own. Each client has its own conversation and pauses between its questions as a
reader does; every answer is compared with the question it must belong to.

Example: .venv/bin/python benchmarks/web_clients.py --clients 200 --seconds 120
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles
from typing import Any, Dict, List

import aiohttp

from faq import live

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


async def client(
    session: aiohttp.ClientSession, server: str, until: float, seen: Dict[str, Any], pause: float
) -> None:
    """Ask until the time is over; then compare with what the server kept."""
    entries = live.shared().current().entries
    asked: List[str] = []
    await asyncio.sleep(random.uniform(0, pause))
    async with session.post(f"{server}/chat/sessions") as response:
        token = (await response.json())["token"]
    while time.monotonic() < until:
        name = random.choice(sorted(entries))
        message = {"choice": name} if random.random() < 0.2 else {"text": entries[name].question}
        message |= {"message_id": str(len(asked)), "token": token}
        began = time.monotonic()
        answer = await _sent(session, server, message, seen)
        seen["seconds"].append(time.monotonic() - began)
        asked.append(entries[name].question)
        answered = [entry for reply in answer.get("replies", []) for entry in reply["answered"]]
        if not answer.get("replies"):
            seen["lost"] += 1
        elif name not in answered:
            seen["other"][name] += 1
        token = answer.get("token", token)
        await asyncio.sleep(random.uniform(0.5, 1.5) * pause)
    headers = {"Authorization": f"Bearer {token}"}
    async with session.get(f"{server}/chat/messages", headers=headers) as response:
        kept = (await response.json())["messages"]
    questions = [message["text"] for message in kept if message["from"] == "client"]
    # The server shows the latest hundred messages.
    if questions != asked[-len(questions) :] or (len(kept) < 100 and len(questions) != len(asked)):
        seen["mixed"] += 1


async def _sent(
    session: aiohttp.ClientSession, server: str, message: Dict[str, Any], seen: Dict[str, Any]
) -> Dict[str, Any]:
    """Send a message, again if the connection is lost, as the widget does: with the same id."""
    while True:
        try:
            async with session.post(f"{server}/chat/messages", json=message) as response:
                answer = await response.json()
                seen["statuses"][response.status] += 1
                return answer
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            seen["sent_again"][type(error).__name__] += 1


async def run(server: str, clients: int, seconds: float, pause: float) -> Dict[str, Any]:
    """Let `clients` ask for `seconds` and return what they saw."""
    seen: Dict[str, Any] = {
        "statuses": Counter(),
        "sent_again": Counter(),
        "seconds": [],
        "lost": 0,
        "mixed": 0,
        "other": Counter(),
    }
    until = time.monotonic() + seconds
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(120)) as session:
        await asyncio.gather(*(client(session, server, until, seen, pause) for _ in range(clients)))
    times = [1000 * value for value in seen["seconds"]]
    percentiles = quantiles(times, n=100)
    return {
        "clients": clients,
        "messages": len(times),
        "messages_a_second": round(len(times) / seconds, 1),
        "median_ms": round(percentiles[49]),
        "p95_ms": round(percentiles[94]),
        "p99_ms": round(percentiles[98]),
        "statuses": dict(seen["statuses"]),
        "sent_again_after": dict(seen["sent_again"]),
        "without_reply": seen["lost"],
        "not_the_entry_asked_for": dict(seen["other"]),
        "conversations_that_differ_from_what_was_asked": seen["mixed"],
    }


def main() -> None:
    """Start a server, let the clients ask, and print what they saw as JSON."""
    from conftest import serving

    from staff import models

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=10, help="mean seconds between a client's questions")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), models.newest(), messages_per_minute="1000") as server,
    ):
        print(
            json.dumps(
                asyncio.run(run(server, arguments.clients, arguments.seconds, arguments.pause)), indent=2
            )
        )


if __name__ == "__main__":
    main()
