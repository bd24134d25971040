"""Whether the server can answer: its model, its database and a question that it must know."""

from __future__ import annotations

import asyncio
import copy
import logging
import time
from typing import Dict, Optional

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from sanic import Request, Sanic, response
from sanic.response import HTTPResponse

from channels import metrics
from channels.database import engine
from channels.guard import Guard
from faq import live

logger = logging.getLogger(__name__)

# Asked by whoever looks, so that looking often costs no more than looking now and then.
SECONDS_TO_KEEP = 5.0

SECONDS_FOR_A_CHECK = 5.0

# How many entries' own questions are tried; one answered is enough.
CANARIES = 3

OK = "ok"


class Health:
    """Looks at the parts of one server, at most every few seconds."""

    def __init__(self, app: Sanic) -> None:
        """Look at `app`, whose agent may not be loaded yet."""
        self._app = app
        self._database = engine()
        self._found: Dict[str, str] = {}
        self._looked = 0.0
        self._looking = asyncio.Lock()

    async def checks(self) -> Dict[str, str]:
        """Return for each part "ok" or what is wrong."""
        async with self._looking:
            if not self._found or time.monotonic() - self._looked > SECONDS_TO_KEEP:
                found = {
                    "model": self._model(),
                    "database": await self._reach_database(),
                    "canary": await self._ask_canary(),
                }
                self._report(found)
                self._found, self._looked = found, time.monotonic()
        return self._found

    def _report(self, found: Dict[str, str]) -> None:
        for name, state in found.items():
            metrics.CHECKS.labels(name).set(state == OK)
            if self._found.get(name, OK) != state:
                logger.warning("The check of the %s says: %s.", name, state)

    def _agent(self) -> Optional[Agent]:
        agent = getattr(self._app.ctx, "agent", None)
        return agent if agent is not None and agent.is_ready() else None

    def _model(self) -> str:
        return OK if self._agent() else "not loaded"

    async def _reach_database(self) -> str:
        try:
            await asyncio.wait_for(
                asyncio.get_running_loop().run_in_executor(None, self._query), SECONDS_FOR_A_CHECK
            )
        except asyncio.TimeoutError:
            return "slow"
        except sa.exc.SQLAlchemyError as error:
            return f"not reached ({type(error).__name__})"
        return OK

    def _query(self) -> None:
        with self._database.connect() as connection:
            connection.execute(sa.text("SELECT 1"))

    async def _ask_canary(self) -> str:
        agent = self._agent()
        if agent is None:
            return "not asked"
        guard = Guard(_apart(agent))
        entries = live.shared().current().entries
        # An entry that is newer than the model is not known to it yet.
        for name in sorted(set(entries) & set(agent.domain.intents))[:CANARIES]:
            turn = await guard.turn("canary", entries[name].question, "canary")
            if any(name in said.answered for said in turn.replies):
                return OK
        return "not answered"


def _apart(agent: Agent) -> Agent:
    """Return `agent` with a memory of its own, so that what it is asked is kept nowhere."""
    apart, apart.processor = copy.copy(agent), copy.copy(agent.processor)
    store = InMemoryTrackerStore(agent.domain)
    apart.tracker_store = store
    if apart.processor is not None:
        apart.processor.tracker_store = store
    return apart


def install(app: Sanic) -> None:
    """Serve `/healthz`, which says that the process is alive, and `/readyz`, which says what works."""

    @app.before_server_start
    async def begin(app: Sanic, _: object) -> None:
        app.ctx.health = Health(app)
        app.ctx.is_stopping = False

    @app.before_server_stop
    async def stop(app: Sanic, _: object) -> None:
        app.ctx.is_stopping = True

    @app.get("/healthz")
    async def alive(_: Request) -> HTTPResponse:
        return response.json({"status": "alive"})

    @app.get("/readyz")
    async def ready(request: Request) -> HTTPResponse:
        checks = await request.app.ctx.health.checks()
        if request.app.ctx.is_stopping:
            return response.json({"status": "stopping", "checks": checks}, 503)
        is_ready = all(state == OK for state in checks.values())
        return response.json(
            {"status": "ready" if is_ready else "not ready", "checks": checks}, 200 if is_ready else 503
        )
