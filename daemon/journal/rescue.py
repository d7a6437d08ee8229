"""Sets a damaged journal aside, never deletes it, and copies its intact rows into a new one."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from daemon import events
from daemon.journal import database, rows

SIDES = ("", "-wal", "-shm")
"""Ends of the names of a database's files."""
_LONGEST_BODY = 4096


def set_aside(path: Path, now: datetime) -> Path | None:
    """Rename the file, and what SQLite keeps beside it, to ``<name>.damaged-<UTC>``.

    Returns:
        Its new path; None where there was no file.
    """
    stem = f"{path.name}.damaged-{now:%Y%m%dT%H%M%SZ}"
    aside = path.with_name(stem)
    number = 1
    while any(_side(aside, side).exists() for side in SIDES):
        number += 1
        aside = path.with_name(f"{stem}-{number}")
    there = path.exists()
    for side in SIDES:
        with suppress(FileNotFoundError):
            _side(path, side).rename(_side(aside, side))
    database.sync_folder(path.parent)
    return aside if there else None


def cut_to_nothing(path: Path) -> bool:
    """Whether the file is empty and its write-ahead log is not: SQLite would delete the log when it opens the file."""
    log = _side(path, "-wal")
    return path.exists() and path.stat().st_size == 0 and log.exists() and log.stat().st_size > 0


def save_intact_rows(aside: Path, new: sqlite3.Connection) -> int:
    """Copy what can be read into the new journal, with its ``seq``; returns the number of events."""
    try:
        old = sqlite3.connect(":memory:") if cut_to_nothing(aside) else database.connect_to_read(aside)
    except sqlite3.Error:
        return 0
    with closing(old):
        # Otherwise SQLite refuses a truncated file as a whole.
        with suppress(sqlite3.Error, UnicodeDecodeError):
            old.execute("PRAGMA writable_schema = ON")
        return copy_rows(old, new, lambda: _carved(aside))


def in_memory(path: Path) -> tuple[sqlite3.Connection, int]:
    """Returns a journal in memory with what can be read of a damaged one, and the number of its events."""
    new = sqlite3.connect(":memory:", isolation_level=None)
    database.migrate(new, path)
    return new, save_intact_rows(path, new)


def copy_rows(
    old: sqlite3.Connection, new: sqlite3.Connection, otherwise: Callable[[], Iterable[events.AnyEvent]] = tuple
) -> int:
    """Copy what can be read in one transaction; returns the number of events.

    Args:
        old: The journal that is left.
        new: The journal that begins.
        otherwise: Returns the events, where ``old`` gives none.
    """
    new.execute("BEGIN IMMEDIATE")
    try:
        last = _last_seq(old)
        found = list(_readable(old, 1, last)) or list(_unordered(old)) or list(otherwise())
        last = max([last, *(event.seq for event in found)])
        saved = sum(rows.insert(new, event) for event in found)
        _copy_small(old, new)
        keep_counting_from(new, last)
        new.execute("COMMIT")
    finally:
        if new.in_transaction:
            new.execute("ROLLBACK")
    return saved


def _last_seq(old: sqlite3.Connection) -> int:
    last = 0
    for query in (
        "SELECT max(seq) FROM events",
        "SELECT seq FROM sqlite_sequence WHERE name = 'events'",
        "SELECT max(seq) FROM cursors",
    ):
        with suppress(sqlite3.Error, UnicodeDecodeError):
            row = old.execute(query).fetchone()
            if row is not None and isinstance(row[0], int):
                last = max(last, row[0])
    return last


def _readable(old: sqlite3.Connection, first: int, last: int) -> Iterator[events.AnyEvent]:
    """Yields every event that can be read: halves a range that fails until the bad row is alone."""
    ranges = [(first, last)]
    while ranges:
        low, high = ranges.pop()
        if low > high:
            continue
        try:
            bodies = old.execute(
                "SELECT body FROM events WHERE seq BETWEEN ? AND ? ORDER BY seq", (low, high)
            ).fetchall()
        except (sqlite3.Error, UnicodeDecodeError):
            if low < high:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]
            continue
        yield from (event for event in _decoded(bodies) if low <= event.seq <= high)


def _unordered(old: sqlite3.Connection) -> Iterator[events.AnyEvent]:
    """Yields the events of a table that has lost its column ``seq``, up to the first bad row."""
    with suppress(sqlite3.Error, UnicodeDecodeError):
        yield from _decoded(old.execute("SELECT body FROM events"))


def _decoded(bodies: Iterable[tuple[str]]) -> Iterator[events.AnyEvent]:
    for (body,) in bodies:
        with suppress(msgspec.MsgspecError, TypeError):
            yield events.decode(body)


def _side(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)


def _carved(aside: Path) -> Iterator[events.AnyEvent]:
    """Yields events found in the bare bytes, for a file whose first pages are so bad that SQLite finds no table.

    A row that does not lie in one piece is lost.
    """
    reader = json.JSONDecoder()
    for side in ("", "-wal"):
        file = _side(aside, side)
        data = file.read_bytes() if file.is_file() else b""
        for match in re.finditer(rb'\{"event_type":"', data):
            text = data[match.start() : match.start() + _LONGEST_BODY].decode("utf-8", "replace")
            with suppress(ValueError):  # msgspec's errors too
                _, end = reader.raw_decode(text)
                yield events.decode(text[:end])


def _copy_small(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    for table, columns in (("cursors", "consumer, seq"), ("memory", "key, value")):
        with suppress(sqlite3.Error, UnicodeDecodeError):
            found = old.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608 - names from the line above
            new.executemany(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES (?, ?)", found)  # noqa: S608 - as above


def keep_counting_from(new: sqlite3.Connection, last: int) -> None:
    """Give new events a ``seq`` after every consumer's cursor, which may be past the rows that were lost.

    Within the open transaction.
    """
    if last > rows.last_seq(new):
        new.execute("DELETE FROM sqlite_sequence WHERE name = 'events'")
        new.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)", (last,))
