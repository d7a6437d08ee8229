"""Backups of the journal: whole copies by SQLite's own backup, in the folder ``backups`` beside it.

The standard library alone, as everything that ``deploy/activate`` runs: it must work where a version's packages do not.
"""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from daemon.journal import database

T = TypeVar("T")
KEEP = 3
"""Backups that are kept, the oldest goes first; and the newest of each version of the tables, for a return to it."""
_PATTERN = "journal-v*.db"
_LEFT = "-of-"
"""In the name of a journal that was kept when its version was left: nobody returns to that one."""
_LATER_NS = 1_000_000
_SIDES = ("", "-wal", "-shm", "-journal")


def folder_of(journal: Path) -> Path:
    """Returns the folder of a journal's backups."""
    return journal.parent / "backups"


def backups_of(journal: Path) -> list[Path]:
    """Returns a journal's backups, the oldest first."""
    return sorted(folder_of(journal).glob(_PATTERN), key=lambda path: (path.stat().st_mtime_ns, path.name))


def version_of(copy: Path) -> int:
    """Returns the version of a backup's tables, as its name says; 0 where it does not."""
    found = re.match(r"journal-v(\d+)-", copy.name)
    return 0 if found is None else int(found[1])


def newest_for(journal: Path, version: int) -> Path | None:
    """Returns the newest backup whose tables are of this version or an older one, or None."""
    return next((copy for copy in reversed(backups_of(journal)) if 0 < version_of(copy) <= version), None)


def back_up(journal: Path, when: str) -> Path:
    """Copy the journal, and what its write-ahead log holds; the copy is on the disk when this returns.

    Args:
        journal: The database; somebody may be writing to it.
        when: Ends the copy's name. A copy that has this name already is replaced.

    Returns:
        The copy. Its name says the version of its tables: ``backups/journal-v1-20260131T063000Z.db``.

    Raises:
        sqlite3.Error: The journal cannot be read, or the disk is full; nothing is left behind.
        OSError: The folder cannot be written.
    """
    folder = folder_of(journal)
    _make(folder)
    with closing(database.connect_to_read(journal)) as source:
        copy = folder / f"journal-v{database.version(source)}-{when}.db"
        copy_into(source, copy, lambda _: None)
    _make_newest(copy, journal)
    prune(journal)
    return copy


def erase_in_backups(journal: Path, erase: Callable[[sqlite3.Connection], object]) -> None:
    """Do in every backup what was done in the journal; one in which that fails is deleted.

    A backup that still has what was forgotten would bring it back.
    """
    for path in backups_of(journal):
        _erase(path, erase)


def _erase(path: Path, erase: Callable[[sqlite3.Connection], object]) -> None:
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            copy.execute("PRAGMA secure_delete = ON")
            copy.execute("BEGIN IMMEDIATE")
            erase(copy)
            copy.execute("COMMIT")
    except sqlite3.Error:
        remove(path)


def copy_into(source: sqlite3.Connection, target: Path, change: Callable[[sqlite3.Connection], T]) -> T:
    """Copy a whole database to a new file, which has its name once it is whole and on the disk.

    Args:
        source: The database.
        target: The new file; one that has this name is replaced.
        change: Called with the copy before it gets its name; what it returns is returned.

    Raises:
        sqlite3.Error: It cannot be read or written; nothing is left behind.
        OSError: The folder cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    remove(part)
    try:
        database.create(part)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            source.backup(copy)
            # One file, which is whole without a log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            changed = change(copy)
        _sync(part)
        part.rename(target)
        database.sync_folder(target.parent)
    except BaseException:
        remove(part)
        raise
    return changed


def prune(journal: Path, keep: int = KEEP) -> None:
    """Delete all but the newest backups, and the newest of each version of the tables."""
    found = backups_of(journal)
    made = [path for path in found if version_of(path) > 0 and _LEFT not in path.name]
    newest = {version_of(path): path for path in made}
    for path in found[: -keep or None]:
        if path not in newest.values():
            remove(path)


def remove(database_file: Path) -> None:
    """Delete a database and what SQLite keeps beside it."""
    for side in _SIDES:
        with suppress(FileNotFoundError):
            database_file.with_name(database_file.name + side).unlink()


def _make_newest(copy: Path, journal: Path) -> None:
    """Let a copy be the newest by its time, too: a clock that is not set yet would have it pruned before the others."""
    newest = max((path.stat().st_mtime_ns for path in backups_of(journal) if path != copy), default=0)
    found = copy.stat()
    if found.st_mtime_ns <= newest:
        os.utime(copy, ns=(found.st_atime_ns, newest + _LATER_NS))


def _make(folder: Path) -> None:
    """Make the folder, for the owner of the one that it lies in; one that is a link to elsewhere is refused."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        made = False
    else:
        made = True
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if made and os.geteuid() == 0:
            owner = folder.parent.stat()
            os.fchown(handle, owner.st_uid, owner.st_gid)
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
