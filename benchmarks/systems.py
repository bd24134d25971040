"""The systems that the benchmarks compare: each trains in a temporary Rasa project and is then asked.

Training has all cores; asking has one. Each runs in a process of its own, so that nothing that one has
loaded or cached serves another.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import multiprocessing
import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Sequence, Tuple

import yaml

from benchmarks.datasets import Dataset
from faq import project
from staff import quiet
from staff.scoring import STAND_INS, Outcome

WORDS, TIMED = 20, 200

FEATURES: List[Dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
RESPONSE_SELECTOR = {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True}
# What `rasa init` writes.
RASA_INIT: List[Dict[str, Any]] = [
    *FEATURES,
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    RESPONSE_SELECTOR,
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
# Every intent is a question with an answer, so there is nothing for DIET to tell apart.
SELECTOR_ALONE = [*FEATURES, {**RESPONSE_SELECTOR, "retrieval_intent": "faq", "ranking_length": 0}]
NAMES = STOCK, SELECTOR, OURS = "stock", "response_selector", "ours"

# Those of our components that need the FAQ's own data; none of them changes how other intents are ranked.
NEED_THE_FAQ = ("LanguageIdentifier", "HealthNet", "ConditionMatcher")


class Training(NamedTuple):
    """What training took: seconds, seconds of processor time, and megabytes at the most."""

    model: str
    seconds: float
    processor_seconds: float
    megabytes: float


class Answers(NamedTuple):
    """What came of asking: outcomes and milliseconds of the cases, those of long messages, megabytes."""

    outcomes: List[Outcome]
    milliseconds: List[float]
    milliseconds_20_words: List[float]
    megabytes: float


def train(system: str, data: Dataset, folder: Path) -> Training:
    """Train `system` on `data`, in a process of its own, keeping everything in `folder`."""
    return _apart(_train, system, data, folder)


def ask(system: str, data: Dataset, model: str, timed: int = TIMED) -> Answers:
    """Ask the trained model everything in `data`, in a process of its own on one core."""
    return _apart(_ask, system, data, model, timed)


def _apart(work: Callable, *arguments: Any) -> Any:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _train(system: str, data: Dataset, folder: Path) -> Training:
    # What was trained before would cost nothing now.
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    quiet.silence()
    from rasa.model_training import train_nlu

    project_folder = Path(tempfile.mkdtemp(dir=folder))
    files = {"config": _configured(system, data), "nlu": _examples(system, data)}
    if system == SELECTOR:
        answers = {f"utter_faq/{name}": [{"text": name}] for name in _intents(data)}
        files["domain"] = {"version": "3.1", "responses": answers}
    for name, content in files.items():
        (project_folder / f"{name}.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    config, examples = str(project_folder / "config.yml"), str(project_folder / "nlu.yml")
    if system == OURS and data.importer:
        config, examples = str(project.root() / "config.yml"), str(project.root() / "data")
    domain = str(project_folder / "domain.yml") if system == SELECTOR else None
    began, processor = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        model = train_nlu(config, examples, str(project_folder), domain=domain)
    return Training(
        str(model),
        time.perf_counter() - began,
        time.process_time() - processor,
        _megabytes(),
    )


def _configured(system: str, data: Dataset) -> Dict[str, Any]:
    pipeline = SELECTOR_ALONE if system == SELECTOR else RASA_INIT
    if system == OURS:
        shipped = yaml.safe_load((project.root() / "config.yml").read_text(encoding="utf-8"))["pipeline"]
        pipeline = [item for item in shipped if item["name"].rpartition(".")[2] not in NEED_THE_FAQ]
    return {"recipe": "default.v1", "assistant_id": "benchmark", "language": "en", "pipeline": pipeline}


def _examples(system: str, data: Dataset) -> Dict[str, Any]:
    prefix = "faq/" if system == SELECTOR else ""
    return {
        "version": "3.1",
        "nlu": [
            {
                "intent": prefix + name,
                "examples": [{"text": text} for text, intent in data.taught if intent == name],
            }
            for name in _intents(data)
        ],
    }


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _intents(data: Dataset) -> List[str]:
    return sorted({intent for _, intent in data.taught})


def _ask(system: str, data: Dataset, model: str, timed: int) -> Answers:
    # Before anything starts a thread: what is started later stays on the core too.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    quiet.silence()
    from rasa.core.agent import Agent

    agent = Agent.load(model)

    async def outcomes() -> Tuple[List[Outcome], List[float]]:
        found, times = [], []
        for case in data.asked:
            began = time.perf_counter()
            parsed = await agent.parse_message(case.text)
            times.append(1000 * (time.perf_counter() - began))
            ranking = _ranking(system, parsed)
            likeliest_entry = max((share for name, share in ranking if name in data.entries), default=0.0)
            found.append(Outcome(case, *ranking[0], likeliest_entry))
        return found, times

    async def long_messages() -> List[float]:
        times = []
        for text in _of_words([case.text for case in data.asked], WORDS)[:timed]:
            began = time.perf_counter()
            await agent.parse_message(text)
            times.append(1000 * (time.perf_counter() - began))
        return times

    asyncio.run(agent.parse_message("The first message loads what is loaded late."))
    judged, times = asyncio.run(outcomes())
    return Answers(judged, times, asyncio.run(long_messages()), _megabytes())


def _ranking(system: str, parsed: Dict[str, Any]) -> List[Tuple[str, float]]:
    if system == SELECTOR:
        ranked = parsed["response_selector"]["faq"]["ranking"]
        found = [(item["intent_response_key"].partition("/")[2], item["confidence"]) for item in ranked]
    else:
        found = [(item["name"], item["confidence"]) for item in parsed["intent_ranking"]]
    return [item for item in found if not item[0].startswith(STAND_INS)] or [("nothing", 0.0)]


def _of_words(texts: Sequence[str], words: int) -> List[str]:
    stream = " ".join(texts).split()
    return [" ".join(stream[start : start + words]) for start in range(0, len(stream) - words, words)]
