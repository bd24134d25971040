"""Counts of the rate limits in the database, so that they hold across processes."""

from __future__ import annotations

import hashlib
import hmac
import logging
import math
import time
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from typing import Any, Callable, Tuple

import sqlalchemy as sa
from limits.storage import MemoryStorage, Storage

from channels import settings
from channels.database import engine

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_TIDYING = 60.0

# A database that does not answer is not asked again at once; meanwhile each process counts for itself.
_SECONDS_WITHOUT_DATABASE = 10.0
_SECONDS_TO_WAIT = 1.0

_counts = sa.Table(
    "rate_counts",
    sa.MetaData(),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("ends", sa.Float, nullable=False),
)

# One statement, so that two processes that count at once both count.
_COUNT = sa.text(
    "INSERT INTO rate_counts (key, count, ends) VALUES (:key, :amount, :ends)"
    " ON CONFLICT (key) DO UPDATE SET"
    " count = CASE WHEN rate_counts.ends <= :now THEN :amount ELSE rate_counts.count + :amount END,"
    " ends = CASE WHEN rate_counts.ends <= :now THEN :ends ELSE rate_counts.ends END"
    " RETURNING count, ends"
)


class SharedCounts(Storage):
    """A storage of the `limits` library in the database of the settings.

    Keys name conversations and addresses, so they are kept as keyed hashes.
    """

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        """Open the database, and make the table if it is not there."""
        super().__init__()
        self._database = engine()
        self._secret = settings.current().signing_secret().encode()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="counts")
        self._own = MemoryStorage()
        self._own_until = 0.0
        self._tidied = time.monotonic()
        _make_table(self._database)

    def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Count `amount` more of `key` and return how many there are (see parent class)."""
        if time.monotonic() >= self._own_until:
            try:
                return self._soon(self._count, key, expiry, amount)[0]
            except (sa.exc.SQLAlchemyError, TimeoutError) as error:
                logger.error("Messages are not counted across processes (%s).", type(error).__name__)
                self._own_until = time.monotonic() + _SECONDS_WITHOUT_DATABASE
        return self._own.incr(key, expiry, amount=amount)

    def get(self, key: str) -> int:
        """Return the count of `key` (see parent class)."""
        return self._row(key)[0]

    def get_expiry(self, key: str) -> int:
        """Return when the count of `key` begins anew, in seconds since 1970 (see parent class)."""
        return math.ceil(self._row(key)[1])

    def check(self) -> bool:
        """Return whether counts are shared now (see parent class)."""
        return time.monotonic() >= self._own_until

    def reset(self) -> None:
        """Forget every count (see parent class)."""
        with self._database.begin() as connection:
            connection.execute(_counts.delete())

    def clear(self, key: str) -> None:
        """Forget the count of `key` (see parent class)."""
        with self._database.begin() as connection:
            connection.execute(_counts.delete().where(_counts.c.key == self._hash(key)))

    def _count(self, key: str, expiry: int, amount: int) -> Tuple[int, float]:
        now = time.time()
        values = {"key": self._hash(key), "amount": amount, "now": now, "ends": now + expiry}
        with self._database.begin() as connection:
            row = connection.execute(_COUNT, values).one()
            if time.monotonic() - self._tidied > _SECONDS_BETWEEN_TIDYING:
                self._tidied = time.monotonic()
                connection.execute(_counts.delete().where(_counts.c.ends <= now))
        return row.count, row.ends

    def _row(self, key: str) -> Tuple[int, float]:
        if time.monotonic() >= self._own_until:
            return self._soon(self._read, key)
        return self._own.get(key), self._own.get_expiry(key)

    def _read(self, key: str) -> Tuple[int, float]:
        query = sa.select(_counts).where(_counts.c.key == self._hash(key), _counts.c.ends > time.time())
        with self._database.connect() as connection:
            row: Any = connection.execute(query).first()
        return (row[1], row[2]) if row else (0, time.time())

    def _soon(self, work: Callable[..., Tuple[int, float]], *args: Any) -> Tuple[int, float]:
        # All clients of this process wait meanwhile, so that a database that says nothing is soon left alone.
        return self._thread.submit(work, *args).result(_SECONDS_TO_WAIT)

    def _hash(self, key: str) -> str:
        return hmac.new(self._secret, b"limit:" + key.encode(), hashlib.sha256).hexdigest()[:40]


def _make_table(database: sa.engine.Engine) -> None:
    try:
        _counts.create(database, checkfirst=True)
    except sa.exc.SQLAlchemyError:
        # Another process that starts at the same time has made it.
        if not sa.inspect(database).has_table(_counts.name):
            raise
