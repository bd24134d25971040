"""One message at a time in each conversation, in the order in which they came."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import AsyncIterator, Awaitable, Callable, List, MutableMapping, Optional, Set, TypeVar
from weakref import WeakValueDictionary

from channels import metrics, turn_locks
from channels.errors import ApiError

# Each core understands one message at a time; a few more at once keep those that hang from holding up all.
PLACES = 8

# The widget gives up after 20 seconds and a proxy a little later, and both send again: what comes after
# that is work for nobody. Who is told before then sends again too, and does not double the load.
SECONDS_TO_WAIT = 10.0

# What was answered by a sorry because it was late may still come to its end, and the next message waits for
# that; longer than this it has no hope, and is dropped so that the conversation goes on.
SECONDS_TO_FINISH = 30.0

Result = TypeVar("Result")

_in_flight: Set[asyncio.Future] = set()

# What goes on in the turn that is being taken, though its client has been answered.
_late: ContextVar[Optional[List[asyncio.Future]]] = ContextVar("late", default=None)


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
        """Wait until all earlier messages of `conversation` have been answered, and finished too.

        Raises:
            ApiError: 503, if that takes longer than `seconds`.
        """
        async with AsyncExitStack() as held, AsyncExitStack() as place:
            try:
                with metrics.waiting():
                    await asyncio.wait_for(self._come(conversation, held, place), seconds)
            except asyncio.TimeoutError:
                raise ApiError(
                    503,
                    "busy",
                    "Many people are asking right now. Try again in a moment.",
                    {"Retry-After": "5"},
                ) from None
            late: List[asyncio.Future] = []
            before = _late.set(late)
            try:
                yield
            finally:
                _late.reset(before)
                if late:
                    keep(asyncio.ensure_future(_give_back_after(late, held.pop_all())))

    async def _come(self, conversation: str, held: AsyncExitStack, place: AsyncExitStack) -> None:
        await held.enter_async_context(self._locks.setdefault(conversation, asyncio.Lock()))
        await place.enter_async_context(self._places)
        await held.enter_async_context(turn_locks.shared().held(conversation))


def goes_on(work: asyncio.Future) -> None:
    """Hold the conversation whose turn it is until `work` is done, though not the turn's place."""
    late = _late.get()
    if late is not None:
        late.append(work)


async def _give_back_after(late: List[asyncio.Future], held: AsyncExitStack) -> None:
    async with held:
        _, hopeless = await asyncio.wait(late, timeout=SECONDS_TO_FINISH)
        for work in hopeless:
            work.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def keep(task: asyncio.Future) -> None:
    """Count `task` among what is in flight until it is done."""
    _in_flight.add(task)
    task.add_done_callback(_in_flight.discard)


async def finish(seconds: float) -> None:
    """Wait until whatever is in flight is done, at most so many seconds."""
    if _in_flight:
        await asyncio.wait(set(_in_flight), timeout=seconds)
