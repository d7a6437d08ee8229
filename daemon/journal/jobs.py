"""The jobs of the journal's writer, and their outcomes."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from daemon.clock import rfc3339
from daemon.events import AnyEvent
from daemon.journal.condensing import condense
from daemon.journal.forgetting import erase
from daemon.ports import Erased

_ERASE_REMEMBERED = """
DELETE FROM memory WHERE ?1 IS NULL OR value = ?1 OR (key LIKE '%:%' AND substr(key, instr(key, ':') + 1) = ?1)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a job.

    Attributes:
        saved: It is on the disk. False only at ``close``, for what the disk had refused until then.
        events: The events as they are in the journal, with their ``seq``.
        erased: What was erased.
        new: How many of the events were not in the journal before.
    """

    saved: bool
    events: tuple[AnyEvent, ...] = ()
    erased: Erased = field(default_factory=Erased)
    new: int = 0

    @property
    def forgotten(self) -> int:
        """How many events were erased."""
        return self.erased.forgotten


Done = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Append:
    """Keep these events, in this order."""

    events: tuple[AnyEvent, ...]
    done: Done | None


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase the sets that match both conditions (``journal.forgetting``); without a condition, everything.

    Attributes:
        before: Sets that began before this.
        athlete: Sets, events and all else of this athlete that is remembered, under a key ``<kind>:<athlete>``.
    """

    before: datetime | None
    athlete: str | None
    done: Done | None

    def apply(self, connection: sqlite3.Connection) -> Erased:
        """Erase within the open transaction; returns what was erased."""
        sets = _sets(connection)
        count = erase(connection, None if self.before is None else rfc3339(self.before), self.athlete)
        remembered = 0
        if self.before is None:
            remembered = connection.execute(_ERASE_REMEMBERED, (self.athlete,)).rowcount
        return Erased(forgotten=count, sets=sets - _sets(connection), remembered=remembered)


def _sets(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(DISTINCT set_id) FROM events").fetchone()
    return int(count)


@dataclass(frozen=True, slots=True)
class Condense:
    """Remove the reps of these sets, and keep what they came to (``journal.condensing``)."""

    sets: tuple[str, ...]
    done: Done | None

    def apply(self, connection: sqlite3.Connection) -> Erased:
        """Remove within the open transaction; returns how many events."""
        return Erased(forgotten=condense(connection, self.sets))


Job = Append | Forget | Condense
