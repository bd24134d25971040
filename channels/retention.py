"""What is kept of conversations, and for how long: enforced by the server, by command and on request."""

from __future__ import annotations

import json
import time
from typing import Any, Dict

import sqlalchemy as sa

from channels import settings, sms_numbers
from channels.database import engine
from channels.sessions import SECONDS as SESSION_SECONDS

SECONDS_A_DAY = 86_400
_BATCH = 500

# Rasa's own table, as its SQLTrackerStore makes it; only what is needed here.
events = sa.Table(
    "events",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255)),
    sa.Column("type_name", sa.String(255)),
    sa.Column("timestamp", sa.Float),
    sa.Column("data", sa.Text),
)


def enforce() -> Dict[str, int]:
    """Delete what is older than the retention period, and the words of what need not keep them.

    The words of a client are needed while the session may go on; afterwards they are kept only where
    the practice has switched that on. What is noted of numbers that text goes in its time as well.

    Returns:
        how many events were deleted, and how many lost their words.
    """
    chosen = settings.current()
    database = engine()
    now = time.time()
    done = {"deleted": 0, "blanked": 0}
    sms_numbers.clean(database)
    if not sa.inspect(database).has_table("events"):
        return done
    with database.begin() as connection:
        old = events.c.timestamp < now - chosen.retention_days * SECONDS_A_DAY
        done["deleted"] = connection.execute(events.delete().where(old)).rowcount
    if not chosen.keep_text:
        done["blanked"] = _blank_words(database, now - SESSION_SECONDS)
    return done


def forget(conversation: str) -> int:
    """Delete every event of `conversation` and return how many there were."""
    database = engine()
    if not sa.inspect(database).has_table("events"):
        return 0
    with database.begin() as connection:
        return connection.execute(events.delete().where(events.c.sender_id == conversation)).rowcount


def _blank_words(database: sa.engine.Engine, before: float) -> int:
    holds_words = events.c.type_name.in_(["user", "slot"]) & events.c.data.like('%"text": "%')
    query = (
        sa.select(events.c.id, events.c.data).where(holds_words, events.c.timestamp < before).limit(_BATCH)
    )
    blanked = 0
    while True:
        with database.begin() as connection:
            rows = connection.execute(query).all()
            for row in rows:
                data = json.dumps(_without_words(json.loads(row.data)))
                connection.execute(events.update().where(events.c.id == row.id).values(data=data))
        blanked += len(rows)
        if len(rows) < _BATCH:
            return blanked


def _without_words(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: None if key == "text" else _without_words(value) for key, value in data.items()}
    return [_without_words(item) for item in data] if isinstance(data, list) else data
