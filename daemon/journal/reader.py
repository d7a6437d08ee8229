"""Reads the journal, on a connection that cannot write. A reader belongs to one thread."""

import logging
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

import msgspec

from daemon import events
from daemon.athletes import profile
from daemon.athletes.profile import KIND, Profile
from daemon.clock import EARLIEST
from daemon.core.form.baseline import Baseline
from daemon.core.plan.steadiness import Steadiness
from daemon.errors import UsageError
from daemon.events import AnyEvent
from daemon.journal import database, rows, training_weeks
from daemon.journal.baselines import SETS, baselines
from daemon.journal.last_loads import SETS as LOAD_SETS
from daemon.journal.last_loads import last_loads
from daemon.journal.mending import Clocks, in_order, read_clocks
from daemon.journal.steadiness import SETS as STEADY_SETS
from daemon.journal.steadiness import steadinesses
from daemon.journal.weeks import Week, by_week, monday
from daemon.progression.run import EVENTS as RUN_EVENTS
from daemon.progression.run import Run, run_of
from daemon.records.result import EVENTS as RESULT_EVENTS
from daemon.records.result import Result, results
from daemon.set_record import SetRecord, records
from daemon.set_summary import SetSummary, summaries

_PAGE = 500
_CANDIDATES = 20
_ALL = 2**31
_OF_LAST_SETS = """
SELECT seq, body FROM events WHERE seq IN (
    SELECT seq FROM events WHERE set_id IN (
        SELECT set_id FROM events WHERE event_type = 'set_started'
        AND (?1 = '' OR told(boot, seq, t) >= ?1) AND (?3 IS NULL OR coalesce(athlete, '') = ?3)
        ORDER BY seq DESC LIMIT ?2
    )
) ORDER BY seq
"""
"""Read along the primary key, so that no body is sorted and the rows need not be in memory together."""
_OF_LAST_IMPORTS = """
SELECT seq, body FROM events WHERE set_id IN (
    SELECT set_id FROM events
    WHERE event_type = 'set_imported' AND t >= ?1 AND (?3 IS NULL OR coalesce(athlete, '') = ?3)
    ORDER BY t DESC, seq DESC LIMIT ?2
) ORDER BY seq
"""
_OF_LAST_SETS_OF = """
SELECT seq, body FROM events WHERE seq IN (
    SELECT seq FROM events WHERE set_id IN (
        SELECT set_id FROM events WHERE event_type = 'set_started' AND athlete IS ? ORDER BY seq DESC LIMIT ?
    )
) ORDER BY seq
"""
_OF_SETS_OF = """
SELECT seq, body FROM events WHERE seq IN (
    SELECT seq FROM events WHERE set_id IN (
        SELECT set_id FROM events
        WHERE event_type IN ('set_started', 'set_imported') AND athlete IS ?1 AND told(boot, seq, t) >= ?2
    )
) ORDER BY seq
"""
_FRAMES_OF_LAST_SETS_OF = """
SELECT seq, body FROM events WHERE +event_type IN ('set_started', 'set_imported', 'rep_corrected') AND set_id IN (
    SELECT * FROM (
        SELECT set_id FROM events WHERE event_type = 'set_started' AND athlete IS ?1 ORDER BY seq DESC LIMIT ?2
    ) UNION ALL SELECT * FROM (
        SELECT set_id FROM events WHERE event_type = 'set_imported' AND athlete IS ?1 ORDER BY seq DESC LIMIT ?2
    )
) ORDER BY seq
"""
"""What a set's exercise and load are known by, and nothing of its reps. An import is kept in the order of its times.

The plus keeps SQLite from looking through every event of these types: those of the sets are few.
"""
_RESULTS = f"""
SELECT seq, body FROM events WHERE event_type IN ({", ".join(f"'{name}'" for name in RESULT_EVENTS)}) AND +set_id IN (
    SELECT set_id FROM events WHERE event_type IN ('set_started', 'set_imported') AND athlete IS ?
) ORDER BY seq
"""  # noqa: S608 - our names
"""Read by type: the plus keeps SQLite from going through each set with all of its reps."""
_RUNS = 60
"""Plans that are looked back at."""
_OF_RUN = f"""
SELECT seq, body FROM events WHERE event_type IN ({", ".join(f"'{name}'" for name in RUN_EVENTS)}) AND seq > ? AND seq <
    coalesce((SELECT min(seq) FROM events WHERE event_type = 'plan_started' AND seq > ?), 9223372036854775807)
ORDER BY seq
"""  # noqa: S608 - our names
_OLD_SETS = """
SELECT s.seq, s.set_id FROM events AS s WHERE s.event_type = 'set_started'
    AND s.seq < (SELECT seq FROM events WHERE event_type = 'set_started' ORDER BY seq DESC LIMIT 1 OFFSET ?2)
    AND told(s.boot, s.seq, s.t) BETWEEN ?3 AND ?1
    AND EXISTS (SELECT 1 FROM events WHERE set_id = s.set_id AND event_type = 'set_ended')
    AND EXISTS (SELECT 1 FROM events WHERE set_id = s.set_id AND event_type IN ('rep', 'rep_rejected'))
ORDER BY s.seq LIMIT ?4
"""
"""Of sets without a date nobody knows how old they are."""
_ATHLETES = """
SELECT DISTINCT 0, athlete FROM events
WHERE event_type IN ('set_started', 'set_imported') AND athlete IS NOT NULL ORDER BY athlete
"""
_CLOCKS_KNOWN = "SELECT count(*), coalesce(max(seq), 0) FROM events WHERE event_type = 'clock_set'"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenSet:
    """A set or a workout that has begun and not ended.

    Attributes:
        id: UUIDv7 of the set or workout.
        events: All of its events, in order.
    """

    id: str
    events: tuple[AnyEvent, ...]


class JournalReader:
    """A view of all committed events; follows the journal where the writer makes its file anew.

    Each event's ``t`` is when it happened, also where the clock was set only later: see ``journal.mending``.

    Args:
        path: The database.
        connection: One that is open already, in place of the file's own.

    Raises:
        JournalError: There is no journal, or it cannot be read. Every method may raise it.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None = None) -> None:
        self._path = path
        self._follows = connection is None
        self._clocks, self._clocks_known = Clocks(), (0, 0)
        with database.as_journal_error(path):
            self._open = connection or database.connect_to_read(path)
            self._tell_clocks(self._open)
        self._file = _identity(path)

    def __enter__(self) -> "JournalReader":  # noqa: PYI034 - Self needs Python 3.11
        """Hold the connection for the length of a ``with`` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self._open.close()

    def last_seq(self) -> int:
        """Returns the highest ``seq`` that was ever given; 0 before the first."""
        with database.as_journal_error(self._path):
            return rows.last_seq(self._connection())

    def after(self, seq: int, limit: int) -> list[AnyEvent]:
        """Returns the next ``limit`` events after ``seq``, in order; fewer only where there are no more."""
        found: list[AnyEvent] = []
        while len(found) < limit:
            page = self._rows(
                "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit - len(found)
            )
            if not page:
                break
            found += self._events(page)
            seq = page[-1][0]
        return found

    def export(self) -> Iterator[AnyEvent]:
        """Yields every event, in order; reads a page at a time."""
        seq = 0
        while page := self.after(seq, _PAGE):
            yield from page
            seq = page[-1].seq

    def cursor(self, consumer: str) -> int:
        """Returns the last ``seq`` that the consumer acknowledged; 0: none."""
        found = self._rows("SELECT seq, consumer FROM cursors WHERE consumer = ?", consumer)
        return found[0][0] if found else 0

    def behind(self) -> int:
        """Returns how many ``seq`` the slowest consumer has yet to acknowledge; 0 where there is no consumer."""
        slowest = self._rows("SELECT MIN(seq), '' FROM cursors HAVING COUNT(*) > 0")
        return max(self.last_seq() - slowest[0][0], 0) if slowest else 0

    def recall(self, key: str) -> str | None:
        """Returns the value that is remembered under ``key``, or None."""
        found = self._rows("SELECT 0, value FROM memory WHERE key = ?", key)
        return found[0][1] if found else None

    def profiles(self) -> tuple[Profile, ...]:
        """Returns the athletes whom the box knows."""
        found = self._rows("SELECT 0, value FROM memory WHERE key GLOB ? ORDER BY key", f"{KIND}:*")
        return tuple(known for _, kept in found if (known := profile.decode(kept)) is not None)

    def open_set(self) -> OpenSet | None:
        """Returns the last set, if it has not ended."""
        return self._last_open("set_id", "set_started", "set_ended")

    def open_workout(self) -> OpenSet | None:
        """Returns the last workout, if it has not ended."""
        return self._last_open("workout", "workout_started", "workout_ended")

    def open_plan(self) -> list[AnyEvent]:
        """Returns the beginning of the last plan and all events since, where the plan has not ended; else nothing."""
        last = self._rows(
            "SELECT seq, event_type FROM events WHERE event_type IN ('plan_started', 'plan_ended') "
            "ORDER BY seq DESC LIMIT 1"
        )
        return self.after(last[0][0] - 1, _ALL) if last and last[0][1] == "plan_started" else []

    def set(self, set_id: str) -> list[AnyEvent]:
        """Returns the events of a set, corrections included.

        Raises:
            UsageError: The journal has no such set.
        """
        found = self._of("set_id", set_id)
        if not found:
            raise UsageError(f"the journal has no set {set_id!r}: see `spotter history --json`")
        return found

    def find(self, begins: str) -> list[AnyEvent]:
        """Returns the events whose id begins so, at most twenty, in order."""
        found = self._rows(
            "SELECT seq, body FROM events WHERE id >= ? AND id < ? ORDER BY seq LIMIT ?",
            begins,
            f"{begins}\U0010ffff",
            _CANDIDATES,
        )
        return list(self._events(found))

    def history(self, limit: int, since: datetime | None = None, athlete: str | None = None) -> list[SetSummary]:
        """Returns summaries of the last ``limit`` sets that began at or after ``since``, oldest first.

        Args:
            limit: The newest.
            since: None: however old they are.
            athlete: Whose sets; an empty name: of whoever was not named; None: everybody's.
        """
        after = "" if since is None else events.rfc3339(since)
        with database.as_journal_error(self._path):
            own = summaries(self._events(self._connection().execute(_OF_LAST_SETS, (after, limit, athlete))))
            others = summaries(self._events(self._connection().execute(_OF_LAST_IMPORTS, (after, limit, athlete))))
        return in_order(own, others, lambda each: each.t)[-limit:]

    def sets_of(self, athlete: str | None, since: datetime) -> list[SetRecord]:
        """Returns an athlete's sets that began at or after ``since``, rep by rep, oldest first; None: nobody named."""
        with database.as_journal_error(self._path):
            page = self._connection().execute(_OF_SETS_OF, (athlete, events.rfc3339(since)))
            return _by_time(records(self._events(page)).values())

    def weeks(self, since: datetime, athlete: str | None = None) -> list[Week]:
        """Returns each exercise's totals for each week since then, in the box's time zone, oldest first.

        ``athlete`` is as in ``history``.
        """
        return by_week(self.history(_ALL, since, athlete))

    def training_weeks(self, athletes: Sequence[str]) -> Mapping[str, AbstractSet[date]]:
        """Returns the Mondays of the weeks in which each of them did something, in the box's time zone."""
        names = msgspec.json.encode(athletes).decode()
        with database.as_journal_error(self._path):
            connection = self._connection()
            ended = connection.execute(training_weeks.ENDED, (names,))
            corrected = connection.execute(training_weeks.CORRECTED)
            return training_weeks.training_weeks(
                ((set_id, seq, who, monday(t), reps, held_s) for set_id, seq, who, t, reps, held_s in ended), corrected
            )

    def baselines(self, athlete: str | None) -> tuple[Baseline, ...]:
        """Returns what the athlete usually reaches, out of the last sets; None: whoever trains without a name."""
        with database.as_journal_error(self._path):
            page = self._connection().execute(_OF_LAST_SETS_OF, (athlete, SETS))
            return baselines(records(self._events(page)).values())

    def steadiness(self, athlete: str | None, exercises: Collection[str]) -> tuple[Steadiness, ...]:
        """Returns how evenly the athlete lifts each of these exercises, in each view that the last sets show."""
        with database.as_journal_error(self._path):
            page = self._connection().execute(_OF_LAST_SETS_OF, (athlete, STEADY_SETS))
            return steadinesses(records(self._events(page)).values(), exercises)

    def last_loads(self, athlete: str | None) -> dict[str, SetRecord]:
        """Returns the athlete's newest set of each exercise whose load is known; its reps are left out."""
        with database.as_journal_error(self._path):
            page = self._connection().execute(_FRAMES_OF_LAST_SETS_OF, (athlete, LOAD_SETS))
            return last_loads(_by_time(records(self._events(page)).values()))

    def results(self, athlete: str | None) -> dict[str, Result]:
        """Returns what every set of the athlete came to, by its id and in the journal's order."""
        with database.as_journal_error(self._path):
            return results(self._events(self._connection().execute(_RESULTS, (athlete,))))

    def plan_runs(self, athlete: str | None) -> list[Run]:
        """Returns the last run that ended of each of the athlete's plans that have a rule of progress."""
        query = (
            "SELECT seq, body FROM events WHERE event_type = 'plan_started' AND athlete IS ? ORDER BY seq DESC LIMIT ?"
        )
        found: dict[str, Run] = {}
        with database.as_journal_error(self._path):
            begun = list(self._events(self._connection().execute(query, (athlete, _RUNS))))
            for first in begun:
                if isinstance(first, events.PlanStarted) and _progresses(first) and first.plan.name not in found:
                    page = self._connection().execute(_OF_RUN, (first.seq, first.seq))
                    run = run_of(first, self._events(page))
                    if run.end is not None:
                        found[first.plan.name] = run
        return list(found.values())

    def last_workout(self) -> list[str]:
        """Returns the ids of the last workout's sets, in order."""
        found = self._rows(
            "SELECT seq, set_id FROM events WHERE event_type = 'set_started' AND workout = ("
            "SELECT workout FROM events WHERE event_type = 'set_started' ORDER BY seq DESC LIMIT 1) ORDER BY seq"
        )
        return [set_id for _, set_id in found]

    def athletes(self) -> list[str]:
        """Returns everybody whom a set names, in the order of the alphabet."""
        return [name for _, name in self._rows(_ATHLETES)]

    def old_sets(self, before: datetime, newest: int, most: int) -> list[str]:
        """Returns the ids of the oldest ``most`` sets that have ended, and of which each rep is still kept.

        Args:
            before: They began before this.
            newest: So many sets are never old, whatever the clock says.
            most: At most so many.
        """
        times = events.rfc3339(before), newest - 1, events.rfc3339(EARLIEST), most
        return [set_id for _, set_id in self._rows(_OLD_SETS, *times)]

    def used_bytes(self) -> int:
        """Returns what the journal's content takes; its file is larger by the room that is to be used again."""
        with database.as_journal_error(self._path):
            connection = self._connection()
            asked = [connection.execute(f"PRAGMA {name}") for name in ("page_count", "freelist_count", "page_size")]
            pages, free, size = (found.fetchone()[0] for found in asked)
        return int((pages - free) * size)

    def open_workout_id(self) -> str | None:
        """Returns the id of the open workout, or None."""
        found = self.open_workout()
        return None if found is None else found.id

    def moved_s(self, boot: str) -> float:
        """Returns by how much the clock was moved in this boot, as far as the journal knows (s)."""
        with database.as_journal_error(self._path):
            self._connection()
        return self._clocks.moved_s(boot)

    def _events(self, page: Iterable[tuple[int, str]]) -> Iterator[AnyEvent]:
        """Returns the events of these rows, with the times at which they happened."""
        found = (event for seq, body in page if (event := _event(seq, body)) is not None)
        return (self._clocks.mended(event) for event in found)

    def _connection(self) -> sqlite3.Connection:
        """The journal as it is now, its clocks known: another file, where one has taken the journal's place."""
        connection = self._followed()
        known = connection.execute(_CLOCKS_KNOWN).fetchone()
        if known != self._clocks_known:
            self._clocks, self._clocks_known = read_clocks(connection), known
        return connection

    def _followed(self) -> sqlite3.Connection:
        there = _identity(self._path)
        if not self._follows or there is None or there == self._file:
            return self._open
        other = database.connect_to_read(self._path)
        try:
            rows.last_seq(other)
        except sqlite3.Error:
            other.close()
            return self._open
        self._open.close()
        self._open, self._file = other, there
        self._tell_clocks(other)
        return other

    def _tell_clocks(self, connection: sqlite3.Connection) -> None:
        """Let queries ask when an event happened."""
        self._clocks, self._clocks_known = Clocks(), (0, 0)

        def told(boot: str, seq: int, t: str) -> str:
            return self._clocks.told(boot, seq, t)  # of the clocks as they are then

        connection.create_function("told", 3, told)

    def _last_open(self, column: str, start: str, end: str) -> OpenSet | None:
        last = self._rows(
            f"SELECT seq, {column} FROM events WHERE event_type = ? ORDER BY seq DESC LIMIT 1",  # noqa: S608 - our names
            start,
        )
        if not last or last[0][1] is None:
            return None
        found = self._of(column, last[0][1])
        if any(events.name(event) == end for event in found):
            return None
        return OpenSet(last[0][1], tuple(found))

    def _of(self, column: str, value: str) -> list[AnyEvent]:
        return list(self._events(self._rows(f"SELECT seq, body FROM events WHERE {column} = ? ORDER BY seq", value)))  # noqa: S608 - our names

    def _rows(self, query: str, *values: str | int) -> list[tuple[int, str]]:
        with database.as_journal_error(self._path):
            return self._connection().execute(query, values).fetchall()


def _by_time(found: Iterable[SetRecord]) -> list[SetRecord]:
    """Returns sets, which come in the journal's order, with the imported ones where they belong by their times."""
    sets = list(found)
    own, others = ([each for each in sets if (each.imported is None) is ours] for ours in (True, False))
    return in_order(own, others, lambda each: each.first.t)


def _progresses(first: events.PlanStarted) -> bool:
    return any(block.progress is not None for block in first.plan.blocks)


def _identity(path: Path) -> tuple[int, int] | None:
    """Who the file is, or None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _event(seq: int, body: str) -> AnyEvent | None:
    """Returns the event; None where this version cannot read it: a newer one may have written it, and it stays."""
    try:
        return events.decode(body)
    except msgspec.MsgspecError as error:
        _log.warning("skipped event %d of the journal: %s", seq, error)
        return None
