"""One message at a time in each conversation, in the order in which they came."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from typing import AsyncIterator, Awaitable, Callable, MutableMapping, Optional, Set, TypeVar
from weakref import WeakValueDictionary

from channels import metrics, turn_locks
from channels.errors import ApiError

# Messages are worked on one after the other anyway; a few at once keep one that hangs from holding up all.
PLACES = 8

# The widget gives up after 20 seconds and a proxy a little later, and both send again: what comes after
# that is work for nobody. Who is told before then sends again too, and does not double the load.
SECONDS_TO_WAIT = 10.0

Result = TypeVar("Result")

_in_flight: Set[asyncio.Future] = set()


class InOrder:
    """A lock for each conversation, kept as long as somebody holds it or waits for it.

    The order is that of this process; beside it, one lock across processes keeps a message that was sent
    to another one from being answered at the same time. Rasa has such a lock too, but looks only once a
    second whether it is free.
    """

    def __init__(self) -> None:
        self._locks: MutableMapping[str, asyncio.Lock] = WeakValueDictionary()
        self._places = asyncio.Semaphore(PLACES)

    async def finished(self, conversation: str, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do `work` in its turn, if that comes in time, and return its result.

        It goes on when the caller is cancelled, as when a client hangs up: the next message, which may
        be the same one sent again, must not overtake it.

        Raises:
            ApiError: 503, if too many others wait.
        """

        async def in_turn() -> Result:
            async with self.turn(conversation, SECONDS_TO_WAIT):
                return await work()

        task = asyncio.ensure_future(in_turn())
        keep(task)
        return await asyncio.shield(task)

    @asynccontextmanager
    async def turn(self, conversation: str, seconds: Optional[float] = None) -> AsyncIterator[None]:
        """Wait until all earlier messages of `conversation` have been answered.

        Raises:
            ApiError: 503, if that takes longer than `seconds`.
        """
        async with AsyncExitStack() as held:
            try:
                with metrics.waiting():
                    await asyncio.wait_for(self._come(conversation, held), seconds)
            except asyncio.TimeoutError:
                raise ApiError(
                    503,
                    "busy",
                    "Many people are asking right now. Try again in a moment.",
                    {"Retry-After": "5"},
                ) from None
            yield

    async def _come(self, conversation: str, held: AsyncExitStack) -> None:
        await held.enter_async_context(self._locks.setdefault(conversation, asyncio.Lock()))
        await held.enter_async_context(self._places)
        await held.enter_async_context(turn_locks.shared().held(conversation))


def keep(task: asyncio.Future) -> None:
    """Count `task` among what is in flight until it is done."""
    _in_flight.add(task)
    task.add_done_callback(_in_flight.discard)


async def finish(seconds: float) -> None:
    """Wait until whatever is in flight is done, at most so many seconds."""
    if _in_flight:
        await asyncio.wait(set(_in_flight), timeout=seconds)
