"""A connection to the journal that only reads. It follows the journal where its file is made anew."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec

from daemon import events
from daemon.events import AnyEvent
from daemon.journal import database, rows
from daemon.journal.clock_correction import Clocks, read_clocks

_CLOCKS_KNOWN = "SELECT count(*), coalesce(max(seq), 0) FROM events WHERE event_type = 'clock_set'"
_log = logging.getLogger(__name__)
V = TypeVar("V", bound="JournalView")


class JournalView:
    """All committed events, for the modules that each ask one kind of question. A view belongs to one thread.

    Each event's ``t`` is when it happened, also where the clock was set only later: see ``clock_correction``. A query
    may call ``happened_at(boot, seq, t)`` for the same time.

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
            self._define_happened_at(self._open)
        self._file = _identity(path)

    def __enter__(self: V) -> V:  # noqa: PYI019 - Self needs Python 3.11
        """Hold the connection for the length of a ``with`` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self._open.close()

    def rows(self, query: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        """Returns the rows of a query."""
        with database.as_journal_error(self._path):
            return self._connection().execute(query, values).fetchall()

    def select(self, query: str, *values: str | int | None) -> Iterator[AnyEvent]:
        """Yields the events of a query whose rows are ``seq, body``; they need not be in memory together."""
        with database.as_journal_error(self._path):
            for seq, body in self._connection().execute(query, values):
                event = _event(seq, body)
                if event is not None:
                    yield self._clocks.corrected(event)

    def last_seq(self) -> int:
        """Returns the highest ``seq`` that was ever given; 0 before the first."""
        with database.as_journal_error(self._path):
            return rows.last_seq(self._connection())

    def moved_s(self, boot: str) -> float:
        """Returns by how much the clock was moved in this boot, as far as the journal knows (s)."""
        with database.as_journal_error(self._path):
            self._connection()
        return self._clocks.moved_s(boot)

    def used_bytes(self) -> int:
        """Returns what the journal's content takes; its file is larger by the room that is to be used again."""
        pages, free, size = (
            self.rows(f"PRAGMA {name}")[0][0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

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
        self._define_happened_at(other)
        return other

    def _define_happened_at(self, connection: sqlite3.Connection) -> None:
        """Define the SQL function ``happened_at`` on a connection."""
        self._clocks, self._clocks_known = Clocks(), (0, 0)

        def happened_at(boot: str, seq: int, t: str) -> str:
            return self._clocks.happened_at(boot, seq, t)  # of the clocks as they are then

        connection.create_function("happened_at", 3, happened_at)


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
