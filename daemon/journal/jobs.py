"""The jobs of the journal's writer, and their outcomes."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from daemon.events import AnyEvent, rfc3339
from daemon.journal.forgetting import erase

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
    """Erase the sets that match both conditions (``journal.forgetting``); without a condition, everything.

    Attributes:
        before: Sets that began before this.
        athlete: Sets, events and all else of this athlete that is remembered, under a key ``<kind>:<athlete>``.
    """

    before: datetime | None
    athlete: str | None
    done: Done | None

    def apply(self, connection: sqlite3.Connection) -> int:
        """Erase within the open transaction; returns the number of events."""
        count = erase(connection, None if self.before is None else rfc3339(self.before), self.athlete)
        if self.before is None:
            connection.execute(_ERASE_REMEMBERED, (self.athlete,))
        return count


Job = Append | Forget
