"""An event as a row of the journal."""

import sqlite3

import msgspec

from daemon import events
from daemon.core.facts import Correction

_OF_SET = (Correction.ADDED, Correction.EXERCISE, Correction.LOAD)
"""Corrections that refer to a set, not to a rep."""
_LONGEST = 32 * 1024
"""Bytes of JSON: so that every event fits into one message of the socket."""


def check(event: events.AnyEvent) -> None:
    """Make sure that the event can be kept.

    Raises:
        ValueError: It could not be read back as what it is (a NaN, for instance), or is over 32 KiB.
    """
    try:
        body = events.encode(event)
        same = events.decode(body) == event
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise ValueError(f"{events.name(event)} {event.id} cannot be kept: {error}") from error
    if not same:
        raise ValueError(f"{events.name(event)} {event.id} cannot be kept: it does not survive a JSON round trip")
    if len(body) > _LONGEST:
        raise ValueError(f"{events.name(event)} {event.id} cannot be kept: {len(body)} bytes, at most {_LONGEST}")


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
    """Returns the ``seq`` of the event with this id, or None where the journal has none."""
    row = connection.execute("SELECT seq FROM events WHERE id = ?", (event_id,)).fetchone()
    return None if row is None else int(row[0])


def last_seq(connection: sqlite3.Connection) -> int:
    """Returns the highest ``seq`` that was ever given, to forgotten events too; 0 before the first."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return 0 if row is None else int(row[0])


def _set_of(event: events.AnyEvent) -> str | None:
    if event.set is None and isinstance(event, events.RepCorrected) and event.kind in _OF_SET:
        return event.refers
    return event.set
