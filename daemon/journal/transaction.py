"""One transaction of the journal's writer."""

import sqlite3
from collections.abc import Mapping, Sequence

import msgspec

from daemon.journal import rows
from daemon.journal.jobs import Append, Forget, Job, Outcome


def commit(
    connection: sqlite3.Connection, jobs: Sequence[Job], cursors: Mapping[str, int], memory: Mapping[str, str | None]
) -> list[Outcome]:
    """Do all jobs or none; they are on the disk when this returns.

    Args:
        connection: The writer's.
        jobs: In order; each has its outcome.
        cursors: Consumer -> ``seq``; a cursor never moves back.
        memory: Key -> value; None removes it.

    Raises:
        sqlite3.Error: The disk refused. Trying again is safe, even where the commit succeeded in spite of the error.
    """
    connection.execute("BEGIN IMMEDIATE")
    last = rows.last_seq(connection)
    outcomes = []
    for job in jobs:
        if isinstance(job, Append):
            outcome, last = _append(connection, job, last)
        else:
            outcome = Outcome(saved=True, erased=job.apply(connection))
        outcomes.append(outcome)
    keep_small(connection, cursors, memory)
    connection.execute("COMMIT")
    if any(isinstance(job, Forget) for job in jobs):
        # What was erased must not live on in the write-ahead log.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return outcomes


def _append(connection: sqlite3.Connection, job: Append, last: int) -> tuple[Outcome, int]:
    """Insert the job's events; one that is already there, from a commit that seemed to fail, keeps its ``seq``."""
    before = last
    kept = []
    for event in job.events:
        there = rows.seq_of(connection, event.id)
        stamped = msgspec.structs.replace(event, seq=there or last + 1)
        if there is None:
            rows.insert(connection, stamped)
            last += 1
        kept.append(stamped)
    return Outcome(saved=True, events=tuple(kept), new=last - before), last


def keep_small(connection: sqlite3.Connection, cursors: Mapping[str, int], memory: Mapping[str, str | None]) -> None:
    """Write cursors and remembered values within the open transaction; see ``commit``."""
    connection.executemany(
        "INSERT INTO cursors VALUES (?, ?) ON CONFLICT (consumer) DO UPDATE SET seq = max(seq, excluded.seq)",
        list(cursors.items()),
    )
    kept = [(key, value) for key, value in memory.items() if value is not None]
    gone = [(key,) for key, value in memory.items() if value is None]
    connection.executemany(
        "INSERT INTO memory VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", kept
    )
    connection.executemany("DELETE FROM memory WHERE key = ?", gone)
