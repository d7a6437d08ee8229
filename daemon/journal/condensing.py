"""Removes the reps of old sets, and keeps what they came to in the set's end: a journal that is as long as a life.

Of such a set stay its start, its end, what was held, every correction and every record. History, totals of weeks, loads
and records are the same as before.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

import msgspec

from daemon import events
from daemon.clock import EARLIEST, rfc3339
from daemon.core.facts import Side
from daemon.events import AnyEvent, Kept, SetEnded
from daemon.journal.view import JournalView
from daemon.set_record import SetRecord, records

_REMOVED = ("rep", "rep_rejected")
_DELIVERED = "SELECT min(seq) FROM cursors"
_OLD_SETS = """
SELECT s.set_id FROM events AS s WHERE s.event_type = 'set_started'
    AND s.seq < (SELECT seq FROM events WHERE event_type = 'set_started' ORDER BY seq DESC LIMIT 1 OFFSET ?2)
    AND happened_at(s.boot, s.seq, s.t) BETWEEN ?3 AND ?1
    AND EXISTS (SELECT 1 FROM events WHERE set_id = s.set_id AND event_type = 'set_ended')
    AND EXISTS (SELECT 1 FROM events WHERE set_id = s.set_id AND event_type IN ('rep', 'rep_rejected'))
ORDER BY s.seq LIMIT ?4
"""
"""Of sets without a date nobody knows how old they are."""


def old_sets(view: JournalView, before: datetime, newest: int, most: int) -> list[str]:
    """Returns the ids of the oldest ``most`` sets that have ended, and of which each rep is still kept.

    Args:
        view: The journal.
        before: They began before this.
        newest: So many sets are never old, whatever the clock says.
        most: At most so many.
    """
    times = rfc3339(before), newest - 1, rfc3339(EARLIEST), most
    return [set_id for (set_id,) in view.rows(_OLD_SETS, *times)]


def condense(connection: sqlite3.Connection, sets: Iterable[str]) -> int:
    """Remove within the open transaction the reps of sets; returns the number of events.

    A set that has not ended, that somebody of a newer version has written into, or of which a consumer has not
    acknowledged every event, is left as it is.

    Raises:
        sqlite3.Error: The disk refused.
    """
    (delivered,) = connection.execute(_DELIVERED).fetchone()
    return sum(_condense(connection, set_id, delivered) for set_id in sets)


def _condense(connection: sqlite3.Connection, set_id: str, delivered: int | None) -> int:
    found = connection.execute("SELECT seq, body FROM events WHERE set_id = ? ORDER BY seq", (set_id,)).fetchall()
    if not found or (delivered is not None and found[-1][0] > delivered):
        return 0
    try:
        known: list[AnyEvent] = [events.decode(body) for _, body in found]
    except msgspec.MsgspecError:
        return 0
    record = records(known).get(set_id)
    if record is None or record.end is None or record.kept is not None:
        return 0
    return _remove(connection, record, found[-1][0])


def _remove(connection: sqlite3.Connection, record: SetRecord, until: int) -> int:
    end = record.end
    if end is None:
        return 0
    body = events.encode(_with(end, record, until)).decode()
    connection.execute("UPDATE events SET body = ? WHERE id = ?", (body, end.id))
    removed = connection.execute("DELETE FROM events WHERE set_id = ? AND event_type IN (?, ?)", (record.id, *_REMOVED))
    return removed.rowcount


def _with(end: SetEnded, record: SetRecord, until: int) -> SetEnded:
    kept = Kept(
        until=until,
        reps=record.count,
        rejected=record.rejected,
        score=record.score,
        slowing=record.slowing,
        faults=record.faults,
        at_least=record.at_least,
        at_most=record.at_most,
        left=record.done_with(Side.LEFT),
        right=record.done_with(Side.RIGHT),
    )
    return msgspec.structs.replace(end, kept=kept)
