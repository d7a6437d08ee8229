"""What became of the last change of version, in a file of the daemon's folder; it is shown where trouble is shown."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from daemon.clock import EARLIEST
from daemon.printable import printable
from daemon.upgrade.layout import write

NAME = "upgrade.json"
SHOWN_FOR = timedelta(days=7)
"""A return is shown for so long, unless somebody says that they have seen it, or another version is activated."""
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LOOK_S = 5.0
_LONGEST = 200
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Notice:
    """The end of a change of version.

    Attributes:
        what: ``upgraded``; ``refused``: nothing was changed; ``returned``; or ``failed``: neither version runs.
        old: The version before; None: there was none.
        new: The version that was activated.
        when: UTC, RFC 3339.
        why: Why it was given up; empty for ``upgraded``.
        carried: Events that the new version recorded, and that went over to the old version's journal.
        kept: Path of the new version's journal, where it is kept beside.
        seen: Somebody has seen it: it is not shown any more.
    """

    what: str
    old: str | None
    new: str
    when: str
    why: str = ""
    carried: int = 0
    kept: str | None = None
    seen: bool = False

    @property
    def trouble(self) -> str | None:
        """One line for the user, or None: all is well, or the only version there is says for itself what is wrong."""
        if self.what == "upgraded" or self.old is None:
            return None
        if self.what == "returned":
            return f"the update to {self.new} was taken back, {self.old} runs again: {self.why}"
        if self.what == "refused":
            return f"the update to {self.new} was not begun, {self.old} goes on: {self.why}"
        return f"the update to {self.new} failed: {self.why}"


def read(path: Path) -> Notice | None:
    """Returns the notice, or None where there is none that can be read; never raises for what lies there."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_LARGEST))
        return Notice(
            what=_text(found["what"]),
            old=None if found["from"] is None else _text(found["from"]),
            new=_text(found["to"]),
            when=_text(found["when"]),
            why=_text(found["why"]),
            carried=int(found.get("carried", 0)),
            kept=None if found.get("kept") is None else str(found["kept"]),
            seen=found.get("seen") is True,
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def keep(path: Path, notice: Notice) -> None:
    """Write the notice.

    Raises:
        OSError: The folder cannot be written.
    """
    content = {
        "what": notice.what,
        "from": notice.old,
        "to": notice.new,
        "when": notice.when,
        "why": notice.why,
        "carried": notice.carried,
        "kept": notice.kept,
        "seen": notice.seen,
    }
    write(path, json.dumps(content, indent=1) + "\n")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return printable(value)[:_LONGEST]


class UpgradeNotice:
    """The notice as the daemon shows it. Looks at the file at most once in five seconds.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._looked_s = float("-inf")
        self._changed: tuple[int, int] | None = None
        self._notice: Notice | None = None

    def trouble(self, now_s: float, now: datetime) -> str | None:
        """Returns one line for the user, or None.

        Args:
            now_s: Monotonic (s).
            now: UTC.
        """
        if now_s - self._looked_s >= _LOOK_S:
            self._looked_s = now_s
            self._look()
        if self._notice is None or self._notice.seen or _is_over(_time(self._notice.when), now):
            return None
        return self._notice.trouble

    def _look(self) -> None:
        changed = None
        with suppress(OSError):
            found = self._path.stat()
            changed = found.st_ino, found.st_mtime_ns
        if changed != self._changed:
            self._changed = changed
            self._notice = None if changed is None else read(self._path)


def _is_over(when: datetime, now: datetime) -> bool:
    """Returns whether a notice has been shown for long enough; by a clock that was not set yet, nobody knows."""
    return now - when > SHOWN_FOR and not _EPOCH <= when < EARLIEST


def _time(when: str) -> datetime:
    """Returns a time of the notice; one that is none was long ago."""
    try:
        found = datetime.fromisoformat(when.replace("Z", "+00:00"))
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.utc)
    return found if found.tzinfo is not None else found.replace(tzinfo=timezone.utc)
