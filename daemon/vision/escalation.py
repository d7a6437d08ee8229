"""What is tried when a Jetson's camera gives nothing: open it again, a new process, its own service started again.

A dead camera session shows as silence, and much that holds it (NVIDIA's Argus) ends only with the process: opening it
again helps seldom, a new process more often, ``nvargus-daemon`` started again nearly always. Which of these was tried
last must outlive the process: it is one digit in a file in the run-time folder.
"""

import contextlib
from pathlib import Path
from typing import NamedTuple

from daemon.errors import RestartError, StuckError


class _Rung(NamedTuple):
    """One step: so often the camera is opened, and then the process ends with this error."""

    openings: int
    error: type[RestartError]
    says: str


_RUNGS = (
    _Rung(3, RestartError, "Spotter starts again"),
    _Rung(2, StuckError, "its service starts again"),
    # Perhaps it is unplugged: no more haste, so that the dashboard stays and says it.
    _Rung(40, StuckError, "its service starts again; check its ribbon cable"),
)


class Escalation:
    """Counts a camera's openings, and ends the process where another one helps no more; made once a process.

    Args:
        mark: The file that remembers the rung across processes.
    """

    def __init__(self, mark: Path) -> None:
        self._mark = mark
        self._openings = 0
        self._rung = self._remembered()
        self._hangs = False

    def opening(self) -> None:
        """Notes that the camera is about to be opened.

        Raises:
            RestartError: It was opened often enough in this process; the error's status says what is tried next.
        """
        rung = _RUNGS[self._rung]
        if self._openings >= rung.openings or self._hangs:
            self._remember(min(self._rung + 1, len(_RUNGS) - 1))
            raise rung.error(f"the camera gave nothing when opened {self._openings} times: {rung.says}")
        self._openings += 1

    def discount(self) -> None:
        """Does not count the last opening: nothing is installed that could open the camera."""
        self._openings -= 1

    def hangs(self) -> None:
        """Notes that the camera could not be closed: only this process's end frees it."""
        self._hangs = True

    def recovered(self) -> bool:
        """There is a picture: only this opening counts. Returns whether an earlier process had found none."""
        self._openings = 1
        climbed = self._rung > 0
        if climbed:
            self._remember(0)
        return climbed

    def _remembered(self) -> int:
        try:
            return min(int(self._mark.read_text(encoding="ascii")), len(_RUNGS) - 1)
        except (OSError, ValueError):
            return 0

    def _remember(self, rung: int) -> None:
        self._rung = rung
        with contextlib.suppress(OSError):  # then the next process begins at the first rung
            if rung:
                self._mark.write_text(str(rung), encoding="ascii")
            else:
                self._mark.unlink(missing_ok=True)
