"""Connections to the journal's SQLite file, and its migrations."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import resources
from pathlib import Path

from daemon.errors import JournalError
from daemon.journal.ownership import keep_owner
from daemon.printable import printable
from daemon.read_only import is_read_only, read_only

_BUSY_S = 5.0
_DAMAGE = ("malformed", "not a database", "corrupt")
_VERSION_AT = 60
WRITER = "spotter_version"
"""Under this key the journal remembers which Spotter wrote it last."""
_INCOMPLETE = ("no such table", "no such column", "has no column")


def connect(path: Path) -> sqlite3.Connection:
    """The writer's connection: every commit is on the disk before it returns; what is deleted is overwritten.

    Raises:
        sqlite3.Error: The file cannot be opened or is not a database.
    """
    # "rw": a file that was deleted is not made here, where nobody would fill it.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that cannot write.

    Raises:
        sqlite3.Error: There is no such file, or it cannot be opened.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)
    # A damaged character costs itself, and not everything that comes after it.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def create(path: Path) -> None:
    """Create the file, readable by its owner alone, unless it exists; make sure that its name is on the disk.

    Raises:
        OSError: It cannot be created.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(file, 0o600)
        keep_owner(file, path.parent)
    finally:
        os.close(file)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def migrations() -> list[tuple[int, str]]:
    """Returns the steps from an empty file to the current tables: number and SQL, in order."""
    files = (file for file in resources.files(__package__).iterdir() if file.name.endswith(".sql"))
    return sorted((int(file.name[:-4]), file.read_text(encoding="utf-8")) for file in files)


def newest() -> int:
    """Returns the version of the tables that this Spotter writes."""
    return migrations()[-1][0]


def version(connection: sqlite3.Connection) -> int:
    """Returns the version that the file says it has; 0 where nobody gave it one."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return int(found)


def refuse_newer(path: Path) -> None:
    """Refuse a journal that a newer Spotter wrote, damaged or not; it is only looked at, and not a byte changes.

    Raises:
        JournalError: A newer Spotter wrote it.
        sqlite3.Error: It cannot be opened.
    """
    if path.stat().st_size == 0:
        return  # SQLite deletes the log beside an empty file when it opens it
    found, writer = 0, ""
    try:
        with closing(connect_to_read(path)) as connection:
            found = version(connection)
            writer = _writer(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        found = max(found, _version_in_header(path))
    if found > newest():
        raise of_newer(path, found, writer)


def of_newer(path: Path, version: int, writer: str = "") -> JournalError:
    """Returns the error of a journal that a newer Spotter wrote; ``writer``: which one, where that is known."""
    which = f"Spotter {writer}, a newer one" if writer else "a newer Spotter"
    return JournalError(
        f"{path} was written by {which} (journal version {version}, this one knows {newest()}) and is left as it is: "
        f"install that one again, or put a copy of {path.parent / 'backups'} in its place"
    )


def _writer(connection: sqlite3.Connection) -> str:
    """Returns the version of the Spotter that wrote the journal last; empty where it does not say."""
    with suppress(sqlite3.Error):
        row = connection.execute("SELECT value FROM memory WHERE key = ?", (WRITER,)).fetchone()
        return "" if row is None else printable(str(row[0]))[:40]
    return ""


def _version_in_header(path: Path) -> int:
    """Returns the version in the file's first bytes, for one that is too damaged for SQLite (its format, 1.3)."""
    try:
        with path.open("rb") as file:
            head = file.read(_VERSION_AT + 4)
    except OSError:
        return 0
    magic = head.startswith(b"SQLite format 3\0") and len(head) == _VERSION_AT + 4
    return int.from_bytes(head[_VERSION_AT:], "big", signed=True) if magic else 0


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date, with all steps or none.

    Raises:
        JournalError: A newer Spotter wrote this journal.
        sqlite3.Error: The file is damaged or cannot be written.
    """
    found = version(connection)
    if found > newest():
        raise of_newer(path, found)
    script = "".join(sql for number, sql in migrations() if number > found)
    if not script:
        return
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {newest()}; COMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.rollback()
        raise


def damaged(error: sqlite3.Error) -> bool:
    """Whether the file itself is damaged, so that trying again does not help."""
    return isinstance(error, sqlite3.DatabaseError) and any(word in str(error) for word in _DAMAGE)


def incomplete(error: sqlite3.Error) -> bool:
    """Whether the file lacks a table or a column, so that it is no journal."""
    return any(word in str(error) for word in _INCOMPLETE)


@contextmanager
def as_journal_error(path: Path) -> Iterator[None]:
    """Raise an error of SQLite as one line for the user.

    Raises:
        JournalError: SQLite raised an error.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise JournalError(describe(error, path)) from error


def describe(error: sqlite3.Error, path: Path) -> str:
    """Returns one line: what is wrong with the journal and what to do."""
    text = str(error)
    if _full(text, path):
        return f"the disk is full; free space in {path.parent}"
    if is_read_only(path.parent):
        return read_only(path.parent)
    if damaged(error) or incomplete(error):
        mend = "restart Spotter: it sets the file aside and saves the intact rows"
    elif "readonly" in text or "unable to open" in text:
        mend = "the file and its folder must be writable by the user that runs Spotter"
    else:
        mend = f"check the disk of {path.parent}"
    return f"journal {path}: {text}: {mend}"


def _full(text: str, path: Path) -> bool:
    """SQLite calls a full disk an I/O error where it cannot make the log's index grow."""
    if "full" in text:
        return True
    try:
        return "I/O" in text and os.statvfs(path.parent).f_bavail == 0
    except OSError:
        return False
