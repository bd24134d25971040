"""How long `faqbot report` takes on many conversations, and how much memory.

    python benchmarks/report.py 2000 200000

Some real conversations are held, then copied with other clients, times and days until there are enough.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from channels import settings
from staff import quiet

quiet.silence()

QUESTIONS = (
    """how long is a session|will it hurt|do I need to undress|how often should I come|what is it
do you take my insurance, Aetna?|is insurance accepted|can I pay through my insurer|how much is it
where can I park|is there parking|do you have a car park|are you open on sundays|hello|thanks|bye
I have a fever|got a DVT in my leg|I am pregnant, is it ok|chest pain right now|do I need a prescription
what should I do after|blue elephants sing|is it like a spa|can I bring my dog Rex
my name is Priya, 07700 900123
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def hold_conversations(folder: Path) -> None:
    """Ask each question in a conversation of its own, kept in the database of `folder`."""
    os.environ["FAQBOT_DATA_FOLDER"] = str(folder)
    from channels.server import tracker_store
    from staff import assistant, models

    guard = assistant.load(models.newest(), tracker_store())

    async def ask_all() -> None:
        for number, question in enumerate(QUESTIONS):
            await guard.turn(f"template{number}", question, "web" if number % 3 else "sms")

    asyncio.run(ask_all())


def multiply(folder: Path, messages: int) -> None:
    """Copy the conversations until there are `messages` messages over the last month."""
    from channels.retention import engine, events

    chance = random.Random(7)
    with engine().begin() as connection:
        rows = connection.execute(sa.select(events).order_by(events.c.id)).all()
        templates = [[row for row in rows if row.sender_id == f"template{n}"] for n in range(len(QUESTIONS))]
        present = len(QUESTIONS)
        batch = []
        while present < messages:
            moment = time.time() - chance.random() * 29 * 86_400
            for row in chance.choice(templates):
                data = json.dumps({**json.loads(row.data), "timestamp": moment})
                kept = {
                    "sender_id": f"client{present}",
                    "type_name": row.type_name,
                    "timestamp": moment,
                    "data": data,
                }
                batch.append(kept)
            present += 1
            if len(batch) > 5000 or present == messages:
                connection.execute(events.insert(), batch)
                batch = []


def main() -> None:
    """Print the seconds and the memory of a report for each number of messages asked for."""
    for messages in map(int, sys.argv[1:] or ["2000"]):
        with tempfile.TemporaryDirectory() as folder:
            # In a process of its own, since a child is charged for the memory of its parent.
            holding = multiprocessing.get_context("spawn").Process(
                target=hold_conversations, args=(Path(folder),)
            )
            holding.start()
            holding.join()
            os.environ["FAQBOT_DATA_FOLDER"] = folder
            settings.current.cache_clear()
            multiply(Path(folder), messages)
            began = time.perf_counter()
            process = subprocess.Popen(
                [str(Path(sys.executable).with_name("faqbot")), "report", "--html", f"{folder}/report.html"],
                env={**os.environ, "FAQBOT_DATA_FOLDER": folder, "FAQBOT_KEEP_TEXT": "true"},
                stdout=subprocess.DEVNULL,
            )
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
            if status:
                raise SystemExit("The report failed.")
            peak = used.ru_maxrss / 1024
            print(f"{messages:>9,} messages: {seconds:6.1f} s, at most {peak:,.0f} MB")


if __name__ == "__main__":
    main()
