"""Conversations in Rasa's own table, read from their end: turn 500 costs what turn 5 does."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Sequence

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

# Rules look at the latest message and actions at the replies before it; the rest of the past is in the slots.
TURNS = 2

# So many events hold more turns than that, since one turn is about ten.
_EVENTS = 60

# What a client has mentioned of their health is looked for however long ago it was.
_LASTING_SLOT = "mentions"

# A message that came twice is looked for among so many events, which is some forty turns.
_EVENTS_FOR_REPEATS = 400

# The attribute of a tracker that says how many of its events are in the database.
STORED = "stored_events"

# One index for both, so that no query looks at more than what it returns.
_INDEX = sa.text("CREATE INDEX IF NOT EXISTS ix_events_of_sender ON events (sender_id, id)")


class Conversations(SQLTrackerStore):
    """Rasa's tracker store, but it reads the latest turns only, and writes a turn at once."""

    def __init__(self, **options: Any) -> None:
        """Open the database and index it (see parent class)."""
        super().__init__(**options)
        self._queries = _Queries(self.SQLEvent.__table__)
        self._types = {kind.type_name: kind for kind in all_subclasses(Event)}
        _create_index(self.engine)

    def make_tables(self) -> None:
        """Make what is not there, as when the file of the database was removed."""
        self.Base.metadata.create_all(self.engine)
        _create_index(self.engine)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the latest turns of a conversation with its slots, or None if there is none."""
        events = self._latest(sender_id)
        if not events:
            return None
        tracker = DialogueStateTracker(sender_id, self.domain.slots)
        for event in events:
            tracker.update(event)
        setattr(tracker, STORED, len(tracker.events))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new in `tracker`, in one statement."""
        await self.stream_events(tracker)
        rows = [
            self._row(tracker.sender_id, event)
            for event in list(tracker.events)[getattr(tracker, STORED, 0) :]
        ]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(self.SQLEvent.__table__.insert(), rows)
        setattr(tracker, STORED, len(tracker.events))

    async def since(self, sender_id: str, message_id: str) -> List[Event]:
        """Return what happened in a conversation after the message `message_id`; [] if it is not known."""
        with self.engine.connect() as connection:
            part = f'"message_id": {json.dumps(message_id)}'
            found = connection.execute(self._queries.sent, {"sender": sender_id, "part": part}).scalar()
            if found is None:
                return []
            rows = connection.execute(self._queries.later, {"sender": sender_id, "after": found}).all()
        return [self._event(row) for row in reversed(rows)]

    def _latest(self, sender_id: str) -> List[Event]:
        with self.engine.connect() as connection:
            rows = connection.execute(self._queries.latest, {"sender": sender_id}).all()
            kept, slots, is_whole = _latest_turns(rows)
            if _LASTING_SLOT not in slots and not is_whole:
                lasting = connection.execute(self._queries.lasting, {"sender": sender_id})
                slots.update({row.action_name: row for row in lasting})
        return [self._event(row) for row in (*slots.values(), *kept)]

    def _event(self, row: Any) -> Event:
        # Rasa looks through all its classes for each event.
        return self._types[row.type_name]._from_parameters(json.loads(row.data))

    def _row(self, sender_id: str, event: Event) -> Dict[str, Any]:
        data = event.as_dict()
        return {
            "sender_id": sender_id,
            "type_name": event.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
            "action_name": data.get("name"),
            "data": json.dumps(data),
        }


class _Queries:
    """What the table is asked, newest events first; built once, since that takes longer than the asking."""

    def __init__(self, table: sa.Table) -> None:
        rows = table.c
        columns = sa.select(rows.id, rows.type_name, rows.action_name, rows.data)
        of_sender = columns.where(rows.sender_id == sa.bindparam("sender")).order_by(rows.id.desc())
        self.latest = of_sender.limit(_EVENTS)
        self.later = of_sender.where(rows.id > sa.bindparam("after"))
        self.lasting = of_sender.where(
            rows.type_name == SlotSet.type_name, rows.action_name == _LASTING_SLOT
        ).limit(1)
        recent = of_sender.limit(_EVENTS_FOR_REPEATS).subquery()
        # Whatever is in a text, this finds it, and every database knows it.
        has_part = sa.func.replace(recent.c.data, sa.bindparam("part"), "") != recent.c.data
        self.sent = (
            sa.select(recent.c.id).where(recent.c.type_name == UserUttered.type_name, has_part).limit(1)
        )


def _latest_turns(rows: Sequence[Any]) -> Any:
    """Return the latest turns in order, the slots set before, and whether the session begins within `rows`.

    Args:
        rows: the latest events, newest first.
    """
    kept: List[Any] = []
    slots: Dict[str, Any] = {}
    turns, is_kept = 0, True
    for row in rows:
        if is_kept:
            kept.append(row)
            turns += row.type_name == UserUttered.type_name
            listens = row.type_name == ActionExecuted.type_name and row.action_name == ACTION_LISTEN_NAME
            is_kept = turns < TURNS or not listens
        elif row.type_name == SlotSet.type_name:
            slots.setdefault(row.action_name, row)
        if row.type_name == SessionStarted.type_name:
            return kept[::-1], slots, True
    return kept[::-1], slots, len(rows) < _EVENTS


def _create_index(database: sa.engine.Engine) -> None:
    try:
        with database.begin() as connection:
            connection.execute(_INDEX)
    except sa.exc.SQLAlchemyError:
        # Another process that starts at the same time has made it.
        names = [index["name"] for index in sa.inspect(database).get_indexes("events")]
        if "ix_events_of_sender" not in names:
            raise
