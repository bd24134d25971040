"""The database of conversations, opened alike by whoever uses it."""

from __future__ import annotations

import os
from typing import Any, Optional, Tuple

import sqlalchemy as sa

from channels import settings

# A client waits for what waits for the database.
_SECONDS_TO_CONNECT = 3
_SECONDS_FOR_A_LOCK = 3

# Where a connection keeps which file it was opened on, and by what path.
_FILE = "file"
_PATH = "path"


def engine() -> sa.engine.Engine:
    """Return the database of the settings."""
    address = settings.current().database_address()
    if not address.startswith("sqlite"):
        options = {
            "connect_timeout": _SECONDS_TO_CONNECT,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "options": f"-c lock_timeout={_SECONDS_FOR_A_LOCK}s",
        }
        return sa.create_engine(address, connect_args=options, pool_pre_ping=True)
    options = {"timeout": _SECONDS_FOR_A_LOCK, "check_same_thread": False}
    # Pooled, because the last connection that is closed cleans up the file at a cost.
    database = sa.create_engine(address, connect_args=options, poolclass=sa.pool.QueuePool)
    sa.event.listen(database, "connect", _prepare_file)
    sa.event.listen(database, "checkout", _look_for_file)
    return database


def _prepare_file(connection: Any, record: Any) -> None:
    # With a log written ahead, the readers and the writer of several processes do not wait for each
    # other, and what was committed outlives a killed process.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    record.info[_PATH] = connection.execute("PRAGMA database_list").fetchone()[2]
    record.info[_FILE] = _identity(record.info[_PATH])


def _look_for_file(_connection: Any, record: Any, _: object) -> None:
    # Of a file that was removed or replaced, an open connection would go on writing to what nobody sees.
    if _identity(record.info[_PATH]) != record.info[_FILE]:
        raise sa.exc.DisconnectionError("The file is gone.")


def _identity(path: str) -> Optional[Tuple[int, int]]:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
