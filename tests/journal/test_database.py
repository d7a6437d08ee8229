import sqlite3
from pathlib import Path

import pytest

from daemon.errors import JournalError
from daemon.journal import database
from daemon.journal.reader import JournalReader
from daemon.journal.store import open_store
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return found


def test_an_empty_file_becomes_todays_journal(path: Path) -> None:
    open_store(path, SystemClock()).lock.release()
    assert {"events", "cursors", "memory"} <= tables(path)


def test_an_older_journal_is_brought_up_to_date_with_its_events(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = JournalWriter(path, SystemClock())
    writer.append([Lifter().starts()])
    writer.close()
    later = [*database.migrations(), (2, "CREATE TABLE videos (id TEXT) STRICT;"), (3, "CREATE TABLE bands (id TEXT);")]
    monkeypatch.setattr(database, "migrations", lambda: later)
    open_store(path, SystemClock()).lock.release()
    assert {"events", "videos", "bands"} <= tables(path)
    with JournalReader(path) as reader:
        assert reader.last_seq() == 1


def test_a_migration_that_fails_leaves_the_journal_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(path, SystemClock()).lock.release()
    before = tables(path)
    broken = [*database.migrations(), (2, "CREATE TABLE videos (id TEXT);"), (3, "CREATE TABLE oops (;")]
    monkeypatch.setattr(database, "migrations", lambda: broken)
    with pytest.raises(JournalError):
        open_store(path, SystemClock())
    assert tables(path) == before
    monkeypatch.undo()
    open_store(path, SystemClock()).lock.release()


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in database.migrations()] == list(range(1, len(database.migrations()) + 1))
