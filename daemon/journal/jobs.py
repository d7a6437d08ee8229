"""The jobs of the journal's writer, and their outcomes."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from daemon.events import AnyEvent, rfc3339

_ERASE = """
DELETE FROM events WHERE (?1 IS NULL OR t < ?1) AND (
    ?2 IS NULL OR athlete = ?2 OR (
        ?1 IS NULL AND set_id IN (SELECT set_id FROM events WHERE athlete = ?2 AND set_id IS NOT NULL)
    )
)
"""
"""A set is erased whole: what is left of one would be told as a set that goes on."""
_ERASE_REMEMBERED = """
DELETE FROM memory WHERE ?1 IS NULL OR value = ?1 OR (key LIKE '%:%' AND substr(key, instr(key, ':') + 1) = ?1)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a job.

    Attributes:
        saved: It is on the disk. False only at ``close``, for what the disk had refused until then.
        events: The events as they are in the journal, with their ``seq``.
        forgotten: How many events were erased.
        new: How many of the events were not in the journal before.
    """

    saved: bool
    events: tuple[AnyEvent, ...] = ()
    forgotten: int = 0
    new: int = 0


Done = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Append:
    """Keep these events, in this order."""

    events: tuple[AnyEvent, ...]
    done: Done | None


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase the events that match both conditions; without a condition, everything.

    Attributes:
        before: Events older than this.
        athlete: Sets, events and all else of this athlete that is remembered, under a key ``<kind>:<athlete>``.
    """

    before: datetime | None
    athlete: str | None
    done: Done | None

    def apply(self, connection: sqlite3.Connection) -> int:
        """Erase within the open transaction; returns the number of events."""
        before = None if self.before is None else rfc3339(self.before)
        count = connection.execute(_ERASE, (before, self.athlete)).rowcount
        if self.before is None:
            connection.execute(_ERASE_REMEMBERED, (self.athlete,))
        return count


Job = Append | Forget
