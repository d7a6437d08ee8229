"""Erases from the journal: whole sets, by the time at which they began, and never single events of a set.

What belongs to a workout and to none of its sets goes with the last of them. What has no date, as the box's clock was
never set in its boot, goes with what came after it: that it is older is all that is known of it.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from daemon.clock import EARLIEST, rfc3339
from daemon.events import IMPORTED_BOOT
from daemon.journal.clock_correction import Clocks, read_clocks

_SETS_OF = "SELECT DISTINCT set_id FROM events WHERE athlete = ? AND set_id IS NOT NULL"
_SETS = """
SELECT min(seq), boot, t, athlete, workout, set_id FROM events WHERE set_id IS NOT NULL GROUP BY set_id
"""
"""SQLite takes the other columns from the row with the least ``seq``: the set's first."""
_OTHERS = """
SELECT seq, boot, t, athlete, workout, NULL FROM events WHERE set_id IS NULL AND event_type != 'clock_set'
"""
_OLD_CLOCKS = """
DELETE FROM events WHERE event_type = 'clock_set' AND t < ?
AND boot NOT IN (SELECT boot FROM events WHERE event_type != 'clock_set')
AND boot != coalesce((SELECT substr(value, 1, instr(value, ' ') - 1) FROM memory WHERE key = 'clock'), '')
"""
"""That a clock was set is needed as long as there is an event that it mends, and in the boot that goes on."""
_EARLIEST = rfc3339(EARLIEST)
_NEWEST = "~"
"""Sorts behind every time."""


class _Unit(NamedTuple):
    """A set, by its first event, or an event that belongs to none.

    Attributes:
        began: When, or the latest that it can have been.
    """

    seq: int
    began: str
    athlete: str | None
    workout: str | None
    set_id: str | None


def erase(connection: sqlite3.Connection, before: str | None, athlete: str | None) -> int:
    """Erase within the open transaction what matches both conditions; returns the number of events.

    Args:
        connection: The writer's.
        before: Sets that began before this time, RFC 3339; None: however new.
        athlete: Sets of this athlete; None: of everybody.
    """
    if before is None:
        return _erase_all_of(connection, athlete)
    units = _units(connection)
    gone = [each for each in units if each.set_id and each.began < before and athlete in (None, each.athlete)]
    kept = {each.workout for each in set(units).difference(gone) if each.set_id and each.workout}
    began = {each.workout: each.began for each in reversed(units) if each.workout}
    gone += [
        each
        for each in units
        if not each.set_id
        and (began[each.workout] if each.workout else each.began) < before
        and (each.workout not in kept if athlete is None else each.athlete == athlete)
    ]
    return _delete(connection, gone) + connection.execute(_OLD_CLOCKS, (before,)).rowcount


def _erase_all_of(connection: sqlite3.Connection, athlete: str | None) -> int:
    """Erase every set in which an athlete is named, and every other such event; without a name, everything."""
    if athlete is None:
        return connection.execute("DELETE FROM events").rowcount
    sets = connection.execute(_SETS_OF, (athlete,)).fetchall()
    count = sum(connection.execute("DELETE FROM events WHERE set_id = ?", each).rowcount for each in sets)
    return count + connection.execute("DELETE FROM events WHERE athlete = ?", (athlete,)).rowcount


def _units(connection: sqlite3.Connection) -> list[_Unit]:
    """Returns every set, and every event without one, in order."""
    clocks = read_clocks(connection)
    found = sorted([*connection.execute(_SETS), *connection.execute(_OTHERS)])
    return list(_dated(found, clocks))[::-1]


def _dated(found: list[tuple[int, str, str, str | None, str | None, str | None]], clocks: Clocks) -> Iterable[_Unit]:
    """Yields them from the newest to the oldest, each with the latest time at which it can have begun."""
    newer = _NEWEST
    for seq, boot, t, athlete, workout, set_id in reversed(found):
        began = clocks.happened_at(boot, seq, t)
        if boot == IMPORTED_BOOT or began >= _EARLIEST:
            newer = newer if boot == IMPORTED_BOOT else began
            yield _Unit(seq, began, athlete, workout, set_id)
        else:
            yield _Unit(seq, newer, athlete, workout, set_id)


def _delete(connection: sqlite3.Connection, units: Iterable[_Unit]) -> int:
    count = 0
    for each in units:
        column, value = ("seq", each.seq) if each.set_id is None else ("set_id", each.set_id)
        count += connection.execute(f"DELETE FROM events WHERE {column} = ?", (value,)).rowcount  # noqa: S608 - our names
    return count
