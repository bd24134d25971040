"""Where the processor's time for a message goes, step by step, and how much of it the encoders alone need.

The messages go through the parts that a server puts them through, in this process and one at a time; what
is given is time of the processor, since other work on the machine does not count. The server's own part,
HTTP and what travels, is not in it.

Example: taskset --cpu-list 0 .venv/bin/python benchmarks/steps.py
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Any, Callable, Dict, List

# This file's folder would otherwise come before the project's.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from staff import quiet  # noqa: E402

quiet.silence()

import numpy as np  # noqa: E402
from rasa.engine.graph import GraphNode  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from channels import history, server  # noqa: E402
from channels.conversations import Conversations  # noqa: E402
from channels.guard import Guard  # noqa: E402
from channels.outages import Outlasting  # noqa: E402
from faq import live, project  # noqa: E402
from nlu.health_net import HealthNet  # noqa: E402
from nlu.sentence_featurizer import SentenceFeaturizer  # noqa: E402
from staff import assistant, labelled, models  # noqa: E402

QUESTIONS = Path("benchmarks") / "unseen" / "questions.yml"
TURNS_A_CONVERSATION = 10

# What a "message of 20 words" may be.
WORDS = range(18, 23)

WARM_UP = 30

UNDERSTANDING, ANSWERING = "understanding, all of it", "answering, all of it"


class Stopwatch:
    """Adds up the processor time of this process by step."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seconds: Dict[str, List[float]] = defaultdict(list)

    def time(self, owner: Any, method: str, name: Callable[[Any], str]) -> None:
        """Time each call of a method; `name` gives the step from the object that it is called on."""
        plain = getattr(owner, method)

        def timed(this: Any, *args: Any, **kwargs: Any) -> Any:
            began = time.process_time()
            try:
                return plain(this, *args, **kwargs)
            finally:
                self.seconds[name(this)].append(time.process_time() - began)

        setattr(owner, method, timed)

    async def of(self, name: str, work: Any) -> Any:
        """Time what is awaited."""
        began = time.process_time()
        result = await work
        self.seconds[name].append(time.process_time() - began)
        return result


def component(node: GraphNode) -> str:
    """Return the name of a component as docs/understanding.md has it."""
    return f"- {node._component_class.__name__}"


def write_and_read(watch: Stopwatch) -> None:
    """Time the three dealings with the database."""
    for method in ("since", "retrieve", "save"):
        plain = getattr(Conversations, method)

        async def timed(this: Any, *args: Any, plain: Any = plain, method: str = method) -> Any:
            began = time.thread_time()
            try:
                return await plain(this, *args)
            finally:
                watch.seconds[f"- database: {method}"].append(time.thread_time() - began)

        setattr(Conversations, method, timed)


async def ask(guard: Guard, texts: List[str], watch: Stopwatch) -> None:
    """Put `texts` to the assistant as the web chat does, some in each conversation."""
    for place, text in enumerate(texts):
        conversation = f"{id(texts)}-{place // TURNS_A_CONVERSATION}"
        parsed = await watch.of(UNDERSTANDING, guard.parse(text))
        await watch.of(ANSWERING, _answered(guard, conversation, text, parsed))


async def _answered(guard: Guard, conversation: str, text: str, parsed: Dict[str, Any]) -> None:
    message_id = uuid.uuid4().hex
    assert not await history.replies_to(guard.agent.tracker_store, conversation, message_id)
    assert await guard._say(conversation, text, "web", parsed, message_id)


def floor(guard: Guard, texts: List[str]) -> Dict[str, float]:
    """Return what the two encoders alone take for a message, in milliseconds."""
    nodes = guard.agent.processor.graph_runner._nodes.values()
    parts = [node._component for node in nodes]
    encoders = {
        "the sentence encoder alone": next(
            part._encoder._model for part in parts if isinstance(part, SentenceFeaturizer)
        ),
        "the health encoder alone": next(
            part._model._encoder._model for part in parts if isinstance(part, HealthNet)
        ),
    }
    tokenizer = next(part._encoder._tokenizer for part in parts if isinstance(part, SentenceFeaturizer))
    ids = [tokenizer.encode(text).ids for text in texts]
    found = {}
    for name, encoder in encoders.items():
        began = time.process_time()
        for one in ids:
            encoder.forward_batch([one])
        found[name] = 1000 * (time.process_time() - began) / len(ids)
    return found


def measure(count: int) -> Dict[str, Any]:
    """Return milliseconds a message by step, for `count` client questions and for those of 20 words."""
    entries = live.shared().current().entries
    questions = [case.text for case in labelled.read(project.root() / QUESTIONS, entries)]
    random.Random(5).shuffle(questions)
    long = [text for text in questions if len(text.split()) in WORDS]
    guard = assistant.load(models.newest(), Outlasting(server.tracker_store()))
    loop = asyncio.new_event_loop()
    loop.run_until_complete(ask(guard, questions[:WARM_UP], Stopwatch()))
    alone = floor(guard, questions[:count])
    watch = Stopwatch()
    for text in long:
        loop.run_until_complete(watch.of("20 words", guard.parse(text)))
    twenty = 1000 * np.array(watch.seconds.pop("20 words"))
    watch.time(GraphNode, "__call__", component)
    write_and_read(watch)
    loop.run_until_complete(ask(guard, questions[:count], watch))
    asked = len(questions[:count])
    return {
        "messages": asked,
        "words_a_message": round(sum(len(text.split()) for text in questions[:count]) / asked, 1),
        "steps_ms": {name: round(1000 * sum(taken) / asked, 2) for name, taken in watch.seconds.items()},
        "floor_ms": {name: round(taken, 2) for name, taken in alone.items()},
        "20_words": {
            "messages": len(long),
            "median_ms": round(float(np.median(twenty)), 1),
            "p99_ms": round(float(np.percentile(twenty, 99)), 1),
        },
    }


def main() -> None:
    """Read the options, measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--json", action="store_true", help="print JSON and no table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FAQBOT_DATA_FOLDER"] = folder
        found = measure(options.messages)
    if options.json:
        print(json.dumps(found, indent=1))
        return
    heading = f"{found['messages']} messages of {found['words_a_message']} words"
    table = Table(title=heading, title_justify="left", box=None, pad_edge=False)
    table.add_column("step")
    table.add_column("processor, ms a message", justify="right")
    for name, taken in {**found["steps_ms"], **found["floor_ms"]}.items():
        table.add_row(name, f"{taken:.2f}")
    console = Console(width=110)
    console.print(table)
    twenty = found["20_words"]
    console.print(
        f"Understanding {twenty['messages']} messages of about 20 words: "
        f"median {twenty['median_ms']} ms, 99th percentile {twenty['p99_ms']} ms"
    )


if __name__ == "__main__":
    main()
