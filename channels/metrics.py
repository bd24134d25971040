"""What is counted and timed, for Prometheus. No label says who wrote, or what."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any, Iterator, List, Mapping, Optional, Sequence

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from sanic import Request, Sanic
from sanic.response import HTTPResponse, raw

from actions.reply import Reply
from channels.errors import ApiError

# Set by staff/workers.py before this module is imported, when several processes count together.
_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 4, 8, 15)

MESSAGES = Counter(
    "faqbot_messages_total", "Messages answered, by channel and outcome.", ["channel", "outcome"]
)
ESCALATIONS = Counter(
    "faqbot_escalations_total",
    "Health conditions mentioned in messages that were escalated, by their group.",
    ["group"],
)
STEPS = Histogram("faqbot_step_seconds", "Seconds that a step of a message took.", ["step"], buckets=_SECONDS)
WAITING = Gauge(
    "faqbot_waiting_messages", "Messages that wait for their turn now.", multiprocess_mode="livesum"
)
IN_FLIGHT = Gauge(
    "faqbot_in_flight_requests", "Requests that are not answered yet.", multiprocess_mode="livesum"
)
MODEL_TRAINED = Gauge(
    "faqbot_model_trained_timestamp_seconds",
    "When the model in use was trained; the oldest one of several processes.",
    multiprocess_mode="livemin",
)
MODELS_LOADED = Counter("faqbot_model_loads_total", "Models loaded while serving, by result.", ["result"])
CHECKS = Gauge(
    "faqbot_check_ok", "1 if a part of the server works, else 0.", ["check"], multiprocess_mode="livemin"
)

# What the message that is being answered was counted as.
_outcomes: ContextVar[Optional[List[str]]] = ContextVar("outcomes", default=None)


def install(app: Sanic) -> None:
    """Serve `/metrics` to whoever reaches the server itself, and count requests and refusals."""

    @app.get("/metrics")
    async def show(request: Request) -> HTTPResponse:
        # Prometheus asks the server itself; whatever comes through a proxy comes from outside.
        if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
            raise ApiError(404, "not_found", "There is no such page.")
        return raw(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)

    @app.on_request
    async def begin(request: Request) -> None:
        request.ctx.is_counted = True
        IN_FLIGHT.inc()

    @app.on_response
    async def end(request: Request, _: HTTPResponse) -> None:
        # A request that could not be read gets a response without having begun.
        if getattr(request.ctx, "is_counted", False):
            request.ctx.is_counted = False
            IN_FLIGHT.dec()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Time one step of a message: "wait", "understand" or "answer"."""
    began = time.perf_counter()
    try:
        yield
    finally:
        STEPS.labels(name).observe(time.perf_counter() - began)


@contextmanager
def waiting() -> Iterator[None]:
    """Count a message as waiting, and time how long it does."""
    with WAITING.track_inprogress(), step("wait"):
        yield


@contextmanager
def once() -> Iterator[None]:
    """Count what begins meanwhile as one message, by what its client was told.

    Who is told sorry is told so while the turn goes on, and that is not counted as well when it comes to
    its end.
    """
    before = _outcomes.set([])
    try:
        yield
    finally:
        _outcomes.reset(before)


def count(
    channel: str, parsed: Optional[Mapping[str, Any]], replies: Sequence[Reply], failed: bool = False
) -> None:
    """Count one message and what came of it; `failed` if the agent could not answer it."""
    outcome = "failed" if failed else _outcome(parsed, replies)
    counted = _outcomes.get()
    if counted:
        return
    if counted is not None:
        counted.append(outcome)
    MESSAGES.labels(channel, outcome).inc()
    if any(reply.escalation for reply in replies):
        for group in {mention["group"] for mention in (parsed or {}).get("mentions", [])} or {"unknown"}:
            ESCALATIONS.labels(group).inc()


def use_model(model: Path) -> None:
    """Note which model is in use; its name says when it was trained, whatever copied the file."""
    stamp = "-".join(model.name.split("-")[:2])
    try:
        trained = datetime.strptime(f"{stamp}+0000", "%Y%m%d-%H%M%S%z").timestamp()
    except ValueError:
        trained = model.stat().st_mtime
    MODEL_TRAINED.set(trained)


def _outcome(parsed: Optional[Mapping[str, Any]], replies: Sequence[Reply]) -> str:
    kinds = {reply.kind for reply in replies}
    if any(reply.escalation for reply in replies):
        return "escalated"
    if parsed is None:
        return "refused"
    if "answer" in kinds:
        return "answered"
    if "question" in kinds:
        return "asked_back"
    return "unanswered" if parsed["intent"]["name"] in ("out_of_scope", "nlu_fallback") else "small_talk"


def _registry() -> CollectorRegistry:
    if _FOLDER_VARIABLE not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return registry
