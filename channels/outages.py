"""Conversations that go on while the database is slow or out of reach, and are written when it is back."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Awaitable, Callable, Iterable, List, Optional, TypeVar

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels.conversations import STORED, Conversations

logger = logging.getLogger(__name__)

# As many as messages are worked on at once, and some for those whose client no longer waits.
_THREADS = 16

# What one server remembers of an outage; about 10 KB each.
_MOST_CONVERSATIONS = 5_000

_SECONDS_BETWEEN_TRIES = 1.0

# After a failure nobody waits for the database again so soon: a turn reads and writes several times.
_SECONDS_TO_PAUSE = 2.0

# The attribute of a tracker that holds what of it was kept.
_KEPT = "kept_events"

Result = TypeVar("Result")


class OutOfReach(Exception):
    """The database has failed a moment ago."""


class Kept(List[Event]):
    """Events of one conversation that are yet to be written."""

    is_written = False


class Outlasting(TrackerStore):
    """Reads and writes conversations beside the event loop, and keeps what could not be written in memory.

    A client is answered all the same, and what was said is written to its conversation once the database
    is back. What is kept is lost with the process.
    """

    def __init__(self, store: Conversations) -> None:
        """Keep conversations in `store`."""
        self._store = store
        self._unsaved: OrderedDict[str, Kept] = OrderedDict()
        self._writing = asyncio.Lock()
        self._paused_until = 0.0
        # Threads of its own, so that a database that hangs does not hold up what else runs in threads.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="database")
        super().__init__(store.domain, store.event_broker)

    @property
    def domain(self) -> Domain:
        """Return the domain, which is that of the store."""
        return self._store.domain

    @domain.setter
    def domain(self, domain: Optional[Domain]) -> None:
        self._store.domain = domain

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the conversation as far as it can be read, with what is yet to be written."""
        return await self._read(self._store.retrieve, sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> Optional[DialogueStateTracker]:
        """Return all sessions of the conversation (see `retrieve`)."""
        return await self._read(self._store.retrieve_full_tracker, conversation_id)

    async def since(self, sender_id: str, message_id: str) -> List[Event]:
        """Return what happened after a message (see `Conversations.since`), as far as it can be read."""
        kept = list(self._unsaved.get(sender_id, ()))
        for position, event in enumerate(kept):
            if isinstance(event, UserUttered) and event.message_id == message_id:
                return kept[position + 1 :]
        try:
            return await self._beside(self._store.since, sender_id, message_id)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, the client is answered
            logger.error("A conversation cannot be read (%s).", type(error).__name__)
            return []

    async def keys(self) -> Iterable[str]:
        """Return the ids of the conversations in the database (see parent class)."""
        return await self._beside(self._store.keys)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new, or keep it until it can be written."""
        if not hasattr(tracker, _KEPT):
            await self._save(tracker)
            return
        async with self._writing:
            kept: Kept = getattr(tracker, _KEPT)
            if kept.is_written:
                setattr(tracker, STORED, getattr(tracker, STORED, 0) + len(kept))
            delattr(tracker, _KEPT)
            await self._save(tracker)

    async def _save(self, tracker: DialogueStateTracker) -> None:
        try:
            await self._beside(self._store.save, tracker)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, the client is answered
            logger.error("A conversation cannot be written (%s); it is kept.", type(error).__name__)
            self._keep(tracker)
        else:
            self._unsaved.pop(tracker.sender_id, None)

    def drop(self, sender_id: str) -> None:
        """Forget what is yet to be written of a conversation."""
        self._unsaved.pop(sender_id, None)

    async def write_unsaved(self) -> None:
        """Write what was kept as soon as it can be written; runs for ever."""
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
            await self.try_to_write()

    async def try_to_write(self) -> None:
        """Write what was kept, as far as that is possible now."""
        for sender_id in list(self._unsaved):
            async with self._writing:
                if not await self._wrote(sender_id):
                    return

    async def _wrote(self, sender_id: str) -> bool:
        kept = self._unsaved.get(sender_id)
        if kept is None:
            return True
        tracker = DialogueStateTracker(sender_id, self.domain.slots)
        for event in kept:
            tracker.update(event)
        try:
            await self._beside(self._store.save, tracker)
        except Exception:  # noqa: BLE001 - it was said when it could not be written first
            return False
        kept.is_written = True
        if self._unsaved.get(sender_id) is kept:
            del self._unsaved[sender_id]
        return True

    async def _read(
        self, read: Callable[[str], Awaitable[Optional[DialogueStateTracker]]], sender_id: str
    ) -> Optional[DialogueStateTracker]:
        try:
            tracker = await self._beside(read, sender_id)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, the client is answered
            logger.error("A conversation cannot be read (%s).", type(error).__name__)
            tracker = None
        kept = self._unsaved.get(sender_id)
        if kept:
            tracker = tracker or DialogueStateTracker(sender_id, self.domain.slots)
            for event in kept:
                tracker.update(event)
            setattr(tracker, _KEPT, kept)
        return tracker

    def _keep(self, tracker: DialogueStateTracker) -> None:
        kept = Kept(list(tracker.events)[getattr(tracker, STORED, 0) :])
        setattr(tracker, _KEPT, kept)
        self._unsaved[tracker.sender_id] = kept
        while len(self._unsaved) > _MOST_CONVERSATIONS:
            self._unsaved.popitem(last=False)

    async def _beside(self, work: Callable[..., Awaitable[Result]], *args: Any) -> Result:
        if time.monotonic() < self._paused_until:
            raise OutOfReach
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, _finish, work, args)
        except Exception:
            self._paused_until = time.monotonic() + _SECONDS_TO_PAUSE
            self._threads.submit(self._store.make_tables)
            raise


def _finish(work: Callable[..., Awaitable[Result]], args: Any) -> Result:
    # Rasa's stores are coroutines that wait for nothing: they run through at once.
    coroutine: Any = work(*args)
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("The database was waited for.")
