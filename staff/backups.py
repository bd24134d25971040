"""Back-ups of the conversations: one compressed file of JSON lines, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterator, List, TextIO

import sqlalchemy as sa

from channels import database, retention, server
from channels.sms_numbers import Numbers
from staff.errors import StaffError

FORMAT = "faqbot-backup-1"

# Over before anybody could restore them.
_NOT_KEPT = ("rate_counts",)

_ROWS_AT_ONCE = 1000


def write(file: Path) -> Dict[str, int]:
    """Write the database as it is at this moment to `file`, which only its owner may read.

    Returns:
        how many rows of each table there were.

    Raises:
        StaffError: if the file exists or cannot be written.
    """
    unfinished = file.with_name(file.name + ".unfinished")
    if file.exists():
        raise StaffError(f"{file} exists already. Give a new name, such as one with the date.")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as raw, gzip.open(raw, "wt", encoding="utf-8") as lines:
            counts = _write_tables(lines)
        unfinished.replace(file)
    except OSError as error:
        raise StaffError(f"{file} cannot be written ({error.strerror}).") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


def read(file: Path) -> Dict[str, int]:
    """Read a back-up into the database of the settings, all of it or nothing.

    What is older than the retention period is deleted at once.

    Raises:
        StaffError: if the file is not a back-up or is damaged, or the database is not empty.
    """
    engine = database.engine()
    server.tracker_store()
    Numbers()
    tables = _tables(engine)
    with engine.begin() as connection:
        for table in tables.values():
            if connection.execute(sa.select(table).limit(1)).first():
                raise StaffError(
                    f"The database is not empty: {table.name} has rows. Restore into a new one "
                    "(docs/deploying.md says how)."
                )
        counts = _read_tables(connection, tables, file)
        if engine.dialect.name == "postgresql":
            connection.execute(
                sa.text(
                    "SELECT setval(pg_get_serial_sequence('events', 'id'), coalesce(max(id), 0) + 1, false)"
                    " FROM events"
                )
            )
    retention.enforce()
    return counts


def _write_tables(lines: TextIO) -> Dict[str, int]:
    engine = database.engine()
    counts: Dict[str, int] = {}
    is_file = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(stream_results=True) as connection:
        # All tables as they are at one moment, whatever is written meanwhile.
        if is_file:
            connection.exec_driver_sql("BEGIN")
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        lines.write(json.dumps({"format": FORMAT}) + "\n")
        for name, table in _tables(engine).items():
            rows = connection.execute(sa.select(table).order_by(*table.primary_key))
            for row in rows.yield_per(_ROWS_AT_ONCE).mappings():
                lines.write(json.dumps([name, dict(row)]) + "\n")
                counts[name] = counts.get(name, 0) + 1
        lines.write(json.dumps({"rows": counts}) + "\n")
    return counts


def _read_tables(connection: sa.engine.Connection, tables: Dict[str, sa.Table], file: Path) -> Dict[str, int]:
    counts: Counter = Counter()
    batch: Dict[str, List[Any]] = {name: [] for name in tables}
    promised = None
    for line in _lines(file):
        if isinstance(line, dict):
            promised = line.get("rows", promised)
            continue
        name, row = line
        if name not in tables:
            raise StaffError(f"{file} holds '{name}', which this version does not know.")
        batch[name].append(row)
        counts[name] += 1
        if len(batch[name]) == _ROWS_AT_ONCE:
            connection.execute(tables[name].insert(), batch[name])
            batch[name] = []
    if promised != dict(counts):
        raise StaffError(f"{file} is not whole; nothing was restored.")
    for name, rows in batch.items():
        if rows:
            connection.execute(tables[name].insert(), rows)
    return dict(counts)


def _lines(file: Path) -> Iterator[Any]:
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            if json.loads(next(lines)) != {"format": FORMAT}:
                raise ValueError
            for line in lines:
                yield json.loads(line)
    except (OSError, EOFError, ValueError, StopIteration, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "damaged, or not written by faqbot backup"
        raise StaffError(f"{file} cannot be read: {reason}.") from None


def _tables(engine: sa.engine.Engine) -> Dict[str, sa.Table]:
    found = sa.MetaData()
    found.reflect(engine)
    return {name: table for name, table in sorted(found.tables.items()) if name not in _NOT_KEPT}
