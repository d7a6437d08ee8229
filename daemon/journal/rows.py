"""An event as a row of the journal."""

import sqlite3

from daemon import events
from daemon.core.facts import Correction


def insert(connection: sqlite3.Connection, event: events.AnyEvent) -> int:
    """Add an event that carries its ``seq``; returns 0 where its id is in the journal already, else 1."""
    return connection.execute(
        "INSERT INTO events (seq, id, event_type, t, t_mono, boot, athlete, workout, set_id, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            event.seq,
            event.id,
            events.name(event),
            event.t,
            event.t_mono,
            event.boot,
            event.athlete,
            event.workout,
            _set_of(event),
            events.encode(event).decode(),
        ),
    ).rowcount


def seq_of(connection: sqlite3.Connection, event_id: str) -> int | None:
    """The ``seq`` of the event with this id, or None where the journal has none."""
    row = connection.execute("SELECT seq FROM events WHERE id = ?", (event_id,)).fetchone()
    return None if row is None else int(row[0])


def last_seq(connection: sqlite3.Connection) -> int:
    """The highest ``seq`` that was ever given, forgotten events included; 0 before the first."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return 0 if row is None else int(row[0])


def _set_of(event: events.AnyEvent) -> str | None:
    if event.set is None and isinstance(event, events.RepCorrected) and event.kind is not Correction.UNDONE:
        return event.refers
    return event.set
