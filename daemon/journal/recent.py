"""What this process has committed last: kept in memory, for a journal whose file is lost."""

import sqlite3
from collections import deque
from collections.abc import Mapping, Sequence

from daemon.events import AnyEvent
from daemon.journal import rescue, rows
from daemon.journal.jobs import Append, Forget, Job, Outcome
from daemon.journal.transaction import keep_small

_MOST = 256
"""Events: some sets, so that the one that runs and those of the last hour are among them."""


class Recent:
    """The last events, and what was acknowledged and remembered since the start. Belongs to the writer's thread.

    Attributes:
        last_seq: The highest ``seq`` that was ever given.
    """

    def __init__(self) -> None:
        self.last_seq = 0
        self._events: deque[AnyEvent] = deque(maxlen=_MOST)
        self._cursors: dict[str, int] = {}
        self._memory: dict[str, str | None] = {}

    def note(
        self,
        jobs: Sequence[Job],
        outcomes: Sequence[Outcome],
        cursors: Mapping[str, int],
        memory: Mapping[str, str | None],
    ) -> None:
        """Take in what was committed; what was forgotten is forgotten here too, with all that was there before it."""
        for job, outcome in zip(jobs, outcomes, strict=True):
            if isinstance(job, Forget):
                self._events.clear()
                self._memory.clear()
            elif isinstance(job, Append):
                self._events.extend(outcome.events)
        self.last_seq = max([self.last_seq, *(event.seq for event in self._events)])
        self._cursors.update(cursors)
        self._memory.update(memory)

    def known_to(self, connection: sqlite3.Connection) -> bool:
        """Whether the database has the newest event that is remembered here.

        Raises:
            sqlite3.Error: It cannot be read.
        """
        return not self._events or rows.seq_of(connection, self._events[-1].id) is not None

    def put_into(self, connection: sqlite3.Connection) -> None:
        """Add to a journal what it lacks.

        Raises:
            sqlite3.Error: It cannot be written.
        """
        connection.execute("BEGIN IMMEDIATE")
        for event in self._events:
            rows.insert(connection, event)
        keep_small(connection, self._cursors, self._memory)
        rescue.keep_counting_from(connection, self.last_seq)
        connection.execute("COMMIT")
