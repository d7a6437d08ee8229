"""Opens the journal for writing: takes the lock, handles damage, migrates, in this order."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from daemon.errors import JournalError
from daemon.journal import database, rescue, soundness
from daemon.journal.lock import JournalLock
from daemon.ports import Clock


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """The journal: locked for this process, sound and up to date.

    Attributes:
        path: The database.
        lock: Held until ``lock.release()``.
        notice: One line for the user where a damaged journal was set aside, or None.
    """

    path: Path
    lock: JournalLock
    notice: str | None


def open_store(path: Path, clock: Clock) -> Store:
    """Lock the journal for this process; create, repair or migrate it where needed.

    Raises:
        BusyError: Another process has it.
        JournalError: It cannot be opened or written; says what to do.
    """
    lock = JournalLock(path)
    try:
        with database.as_journal_error(path):
            return Store(path, lock, _prepare(path, clock))
    except OSError as error:
        lock.release()
        if isinstance(error, JournalError):
            raise
        raise JournalError(
            f"journal {path}: {error.strerror}: the file and its folder must be writable by the user that runs Spotter"
        ) from error
    except BaseException:
        lock.release()
        raise


def _prepare(path: Path, clock: Clock) -> str | None:
    if path.is_dir():
        raise JournalError(f"journal {path} is a folder: journal.path names a file")
    database.create(path)
    if soundness.fault_of(path) is None:
        _up_to_date(path).close()
        return None
    aside = rescue.set_aside(path, clock.now())
    database.create(path)
    connection = _up_to_date(path)
    try:
        saved = rescue.save_intact_rows(aside, connection)
    finally:
        connection.close()
    return f"the journal {path} was damaged: it is kept as {aside.name}, and {saved} of its events were saved"


def _up_to_date(path: Path) -> sqlite3.Connection:
    connection = database.connect(path)
    try:
        database.migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection
