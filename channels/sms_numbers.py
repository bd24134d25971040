"""What is remembered of the numbers that text: who has stopped, who has been told how, what they were sent.

A number itself is never kept. Its id is a keyed hash, so whoever has the database and not the secret
cannot try numbers out.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Optional

import sqlalchemy as sa

from channels import settings
from channels.database import engine

# Long after the last retry of a provider; Vonage's go on for a day.
_SECONDS_TO_KEEP_REPLIES = 25 * 60 * 60

_tables = sa.MetaData()
_numbers = sa.Table(
    "sms_numbers",
    _tables,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("last_text", sa.Float, nullable=False),
    sa.Column("stopped_by", sa.String(8)),
)
_replies = sa.Table(
    "sms_replies",
    _tables,
    sa.Column("message", sa.String(64), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sent", sa.Float, nullable=False),
)


def conversation_of(number: str) -> str:
    """Return the id under which the conversation with `number` is kept, by SMS and by WhatsApp alike."""
    return "sms-" + _hash("".join(character for character in number if character.isdigit()))


def clean(database: sa.engine.Engine) -> None:
    """Delete what `database` has kept for long enough of the numbers and of what they were sent."""
    if not sa.inspect(database).has_table(_replies.name):
        return
    now = time.time()
    is_old = _numbers.c.last_text < now - settings.current().retention_days * 86_400
    with database.begin() as connection:
        # Who has stopped must stay known, however long ago it was.
        connection.execute(_numbers.delete().where(is_old, _numbers.c.stopped_by.is_(None)))
        connection.execute(_replies.delete().where(_replies.c.sent < now - _SECONDS_TO_KEEP_REPLIES))


def lacks_tables(error: Exception) -> bool:
    """Return whether `error` says that the database is a new one, as after its file was removed."""
    cause = getattr(error, "orig", None)
    # PostgreSQL's code for an undefined table; SQLite has words only.
    return getattr(cause, "pgcode", None) == "42P01" or "no such table" in str(cause)


class Numbers:
    """The memory of the SMS channel, in the database."""

    def __init__(self) -> None:
        """Open the database of the settings, and make the tables that are not there."""
        self._engine = engine()
        self.make_tables()

    def make_tables(self) -> None:
        """Make the tables that are not there, as when the file of the database was removed."""
        _tables.create_all(self._engine)

    def is_new(self, conversation: str) -> bool:
        """Return whether nothing has been sent to the number yet."""
        return self._row(conversation) is None

    def stopped_by(self, conversation: str) -> Optional[str]:
        """Return "carrier" or "words" if the number has asked for no replies, else None."""
        row = self._row(conversation)
        return row.stopped_by if row else None

    def remember(self, conversation: str, stopped_by: Optional[str] = None) -> None:
        """Note that the number has texted, and whether it has asked for no replies."""
        with self._engine.begin() as connection:
            connection.execute(_numbers.delete().where(_numbers.c.conversation == conversation))
            connection.execute(
                _numbers.insert().values(
                    conversation=conversation, last_text=time.time(), stopped_by=stopped_by
                )
            )

    def forget(self, conversation: str) -> int:
        """Delete what is noted of the number, and return how many notes there were."""
        notes = _numbers.delete().where(_numbers.c.conversation == conversation)
        with self._engine.begin() as connection:
            return connection.execute(notes).rowcount

    def reply_to(self, message: str) -> Optional[str]:
        """Return what was replied to the message with this id ("" for nothing), or None if it is new."""
        query = sa.select(_replies.c.text).where(_replies.c.message == _hash(message))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def keep_reply(self, message: str, text: str) -> None:
        """Keep what was replied to the message with this id, for its retries."""
        with self._engine.begin() as connection:
            connection.execute(_replies.insert().values(message=_hash(message), text=text, sent=time.time()))

    def _row(self, conversation: str) -> Optional[sa.engine.Row]:
        query = sa.select(_numbers).where(_numbers.c.conversation == conversation)
        with self._engine.connect() as connection:
            return connection.execute(query).first()


def _hash(value: str) -> str:
    key = settings.current().signing_secret().encode()
    return hmac.new(key, b"sms:" + value.encode(), hashlib.sha256).hexdigest()[:40]
