"""One message at a time in each conversation, in the order in which they came."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator, MutableMapping
from weakref import WeakValueDictionary


class InOrder:
    """A lock for each conversation, kept as long as somebody holds it or waits for it.

    Rasa has such a lock too, but looks only once a second whether it is free.
    """

    def __init__(self) -> None:
        self._locks: MutableMapping[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Wait until all earlier messages of `conversation` have been answered."""
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        async with lock:
            yield
