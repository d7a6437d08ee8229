"""Reads the journal for the clients of the socket and for the command line: events, sets, athletes, totals.

What only one part of the daemon asks has its own module: ``baselines``, ``steadiness``, ``last_loads``, ``results``,
``plan_runs``, ``unfinished``, and ``condensing`` for the old sets.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from itertools import islice

import msgspec

from daemon.athletes import profile
from daemon.athletes.profile import KIND, Profile
from daemon.clock import rfc3339
from daemon.errors import UsageError
from daemon.events import AnyEvent
from daemon.journal import training_weeks
from daemon.journal.clock_correction import in_order
from daemon.journal.last_sets import by_time
from daemon.journal.unfinished import open_workout
from daemon.journal.view import JournalView
from daemon.journal.weeks import Week, by_week, monday
from daemon.set_record import SetRecord, records
from daemon.set_summary import SetSummary, summaries

_PAGE = 500
_CANDIDATES = 20
_ALL = 2**31
_OF_LAST_SETS = """
SELECT seq, body FROM events WHERE seq IN (
    SELECT seq FROM events WHERE set_id IN (
        SELECT set_id FROM events WHERE event_type = 'set_started'
        AND (?1 = '' OR happened_at(boot, seq, t) >= ?1) AND (?3 IS NULL OR coalesce(athlete, '') = ?3)
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
_OF_SETS_OF = """
SELECT seq, body FROM events WHERE seq IN (
    SELECT seq FROM events WHERE set_id IN (
        SELECT set_id FROM events
        WHERE event_type IN ('set_started', 'set_imported') AND athlete IS ?1 AND happened_at(boot, seq, t) >= ?2
    )
) ORDER BY seq
"""
_ATHLETES = """
SELECT DISTINCT athlete FROM events
WHERE event_type IN ('set_started', 'set_imported') AND athlete IS NOT NULL ORDER BY athlete
"""


class JournalReader(JournalView):
    """Answers what a client may ask; every method may raise ``JournalError``. A reader belongs to one thread."""

    def after(self, seq: int, limit: int) -> list[AnyEvent]:
        """Returns the next ``limit`` events after ``seq``, in order; fewer only where there are no more."""
        query = "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq"
        return list(islice(self.select(query, seq), limit))

    def last(self, count: int) -> list[AnyEvent]:
        """Returns the last ``count`` events, in order."""
        newest = islice(self.select("SELECT seq, body FROM events ORDER BY seq DESC"), count)
        return list(newest)[::-1]

    def export(self) -> Iterator[AnyEvent]:
        """Yields every event, in order; reads a page at a time."""
        seq = 0
        while page := self.after(seq, _PAGE):
            yield from page
            seq = page[-1].seq

    def cursor(self, consumer: str) -> int:
        """Returns the last ``seq`` that the consumer acknowledged; 0: none."""
        found = self.rows("SELECT seq FROM cursors WHERE consumer = ?", consumer)
        return int(found[0][0]) if found else 0

    def behind(self) -> int:
        """Returns how many ``seq`` the slowest consumer has yet to acknowledge; 0 where there is no consumer."""
        slowest = self.rows("SELECT MIN(seq) FROM cursors HAVING COUNT(*) > 0")
        return max(self.last_seq() - slowest[0][0], 0) if slowest else 0

    def recall(self, key: str) -> str | None:
        """Returns the value that is remembered under ``key``, or None."""
        found = self.rows("SELECT value FROM memory WHERE key = ?", key)
        return str(found[0][0]) if found else None

    def profiles(self) -> tuple[Profile, ...]:
        """Returns the athletes whom the box knows."""
        found = self.rows("SELECT value FROM memory WHERE key GLOB ? ORDER BY key", f"{KIND}:*")
        return tuple(known for (kept,) in found if (known := profile.decode(kept)) is not None)

    def athletes(self) -> list[str]:
        """Returns everybody whom a set names, in the order of the alphabet."""
        return [name for (name,) in self.rows(_ATHLETES)]

    def open_workout_id(self) -> str | None:
        """Returns the id of the open workout, or None."""
        found = open_workout(self)
        return None if found is None else found.id

    def set(self, set_id: str) -> list[AnyEvent]:
        """Returns the events of a set, corrections included.

        Raises:
            UsageError: The journal has no such set.
        """
        found = list(self.select("SELECT seq, body FROM events WHERE set_id = ? ORDER BY seq", set_id))
        if not found:
            raise UsageError(f"the journal has no set {set_id!r}: see `spotter history --json`")
        return found

    def find(self, begins: str) -> list[AnyEvent]:
        """Returns the events whose id begins so, at most twenty, in order."""
        query = "SELECT seq, body FROM events WHERE id >= ? AND id < ? ORDER BY seq LIMIT ?"
        return list(self.select(query, begins, f"{begins}\U0010ffff", _CANDIDATES))

    def history(self, limit: int, since: datetime | None = None, athlete: str | None = None) -> list[SetSummary]:
        """Returns summaries of the last ``limit`` sets that began at or after ``since``, oldest first.

        Args:
            limit: The newest.
            since: None: however old they are.
            athlete: Whose sets; an empty name: of whoever was not named; None: everybody's.
        """
        after = "" if since is None else rfc3339(since)
        own = summaries(self.select(_OF_LAST_SETS, after, limit, athlete))
        others = summaries(self.select(_OF_LAST_IMPORTS, after, limit, athlete))
        return in_order(own, others, lambda each: each.t)[-limit:]

    def sets_of(self, athlete: str | None, since: datetime) -> list[SetRecord]:
        """Returns an athlete's sets that began at or after ``since``, rep by rep, oldest first; None: nobody named."""
        return by_time(records(self.select(_OF_SETS_OF, athlete, rfc3339(since))).values())

    def weeks(self, since: datetime, athlete: str | None = None) -> list[Week]:
        """Returns each exercise's totals for each week since then, in the box's time zone, oldest first.

        ``athlete`` is as in ``history``.
        """
        return by_week(self.history(_ALL, since, athlete))

    def training_weeks(self, athletes: Sequence[str]) -> Mapping[str, AbstractSet[date]]:
        """Returns the Mondays of the weeks in which each of them did something, in the box's time zone."""
        ended = self.rows(training_weeks.ENDED, msgspec.json.encode(athletes).decode())
        return training_weeks.training_weeks(
            ((set_id, seq, who, monday(t), reps, held_s) for set_id, seq, who, t, reps, held_s in ended),
            self.rows(training_weeks.CORRECTED),
        )
