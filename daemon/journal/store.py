"""The journal's file, held by its one writer: locked, mended where it is damaged, made anew where it is lost."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from daemon.config import plain_file
from daemon.errors import JournalError
from daemon.journal import backup, database, rescue, rows, soundness
from daemon.journal.lock import JournalLock
from daemon.journal.recent import Recent
from daemon.ports import Clock
from daemon.read_only import why

_MEND_AGAIN_S = 60.0
"""A disk that damages the journal again within this time (s) is said, and not mended: each time would keep a copy."""


class _Look(NamedTuple):
    """A file as it was after our last commit: who it is, and whether somebody else has written into it."""

    device: int
    inode: int
    size: int
    changed_ns: int

    @classmethod
    def at(cls, path: Path) -> "_Look":
        found = path.stat()
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


class Store:
    """The journal: locked for this process, sound and up to date.

    Attributes:
        path: The database.
        lock: Held until ``lock.release()``.
        notice: One line for the user where a journal was damaged or lost, and was made anew; or None.
        recent: What was committed last.
    """

    def __init__(self, path: Path, lock: JournalLock, notice: str | None, clock: Clock) -> None:
        self.path = path
        self.lock = lock
        self.notice = notice
        self.recent = Recent()
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._look: _Look | None = None
        self._mended_s: float | None = None

    def connected(self) -> sqlite3.Connection:
        """Returns the writer's connection.

        Raises:
            sqlite3.Error: The file cannot be opened.
        """
        if self._connection is None:
            connection = database.connect(self.path)
            try:
                self.recent.last_seq = max(self.recent.last_seq, rows.last_seq(connection))
            except sqlite3.Error:
                connection.close()
                raise
            self._connection = connection
            self.look()
        return self._connection

    def open(self) -> None:
        """Connect, and hold the file from now on: what is lost under us can then still be read.

        Raises:
            JournalError: It cannot be opened; the lock is released.
        """
        try:
            with database.as_journal_error(self.path):
                self.connected()
        except JournalError:
            self.lock.release()
            raise

    def disconnect(self) -> None:
        """Drop the connection: after an error only a fresh one is sure to work."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
            with suppress(OSError):
                now = _Look.at(self.path)
                if self._look is not None and now[:2] == self._look[:2]:
                    self._look = now  # closing has written the log into the file

    def look(self) -> None:
        """Take the file as it is now for what we made of it."""
        with suppress(OSError):
            self._look = _Look.at(self.path)

    def keep(self) -> bool:
        """Make the journal anew where its file was deleted, replaced or overwritten; returns whether it was.

        Raises:
            BusyError: Another process has taken the journal.
            JournalError: It is lost and cannot be made anew now.
        """
        self.lock.keep()
        lost = self._lost()
        if lost is not None:
            self._make_anew(lost)
        return lost is not None

    def mend(self, error: sqlite3.Error) -> bool:
        """Make the journal anew where the error says that it is damaged; returns whether it was.

        Raises:
            JournalError: It is damaged and cannot be made anew now.
        """
        now_s = self._clock.monotonic()
        again = self._mended_s is not None and now_s - self._mended_s < _MEND_AGAIN_S
        if again or not (database.damaged(error) or database.incomplete(error)):
            return False
        self._make_anew(f"was damaged ({error})", on_disk=True)
        self._mended_s = now_s
        return True

    def _lost(self) -> str | None:
        """Returns what became of the file, or None: it is the one that we have opened."""
        if self._look is None:
            return None
        try:
            now = _Look.at(self.path)
        except FileNotFoundError:
            return "was deleted"
        except OSError as error:
            raise JournalError(
                f"journal {self.path}: {error.strerror}: check the disk of {self.path.parent}"
            ) from error
        if now[:2] != self._look[:2]:
            return "was replaced by another file"
        if now != self._look and not self._still_ours():
            return "was overwritten"
        self._look = now
        return None

    def _still_ours(self) -> bool:
        """Whether a file that somebody else has touched is still sound and has our last event."""
        try:
            if soundness.fault_of(self.path) is not None:
                return False
            with closing(database.connect_to_read(self.path)) as connection:
                return self.recent.known_to(connection)
        except sqlite3.Error:
            return False

    def _make_anew(self, lost: str, *, on_disk: bool = False) -> None:
        left = None if on_disk or lost == "was overwritten" else self._connection
        try:
            aside, count = make_anew(self.path, left, self.recent, self._clock)
        except (sqlite3.Error, OSError) as error:
            why = database.describe(error, self.path) if isinstance(error, sqlite3.Error) else str(error)
            raise JournalError(f"the journal {self.path} {lost} and cannot be made anew yet: {why}") from error
        self.disconnect()
        kept = "" if aside is None else f"what lay there is kept as {aside.name}, "
        self.notice = f"the journal {self.path} {lost} while Spotter ran: {kept}it was made anew with {count} events"
        with suppress(sqlite3.Error):
            self.connected()


def open_store(path: Path, clock: Clock) -> Store:
    """Lock the journal for this process; create, repair or migrate it where needed.

    Raises:
        BusyError: Another process has it.
        JournalError: It cannot be opened or written; says what to do.
    """
    lock = JournalLock(path)
    try:
        with database.as_journal_error(path):
            return Store(path, lock, _prepare(path, clock), clock)
    except OSError as error:
        lock.release()
        if isinstance(error, JournalError):
            raise
        mend = "the file and its folder must be writable by the user that runs Spotter"
        raise JournalError(f"journal {path}: {why(error, path.parent, mend)}") from error
    except BaseException:
        lock.release()
        raise


def make_anew(path: Path, left: sqlite3.Connection | None, recent: Recent, clock: Clock) -> tuple[Path | None, int]:
    """Put a sound journal there; what lies there is set aside.

    Args:
        path: The database.
        left: The journal that lay there and is still open; None: the file that lies there.
        recent: What is still in memory.
        clock: Names what is set aside.

    Returns:
        Where that is now, or None where nothing lay there, and how many events the new journal has.

    Raises:
        JournalError: What lies there is a newer Spotter's, which is never set aside.
        sqlite3.Error: The new journal cannot be written; the old one is as it was.
        OSError: The folder cannot be written.
    """
    if path.exists():
        database.refuse_newer(path)
    new = _beside(path)
    backup.remove(new)
    database.create(new)
    with closing(_up_to_date(new)) as connection:
        if left is None:
            rescue.save_intact_rows(path, connection)
        else:
            rescue.copy_rows(left, connection)
        recent.put_into(connection)
        (count,) = connection.execute("SELECT count(*) FROM events").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = rescue.set_aside(path, clock.now())
    new.rename(path)
    database.sync_folder(path.parent)
    return aside, count


def _prepare(path: Path, clock: Clock) -> str | None:
    kind = plain_file.kind_of(path.stat().st_mode) if path.exists() else None
    if kind is not None:
        raise JournalError(f"journal {path} is {kind}: journal.path names a file")
    if _beside(path).exists() and not path.exists():
        _beside(path).rename(path)  # it was finished when the power went
    if path.exists():
        database.refuse_newer(path)
    database.create(path)
    if soundness.fault_of(path) is None:
        _keep_older(path)
        _up_to_date(path).close()
        return None
    aside, saved = make_anew(path, None, Recent(), clock)
    kept = path.name if aside is None else aside.name
    return f"the journal {path} was damaged: it is kept as {kept}, and {saved} of its events were saved"


def _keep_older(path: Path) -> None:
    """Copy a journal of an older version before its tables are changed; one name, however often the start fails."""
    with closing(database.connect_to_read(path)) as connection:
        version = database.version(connection)
    if 0 < version < database.newest():
        backup.back_up(path, f"before-v{database.newest()}")


def _beside(path: Path) -> Path:
    """Where a journal is made before it takes its place."""
    return path.with_name(f"{path.name}.new")


def _up_to_date(path: Path) -> sqlite3.Connection:
    connection = database.connect(path)
    try:
        database.migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection
