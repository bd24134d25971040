"""How long the condition matcher takes: for a short and a long message, with more and more terms.

The terms beyond those of faq/conditions.yml are made up. What is timed is the whole examination of a
message: reading, spelling, matching and context, as time of the processor, since other work on the machine
does not count.
The health net is not in it; benchmarks/nlu.py times the pipeline.

Example: .venv/bin/python benchmarks/safety.py --terms 1000 10000
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import Dict, List

# This file's folder would otherwise come before the project's.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from faq import live  # noqa: E402
from faq.knowledge_base import KnowledgeBase  # noqa: E402
from faq.schema import Condition  # noqa: E402
from nlu.mentions import Detector  # noqa: E402

TERMS_EACH = 50
CHARACTERS = 1000
WORDS = 20
MESSAGES = 200
SYLLABLES = "ba co di fe gu la me ni po ru sa te vi xo zu bra cle dri flo gre pla stu tri".split()
WORDS_OF_CLIENTS = """
hello I would like to know how long a session is and what should wear because my back has been sore since we
moved house last week also mum is coming on friday she has never had massage before will it hurt can you tell
me if there are stairs at your place thanks so much looking forward to it have great day
""".split()


def made_up(count: int, draw: random.Random) -> List[Condition]:
    """Return conditions with `count` terms together, of one to three invented words each."""
    terms = {
        " ".join("".join(draw.choices(SYLLABLES, k=draw.randint(3, 5))) for _ in range(draw.randint(1, 3)))
        for _ in range(2 * count)
    }
    chosen = sorted(terms)[:count]
    return [
        Condition(
            name=f"made_up_{start}",
            group="unnamed",
            kind="contraindication",
            lay=chosen[start : start + TERMS_EACH],
            source="made up",
        )
        for start in range(0, count, TERMS_EACH)
    ]


def knowledge_with(terms: int, draw: random.Random) -> KnowledgeBase:
    """Return the knowledge base with about `terms` terms: real conditions first, made-up ones after."""
    knowledge = live.shared().current()
    kept: List[Condition] = []
    for condition in knowledge.conditions:
        if sum(len(one.terms()) for one in kept) + len(condition.terms()) > terms:
            break
        kept.append(condition)
    missing = terms - sum(len(one.terms()) for one in kept)
    return replace(knowledge, conditions=[*kept, *made_up(missing, draw)])


def message(words: int, knowledge: KnowledgeBase, draw: random.Random) -> str:
    """Return a message of `words` words with one term in it, and a slip of the finger in one word."""
    chosen = draw.choices(WORDS_OF_CLIENTS, k=words - 1)
    slip = max(draw.sample(range(len(chosen)), 3), key=lambda index: len(chosen[index]))
    place = draw.randrange(len(chosen[slip]))
    chosen[slip] = chosen[slip][:place] + chosen[slip][place] + chosen[slip][place:]
    chosen.insert(draw.randrange(words), draw.choice(draw.choice(knowledge.conditions).terms() or ["rash"]))
    return " ".join(chosen)


def milliseconds(detector: Detector, texts: List[str]) -> List[float]:
    """Return how long each of `texts` takes."""
    taken = []
    for text in texts:
        began = time.thread_time()
        detector.examine(text)
        taken.append((time.thread_time() - began) * 1000)
    return taken


def measure(terms: int) -> Dict[str, float]:
    """Build the matcher with `terms` terms and examine short and long messages."""
    draw = random.Random(7)
    knowledge = knowledge_with(terms, draw)
    began = time.thread_time()
    detector = Detector(knowledge)
    load = time.thread_time() - began
    short = [message(WORDS, knowledge, draw) for _ in range(MESSAGES)]
    long = [message(400, knowledge, draw)[:CHARACTERS] for _ in range(MESSAGES)]
    # The first messages fill the caches of spelling and stems, as in a server that has run a minute.
    milliseconds(detector, short[:20])
    times = milliseconds(detector, short)
    return {
        "terms": sum(len(condition.terms()) for condition in knowledge.conditions),
        "load s": round(load, 2),
        "20 words, median ms": round(median(times), 2),
        "20 words, p95 ms": round(quantiles(times, n=20)[-1], 2),
        "1,000 characters, median ms": round(median(milliseconds(detector, long)), 2),
    }


def main() -> None:
    """Read the options, measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--terms", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--json", action="store_true", help="print JSON and no table")
    options = parser.parse_args()
    found = [measure(count) for count in options.terms]
    if options.json:
        print(json.dumps(found, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    for heading in found[0]:
        table.add_column(heading, justify="right")
    for figures in found:
        table.add_row(*map(str, figures.values()))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
