"""What is written into the daemon's own folders, by a process that is the owner of these folders and not root.

Who owns a folder can put a link there: root must not follow it.
``python -m daemon.upgrade.keeper back_up|restore|set_aside|newest_for|note …`` prints one line of JSON.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from daemon.errors import SpotterError
from daemon.journal import backup
from daemon.journal.database import describe
from daemon.journal.lock import JournalLock
from daemon.journal.restore import Restored, restore
from daemon.journal.restore import set_aside as move_away
from daemon.upgrade import notice
from daemon.upgrade.notice import Notice

_LIMIT_S = 300.0
_PROGRAM = Path(__file__).parents[2]


def back_up(journal: Path, when: str) -> Path | None:
    """Copy the journal, whose daemon is stopped; returns the copy, or None: there is no journal yet.

    Raises:
        SpotterError: It cannot be copied; says what to do.
    """
    if not journal.parent.is_dir():
        return None
    made = _as_owner(journal.parent, "back_up", str(journal), when)
    return None if made is None else Path(made)


def give_back(journal: Path, copy: Path, when: str) -> Restored:
    """Put the backup back for the older version, where it needs that; see ``daemon.journal.restore``.

    Raises:
        SpotterError: It cannot be put back; the journal is as it was.
    """
    return _done(_as_owner(journal.parent, "restore", str(journal), str(copy), when))


def set_aside(journal: Path, tables: int | None, when: str) -> Restored:
    """Move a journal away that the older version does not know; see ``daemon.journal.restore``.

    Raises:
        SpotterError: It cannot be moved; it is as it was.
    """
    if not journal.parent.is_dir():
        return Restored()
    return _done(_as_owner(journal.parent, "set_aside", str(journal), json.dumps(tables), when))


def _done(found: dict[str, Any]) -> Restored:
    kept = found["kept"]
    return Restored(None if kept is None else Path(kept), int(found["carried"]), int(found["left"]))


def newest_for(journal: Path, tables: int) -> Path | None:
    """Returns the newest backup that a version with these tables can read, or None.

    Raises:
        SpotterError: The backups cannot be read.
    """
    found = _as_owner(journal.parent, "newest_for", str(journal), str(tables))
    return None if found is None else Path(found)


def note(folder: Path, said: Notice) -> None:
    """Write the notice into the daemon's folder.

    Raises:
        SpotterError: It cannot be written.
    """
    if folder.is_dir():
        _as_owner(folder, "note", str(folder / notice.NAME), json.dumps(asdict(said)))


def _as_owner(folder: Path, *words: str) -> Any:  # noqa: ANN401 - each word has its own answer
    owner = folder.stat()
    other: dict[str, Any] = {}
    if os.geteuid() == 0 and owner.st_uid != 0:
        other = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    done = subprocess.run(
        [sys.executable, "-s", "-m", "daemon.upgrade.keeper", *words],
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "PYTHONPATH": str(_PROGRAM), "PYTHONDONTWRITEBYTECODE": "1"},
        **other,
    )
    if done.returncode != 0:
        raise SpotterError(done.stderr.strip().rpartition("\n")[2] or f"{words[0]} ended with {done.returncode}")
    return json.loads(done.stdout)


def _copied(journal: str, when: str) -> str | None:
    path = Path(journal)
    if not path.exists():
        return None
    lock = JournalLock(path)
    try:
        return str(backup.back_up(path, when))
    finally:
        lock.release()


def _restored(journal: str, copy: str, when: str) -> dict[str, Any]:
    return _plain(restore(Path(journal), Path(copy), when))


def _set_aside(journal: str, tables: str, when: str) -> dict[str, Any]:
    return _plain(move_away(Path(journal), json.loads(tables), when))


def _plain(done: Restored) -> dict[str, Any]:
    return {**asdict(done), "kept": None if done.kept is None else str(done.kept)}


def _newest(journal: str, tables: str) -> str | None:
    found = backup.newest_for(Path(journal), int(tables))
    return None if found is None else str(found)


def _noted(path: str, said: str) -> None:
    notice.keep(Path(path), Notice(**json.loads(said)))


_WORDS: dict[str, Callable[..., Any]] = {
    "back_up": _copied,
    "restore": _restored,
    "set_aside": _set_aside,
    "newest_for": _newest,
    "note": _noted,
}


def main(words: Sequence[str]) -> int:
    """Do one of these; an error is one line."""
    try:
        sys.stdout.write(json.dumps(_WORDS[words[0]](*words[1:])) + "\n")
    except sqlite3.Error as error:
        sys.stderr.write(f"{describe(error, Path(words[1]))}\n")
        return 1
    except (SpotterError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
