"""Runs what might hang in a thread of its own, so that nobody waits for it but who asked."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any, Callable, TypeVar

Result = TypeVar("Result")


async def apart(work: Callable[[], Result]) -> Result:
    """Return the result of `work`, which runs in a new thread.

    No pool: threads that hang would use it up, and would keep the process from ending.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future = loop.create_future()

    def settle(set_outcome: Callable[[Any], None], outcome: Any) -> None:
        if not done.done():
            set_outcome(outcome)

    def run() -> None:
        outcome: Any
        try:
            set_outcome, outcome = done.set_result, work()
        except Exception as error:  # noqa: BLE001 - raised again where it is awaited
            set_outcome, outcome = done.set_exception, error
        # The loop may have ended while this was at work.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, set_outcome, outcome)

    threading.Thread(target=run, daemon=True).start()
    return await done
