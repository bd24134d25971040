"""Locks that hold across processes: at most one of them answers a conversation at any moment."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import logging
import os
from abc import ABC, abstractmethod
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import AsyncIterator, Optional

import sqlalchemy as sa

from channels import settings
from channels.database import engine

logger = logging.getLogger(__name__)

# A conversation is nearly always answered by one process, so that waiting for another one is rare.
_FIRST_WAIT = 0.005
_LONGEST_WAIT = 0.1


class TurnLocks(ABC):
    """One lock a conversation; a process that ends, however it ends, gives its locks back."""

    @asynccontextmanager
    async def held(self, conversation: str) -> AsyncIterator[None]:
        """Wait until no other process answers `conversation`, and keep it from them meanwhile."""
        key = _key(conversation)
        wait = _FIRST_WAIT
        while not await self._take(key):
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)
        try:
            yield
        finally:
            self._give_back(key)

    @abstractmethod
    async def _take(self, key: int) -> bool: ...

    @abstractmethod
    def _give_back(self, key: int) -> None: ...


class FileLocks(TurnLocks):
    """For processes of one machine: a conversation is one byte of a file that stays empty."""

    def __init__(self, path: Path) -> None:
        """Lock bytes of the file at `path`."""
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    async def _take(self, key: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, key)
        except BlockingIOError:
            return False
        return True

    def _give_back(self, key: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, key)


class DatabaseLocks(TurnLocks):
    """For several machines: PostgreSQL's advisory locks, all of them held by one connection.

    A turn needs no transaction open for as long as it takes, and no connection of its own.
    """

    def __init__(self, database: sa.engine.Engine) -> None:
        """Lock in `database`."""
        self._database = database
        self._connection: Optional[sa.engine.Connection] = None
        # One thread, so that the connection has one user, and what is given back goes in order.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="turn-locks")

    async def _take(self, key: int) -> bool:
        taking = self._thread.submit(self._run, "SELECT pg_try_advisory_lock(:key)", key)
        try:
            return await asyncio.wrap_future(taking)
        except asyncio.CancelledError:
            self._thread.submit(self._give_back_if, taking, key)
            raise
        except sa.exc.SQLAlchemyError as error:
            # Without the database nothing can be remembered twice either; the turn says what it can.
            logger.error("A conversation could not be locked (%s).", type(error).__name__)
            return True

    def _give_back(self, key: int) -> None:
        self._thread.submit(self._give_back_now, key)

    def _give_back_if(self, taking: Future[bool], key: int) -> None:
        # Whoever gave up waiting would never give back what was taken for them just then.
        if not taking.cancelled() and not taking.exception() and taking.result():
            self._give_back_now(key)

    def _give_back_now(self, key: int) -> None:
        try:
            self._run("SELECT pg_advisory_unlock(:key)", key)
        except sa.exc.SQLAlchemyError as error:
            # The lock went with the connection.
            logger.error("A lock could not be given back (%s).", type(error).__name__)

    def _run(self, statement: str, key: int) -> bool:
        try:
            if self._connection is None:
                self._connection = self._database.connect().execution_options(isolation_level="AUTOCOMMIT")
            return bool(self._connection.execute(sa.text(statement), {"key": key}).scalar())
        except sa.exc.SQLAlchemyError:
            broken, self._connection = self._connection, None
            if broken is not None:
                broken.invalidate()
            raise


@cache
def of_settings(process: int, database_url: Optional[str], data_folder: Optional[Path]) -> TurnLocks:
    """Return the locks of this process; the arguments say whose and where they are."""
    if settings.current().database_address().startswith("sqlite"):
        return FileLocks(settings.current().private_folder() / "turns.lock")
    return DatabaseLocks(engine())


def shared() -> TurnLocks:
    """Return the locks that all channels of this process share."""
    chosen = settings.current()
    return of_settings(os.getpid(), chosen.database_url, chosen.data_folder)


def _key(conversation: str) -> int:
    digest = hashlib.blake2b(conversation.encode(), digest_size=8).digest()
    # Positive, so that it is a position in a file as well as a bigint.
    return int.from_bytes(digest, "big") >> 2
