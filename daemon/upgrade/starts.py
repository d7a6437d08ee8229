"""Counts the starts that did not get healthy: after three of them in a row the daemon runs without counting.

The count is in a file that outlives the process, ``starts.json`` in the state folder; where that cannot be written, in
the run-time folder. A power cut is no failed start: it leaves a start that was younger than a minute, in another boot.
"""

import json
import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path

from daemon.printable import printable
from daemon.upgrade.layout import write

NAME = "starts.json"
LIMIT = 9
UNHEALTHY = 3
"""A start that ended before it was healthy: three of them are the limit."""
BRIEF = 1
"""A start that ended soon after it was healthy: nine of them are the limit."""
LATE_S = 60.0
"""A start that is not healthy after so long (s) has failed, however it ends."""
SETTLED_S = 30.0
"""Seconds for which a start must be healthy to count for nothing any more."""
_JOIN_S = 1.0
_LONGEST = 300
_LARGEST = 64 * 1024
_log = logging.getLogger(__name__)


def program(version: str) -> str:
    """Returns which program this is: another one of the same version begins anew, too.

    Args:
        version: Its version.
    """
    return f"{version} in {Path(__file__).resolve().parents[2]}"


class State(str, Enum):
    """What the last start has come to, as far as it could write it down."""

    BEGUN = "begun"
    LATE = "late"
    HEALTHY = "healthy"
    FAILED = "failed"
    STOPPED = "stopped"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Record:
    """The file.

    Attributes:
        version: The Spotter that wrote it, see ``program``: another one begins anew.
        boot: The kernel's id of the boot.
        state: What the last start has come to.
        score: What the starts before it come to; ``LIMIT``: enough.
        why: How the last failed start ended, or empty: it did not say.
    """

    version: str
    boot: str
    state: State
    score: int = 0
    why: str = ""


def score(last: Record | None, version: str, boot: str) -> int:
    """Returns what the starts up to now come to, the last one among them.

    Args:
        last: What it has left.
        version: This Spotter.
        boot: This boot.
    """
    if last is None or last.version != version:
        return 0
    here = last.boot == boot
    if last.state is State.SAFE:
        # The power was taken and given back: somebody wants another try.
        return LIMIT if here else LIMIT - UNHEALTHY
    if last.state in (State.FAILED, State.LATE) or (last.state is State.BEGUN and here):
        return min(last.score + UNHEALTHY, LIMIT)
    if last.state is State.HEALTHY and here:
        return min(last.score + BRIEF, LIMIT)
    return last.score


class Starts:
    """One start of the daemon, as it goes on. Never raises for a disk that refuses.

    Args:
        folders: Where the file may be: the state folder, then the run-time folder.
        version: This Spotter, see ``program``.
        boot: This boot.
    """

    def __init__(self, folders: Sequence[Path], version: str, boot: str) -> None:
        self._paths = [folder / NAME for folder in folders]
        self._lock = threading.Lock()
        self._healthy = threading.Event()
        self._over = threading.Event()
        last = _read(self._paths)
        self._record = Record(version, boot, State.BEGUN, score(last, version, boot), _why(last))
        self._thread = threading.Thread(target=self._follow, name="starts", daemon=True)

    def begin(self) -> str | None:
        """Write down that this start has begun; returns why it must not count, or None: it may."""
        if self._record.score < LIMIT:
            self._keep(State.BEGUN)
            self._thread.start()
            return None
        self._keep(State.SAFE)
        return self._record.why

    def healthy(self) -> None:
        """Say that the daemon is healthy; never waits, and may be called again."""
        self._healthy.set()

    def failed(self, why: str) -> None:
        """Say that the daemon ends with an error of its own."""
        self._end(State.FAILED, printable(why)[:_LONGEST])

    def stopped(self) -> None:
        """Say that the daemon ends because somebody has asked it to."""
        self._end(State.STOPPED)

    def try_again(self, tries: int) -> None:
        """Say that the daemon leaves safe mode: so many starts may fail until it is back."""
        self._record = replace(self._record, score=max(LIMIT - tries * UNHEALTHY, 0))
        self._keep(State.STOPPED)

    def _end(self, state: State, why: str = "") -> None:
        self._over.set()
        self._healthy.set()
        if self._thread.ident is not None:
            self._thread.join(_JOIN_S)
        if self._record.state is State.HEALTHY and state is State.STOPPED:
            self._clear()
        elif self._record.state is not State.LATE or state is State.FAILED:
            self._record = replace(self._record, why=why or self._record.why)
            self._keep(state)

    def _follow(self) -> None:
        if not self._healthy.wait(LATE_S):
            self._keep(State.LATE)
            self._healthy.wait()
        if self._over.is_set():
            return
        self._keep(State.HEALTHY)
        if not self._over.wait(SETTLED_S):
            self._record = replace(self._record, score=0, why="")
            self._clear()

    def _keep(self, state: State) -> None:
        with self._lock:
            new = replace(self._record, state=state)
            self._write(json.dumps(asdict(new)) + "\n")
            self._record = new

    def _write(self, text: str) -> None:
        for path in self._paths:
            with suppress(OSError):
                write(path, text)
                _remove(*(other for other in self._paths if other != path))
                return
        _log.warning("the starts cannot be counted: none of %s can be written", ", ".join(map(str, self._paths)))

    def _clear(self) -> None:
        with self._lock:
            _remove(*self._paths)


def _why(last: Record | None) -> str:
    """Returns how the last start ended."""
    if last is None:
        return ""
    if last.state is State.LATE:
        return f"it was not healthy after {LATE_S:.0f} seconds"
    if last.state in (State.BEGUN, State.HEALTHY):
        return "it crashed, or was killed, soon after its start"
    return last.why


def _read(paths: Sequence[Path]) -> Record | None:
    """Returns the record; the run-time folder's goes first: it is there only where the other could not be written."""
    return next((found for path in reversed(paths) if (found := _read_one(path)) is not None), None)


def _read_one(path: Path) -> Record | None:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_LARGEST))
        return Record(
            version=str(found["version"]),
            boot=str(found["boot"]),
            state=State(found["state"]),
            score=int(found["score"]),
            why=printable(str(found["why"]))[:_LONGEST],
        )
    except (OSError, ValueError, LookupError, TypeError, OverflowError, RecursionError):
        return None


def _remove(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
