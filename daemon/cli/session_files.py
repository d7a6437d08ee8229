"""The coming sessions of a programme as plans in a folder: to be printed, changed, or carried to another box.

What was written before and nobody changed is written anew, or goes where its session moved or was done. A file that a
person changed is left as it is.
"""

import hashlib
import re
import stat
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from daemon.config import plan_writer, toml_file
from daemon.errors import SpotterError
from daemon.programmes.schedule import Dated, Schedule
from daemon.report import file

_MARK = "# by `spotter programme`, for "
"""Begins the last line; whose it is and a digest of all lines before it follow."""
_OURS = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]-*.toml"
_LONGEST = 40
"""Characters of a programme's and of a session's name in that of a file."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a folder.

    Attributes:
        plans: How many sessions lie there as they are proposed.
        removed: How many files went, as their session moved or was done.
        kept: A line for each file that was left as it is.
    """

    plans: int = 0
    removed: int = 0
    kept: tuple[str, ...] = ()


def make(folder: Path) -> None:
    """Make the folder where there is none.

    Raises:
        SpotterError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SpotterError(f"{folder} cannot be made ({error.strerror}): name a folder for plans") from error


def write(folder: Path, schedule: Schedule) -> Written:
    """Write each coming session, and remove what was written before for the same athlete and is no more.

    Raises:
        SpotterError: The folder cannot be written.
    """
    owner = _owner(schedule.athlete)
    coming = {file_name(schedule, each): text(schedule, each) for each in schedule.coming}
    old = [path for path in sorted(folder.glob(_OURS)) if path.name not in coming]
    gone = [path for path in old if _written_for(path) == owner]
    kept = {name: why for name in coming if (why := _why_kept(folder / name, owner)) is not None}
    for name, content in coming.items():
        if name not in kept:
            file.write(folder / name, content)
    for path in gone:
        _remove(path)
    return Written(len(coming) - len(kept), len(gone), tuple(f"{folder / name} {why}" for name, why in kept.items()))


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise SpotterError(f"{path} cannot be removed ({error.strerror}): remove it by hand") from error


def file_name(schedule: Schedule, session: Dated) -> str:
    """Returns the name of a session's file, for example ``2026-11-30-531-squat.toml``."""
    names = dict.fromkeys((_plain(schedule.name, "programme"), _plain(session.title, "session")))
    return f"{'-'.join((session.day, *names))}.toml"


def text(schedule: Schedule, session: Dated) -> str:
    """Returns what is in a session's file.

    Raises:
        ValueError: The schedule does not say how the session is led.
    """
    if not session.led:
        raise ValueError(f"session {session.n} of {schedule.name} has no plan")
    content = plan_writer.text_of(session.led.plan, tuple(_head(schedule, session)), session.led.notes)
    return f"{content}\n{_MARK}{_owner(schedule.athlete)}: {_digest(content)}\n"


def _head(schedule: Schedule, session: Dated) -> Iterator[str]:
    day = date.fromisoformat(session.day)
    count = f"session {session.n} of {len(schedule.sessions)}"
    yield f"{schedule.title}, week {session.week}, {count}: {day:%A}, {day.day} {day:%B} {day.year}"
    yield from session.work
    yield from (f"because: {reason}" for reason in session.reasons)
    yield ""
    yield "Loads are proposed: say what you lift. In plans/ beside the settings of any box it is begun by"
    yield f"  spotter plan start {file_name(schedule, session).removesuffix('.toml')}"
    yield "It is written anew with the programme, until you change it."


def _why_kept(path: Path, owner: str) -> str | None:
    """Returns why a file is left as it is, and what to do; None: it may be written."""
    if not path.exists() and not path.is_symlink():
        return None
    written_for = _written_for(path)
    if written_for is None:
        return "was changed, or is no programme's, and is left as it is: rename or delete it to have it written"
    if written_for != owner:
        return "is another athlete's and is left as it is: name another folder"
    return None


def _written_for(path: Path) -> str | None:
    """Returns for whom a file was written that nobody changed since; None: it is a person's."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > toml_file.SIZE_LIMIT:
            return None
        content, mark, last = path.read_bytes().decode().rpartition(f"\n{_MARK}")
    except (OSError, UnicodeDecodeError):
        return None
    found = re.fullmatch(r"([0-9a-f]+): ([0-9a-f]+)\n", last)
    return found[1] if mark and found and found[2] == _digest(content) else None


def _owner(athlete: str | None) -> str:
    """Returns what stands for an athlete, whose name is in no file: `spotter forget` finds none to erase there."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"spotter:athlete:{athlete or ''}").hex[:8]


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _plain(name: str, otherwise: str) -> str:
    """Returns a name as every file system takes it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:_LONGEST].strip("-") or otherwise
