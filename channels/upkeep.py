"""What the server does on its own: it enforces the retention period and follows models and edits on disk."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Optional

from rasa.core.agent import Agent
from sanic import Sanic

from channels import checksum, metrics, retention, turn_locks
from faq import live
from nlu import mentions

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_PURGES = 60 * 60
SECONDS_BETWEEN_LOOKS = 2.0


def install(app: Sanic, model: Path) -> None:
    """Begin with `model`, and follow its folder from then on."""

    @app.after_server_start
    async def begin(app: Sanic, _: object) -> None:
        app.add_task(_enforce_retention(), name="retention")
        app.add_task(_follow(app.ctx.agent, model), name="models")
        app.add_task(_follow_edits(), name="edits")


async def _enforce_retention() -> None:
    while True:
        try:
            # One process at a time; for those after it there is nothing left to do.
            async with turn_locks.shared().held("retention"):
                await asyncio.get_running_loop().run_in_executor(None, retention.enforce)
        except Exception as error:  # noqa: BLE001 - the database may be back in an hour
            logger.error("The retention period could not be enforced (%s).", type(error).__name__)
        await asyncio.sleep(SECONDS_BETWEEN_PURGES)


async def _follow_edits() -> None:
    """Have an edit of the knowledge base read at once, not only after the next client has come."""
    while True:
        await asyncio.sleep(live.SECONDS_BETWEEN_LOOKS)
        await asyncio.get_running_loop().run_in_executor(None, lambda: mentions.shared().current())


async def _follow(agent: Agent, model: Path) -> None:
    metrics.use_model(model)
    # An older model may be the right one for what is on disk, so only what comes later counts.
    in_use, seen = model, _newest(model.parent) or model
    size = -1
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        newest = _newest(model.parent)
        # `faqbot rollback` has taken the model away: the newest that is left is the one before.
        is_withdrawn = not in_use.exists()
        if newest is None or newest == in_use or (newest.name <= seen.name and not is_withdrawn):
            continue
        before, size = size, newest.stat().st_size
        if size == before:
            # Not written to since the last look, so it is whole.
            seen, size = newest, -1
            if await _take(agent, newest):
                in_use = newest


async def _take(agent: Agent, model: Path) -> bool:
    """Load `model` into `agent` beside the old one, which answers until the new one is ready."""

    def load() -> None:
        checksum.check(model)
        agent.load_model(model)

    try:
        await asyncio.get_running_loop().run_in_executor(None, load)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the new model, the old one stays
        metrics.MODELS_LOADED.labels("failed").inc()
        logger.error(
            "The model %s cannot be loaded (%s); the old one stays.", model.name, type(error).__name__
        )
        return False
    metrics.MODELS_LOADED.labels("loaded").inc()
    metrics.use_model(model)
    logger.warning("The model %s is in use.", model.name)
    return True


def _newest(folder: Path) -> Optional[Path]:
    return max(folder.glob("*.tar.gz"), key=lambda path: path.name, default=None)
