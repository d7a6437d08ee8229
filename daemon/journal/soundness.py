"""Whether a file is a journal: a sound database with the tables of its version."""

import sqlite3
from contextlib import closing
from pathlib import Path

from daemon.errors import JournalError
from daemon.journal import database, rescue

Columns = list[tuple[str, str, int, int]]
"""Of a table, in order: name, type, whether it takes no null, place in the primary key."""


def fault(connection: sqlite3.Connection) -> str | None:
    """Returns what is wrong with the file in a few words, or None: it is sound, empty, or a newer Spotter's.

    A newer version is no damage: its tables are right for the Spotter that wrote them, which may come back.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        return str(verdict).splitlines()[-1]
    version, found = database.version(connection), _tables(connection)
    if version > database.newest():
        return None
    if version < 0 or (version == 0 and found):
        return f"it has the version {version}, which no Spotter gave it"
    for table, columns in _expected(version).items():
        if table not in found:
            return f"its table {table} is missing"
        if found[table] != columns:
            return f"its table {table} has other columns than Spotter gave it"
    return None


def fault_of(path: Path) -> str | None:
    """Returns what is wrong with the file, or None; opens it to read, and changes nothing.

    Raises:
        sqlite3.Error: It cannot be opened, for a reason other than damage.
    """
    if rescue.cut_to_nothing(path):
        return "it is empty, and its write-ahead log is not"
    try:
        with closing(database.connect_to_read(path)) as connection:
            return fault(connection)
    except UnicodeDecodeError:
        return "its text is damaged"  # SQLite quotes it in its message, and Python cannot read it
    except sqlite3.Error as error:
        if database.damaged(error):
            return str(error)
        raise


def refuse_other_version(path: Path) -> None:
    """Refuse a sound journal that is not of this version; who reads brings nothing up to date.

    Raises:
        JournalError: A newer or an older Spotter wrote it.
        sqlite3.Error: It cannot be opened.
    """
    with closing(database.connect_to_read(path)) as connection:
        version = database.version(connection)
    if version > database.newest():
        raise database.of_newer(path, version)
    if version < database.newest():
        raise JournalError(f"journal {path} is an older Spotter's: the daemon brings it up to date when it starts")


def _tables(connection: sqlite3.Connection) -> dict[str, Columns]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    query = 'SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid'
    return {name: connection.execute(query, (name,)).fetchall() for name in names}


def _expected(version: int) -> dict[str, Columns]:
    """The tables of a version, as its migrations make them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for number, sql in database.migrations():
            if number <= version:
                connection.executescript(sql)
        return _tables(connection)
