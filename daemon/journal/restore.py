"""Puts a backup in the journal's place, for the version that is returned to, with what was recorded since.

The newer version's journal is kept among the backups. Its events since the backup go over to the older tables, column
by column of the same name: no confirmed rep is lost by a return. What is remembered (the chosen exercise, for instance)
is as it was at the backup. The standard library alone, as ``backup``.
"""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from daemon.journal import backup, database
from daemon.journal.lock import JournalLock


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done with the journal.

    Attributes:
        kept: The newer version's journal among the backups; None: the journal was right as it was, and stays.
        carried: Events since the backup that went over.
        left: Events since the backup that are in ``kept`` alone, because the older tables could not take them.
    """

    kept: Path | None = None
    carried: int = 0
    left: int = 0


def restore(journal: Path, copy: Path, when: str) -> Restored:
    """Return to a backup, unless the journal still has its tables and all of its events. Safe to repeat.

    Args:
        journal: The database, whose daemon is stopped.
        copy: The backup.
        when: Ends the name of what is kept of the newer version's journal.

    Raises:
        BusyError: A process has the journal.
        JournalError: Its lock cannot be written.
        sqlite3.Error: The backup cannot be read, or the disk is full; the journal is as it was.
        OSError: The folder cannot be written.
    """
    lock = JournalLock(journal)
    try:
        if journal.exists() and _still_right(journal, copy):
            return Restored()
        return _put_back(journal, copy, when)
    finally:
        lock.release()


def set_aside(journal: Path, tables: int | None, when: str) -> Restored:
    """Move a journal away that the older version does not know, and of which there is no backup. Safe to repeat.

    Args:
        journal: The database, whose daemon is stopped; the newer version made it.
        tables: The newest version of the tables that the older one knows; None: that is not known.
        when: Ends the name of what is kept.

    Raises:
        BusyError: A process has the journal.
        JournalError: Its lock cannot be written.
        sqlite3.Error: The disk is full; the journal is as it was.
        OSError: The folder cannot be written.
    """
    lock = JournalLock(journal)
    try:
        found = _look(journal) if journal.exists() else None
        if found is None or (tables is not None and 0 < found[0] <= tables):
            return Restored()
        kept = _keep(journal, when)
        backup.remove(journal)
        database.sync_folder(journal.parent)
        return Restored(kept, 0, found[1])
    finally:
        lock.release()


def _look(journal: Path) -> tuple[int, int]:
    """Returns the version of a journal's tables and how many events it has; 0 where it cannot be read."""
    try:
        with closing(database.connect_to_read(journal)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM events").fetchone()
            return database.version(connection), int(count)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return 0, 0


def _still_right(journal: Path, copy: Path) -> bool:
    """Whether the older version can go on with the journal: same tables, sound, and no event of the backup missing."""
    try:
        with closing(database.connect_to_read(journal)) as connection:
            connection.execute("ATTACH DATABASE ? AS older", (f"{copy.absolute().as_uri()}?mode=ro",))
            (now,) = connection.execute("PRAGMA main.user_version").fetchone()
            (then,) = connection.execute("PRAGMA older.user_version").fetchone()
            (verdict,) = connection.execute("PRAGMA main.quick_check(1)").fetchone()
            missing = "SELECT 1 FROM older.events WHERE id NOT IN (SELECT id FROM main.events) LIMIT 1"
            return now == then and verdict == "ok" and connection.execute(missing).fetchone() is None
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def _put_back(journal: Path, copy: Path, when: str) -> Restored:
    kept = _keep(journal, when)
    new = journal.with_name(f"{journal.name}.restored")
    with closing(database.connect_to_read(copy)) as source:
        carried, left = backup.copy_into(source, new, lambda older: _carry(kept, older))
    _drop_log(journal)
    new.rename(journal)
    database.sync_folder(journal.parent)
    return Restored(kept, carried, left)


def _keep(journal: Path, when: str) -> Path | None:
    """Copy the newer version's journal to the backups; one that SQLite cannot read is renamed."""
    if not journal.exists():
        return None
    try:
        return backup.back_up(journal, when)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        kept = backup.folder_of(journal) / f"journal-v-{when}.db"
        journal.rename(kept)
        return kept


def _carry(newer: Path | None, older: sqlite3.Connection) -> tuple[int, int]:
    """Copy the events and cursors since the backup; returns how many events went over, and how many could not."""
    if newer is None:
        return 0, 0
    try:
        older.execute("ATTACH DATABASE ? AS newer", (f"{newer.absolute().as_uri()}?mode=ro",))
    except sqlite3.Error:
        return 0, 0
    since = "FROM newer.events WHERE id NOT IN (SELECT id FROM main.events)"
    try:
        (count,) = older.execute(f"SELECT count(*) {since}").fetchone()
    except sqlite3.Error:
        count = 0
    try:
        older.execute("BEGIN IMMEDIATE")
        events = ", ".join(_common(older, "events"))
        older.execute(f"INSERT INTO main.events ({events}) SELECT {events} {since} ORDER BY seq")
        older.execute(
            "INSERT INTO main.cursors (consumer, seq) SELECT consumer, seq FROM newer.cursors WHERE true"
            " ON CONFLICT (consumer) DO UPDATE SET seq = max(seq, excluded.seq)"
        )
        older.execute("COMMIT")
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            older.execute("ROLLBACK")
        return 0, int(count)
    finally:
        older.execute("DETACH DATABASE newer")
    return int(count), 0


def _common(connection: sqlite3.Connection, table: str) -> list[str]:
    """Returns the columns that both journals have."""
    query = "SELECT name FROM pragma_table_info(?, ?) ORDER BY cid"
    newer = {name for (name,) in connection.execute(query, (table, "newer"))}
    return [f'"{name}"' for (name,) in connection.execute(query, (table, "main")) if name in newer]


def _drop_log(journal: Path) -> None:
    """Write the log into the file and delete it: another journal takes this one's place, and must not read it."""
    if journal.exists():
        with suppress(sqlite3.Error, UnicodeDecodeError), closing(database.connect(journal)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for side in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            journal.with_name(journal.name + side).unlink()
