"""Keeps a source of poses open: knows whether it gives, and opens it again where it broke."""

import logging
from collections.abc import Callable
from enum import Enum

from daemon.errors import RestartError, SourceError
from daemon.ports import Clock, PoseFrame, PoseSource, ReadStatus

REOPEN_S = (0.5, 1.0, 2.0)
"""Seconds before the first, the second and every later try to open a lost source again."""
GIVE_UP_STALLS = 3
"""Stall times after which a silent source is opened again."""
_log = logging.getLogger(__name__)


class CameraState(str, Enum):
    """How the camera is."""

    OK = "ok"
    STALLED = "stalled"
    LOST = "lost"
    OFF = "off"
    ENDED = "ended"


class CameraSupervisor:
    """The source, whatever happens to it. Belongs to the frame loop's thread.

    Args:
        source: Open already; None: it is opened at the first look, and again and again where that fails.
        reopen: Opens it.
        clock: The time.
        stall_s: Seconds without a frame after which it counts as stalled.

    Attributes:
        camera: How the camera is.
        trouble: One line on what is wrong and what to do, or None.
    """

    def __init__(
        self, source: PoseSource | None, reopen: Callable[[], PoseSource], clock: Clock, stall_s: float
    ) -> None:
        self.camera = CameraState.LOST if source is None else CameraState.OK
        self.trouble: str | None = None
        self._source = source
        self._reopen = reopen
        self._clock = clock
        self._stall_s = stall_s
        self._tries = 0
        self._given = clock.monotonic()
        self._retry_at = 0.0

    def look(self, timeout_s: float) -> PoseFrame | None:
        """The next sight, or None where there is none within the time.

        Raises:
            EngineError: The engine broke: no other camera mends that.
            RestartError: Opening the camera again does not help any more.
        """
        if self._source is None and not self._opened():
            return None
        try:
            sight = self._source.read(timeout_s) if self._source is not None else ReadStatus.STALL
        except SourceError as error:
            self._lose(str(error))
            return None
        if isinstance(sight, PoseFrame):
            self._give()
            return sight
        self._silent(sight)
        return None

    @property
    def idle(self) -> bool:
        """Nothing is open that could be waited for."""
        return self._source is None

    def switch(self, *, on: bool) -> None:
        """Use the camera, or let it go until it is switched on again."""
        if on and self.camera is CameraState.OFF:
            self.camera, self._retry_at = CameraState.LOST, 0.0
        elif not on:
            self.close()
            self.camera, self.trouble = CameraState.OFF, None

    def close(self) -> None:
        """Give the source back; safe to call twice."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def _give(self) -> None:
        """There is a picture: all is well, again perhaps."""
        if self.trouble is not None:
            _log.info("the camera gives pictures again")
        self.camera, self.trouble, self._tries = CameraState.OK, None, 0
        self._given = self._clock.monotonic()

    def _silent(self, gap: ReadStatus) -> None:
        if gap is ReadStatus.END:
            self.close()
            self.camera = CameraState.ENDED
            return
        silent_s = self._clock.monotonic() - self._given
        if silent_s >= GIVE_UP_STALLS * self._stall_s:
            self._lose(f"the camera gave nothing for {silent_s:.1f} s: check its cable; it is opened again")
        elif silent_s >= self._stall_s:
            self.camera = CameraState.STALLED

    def _lose(self, why: str) -> None:
        self.close()
        if why != self.trouble:  # said once for each new trouble, however often it is tried again
            _log.warning("%s", why)
        self.camera, self.trouble = CameraState.LOST, why
        self._retry_at = self._clock.monotonic() + REOPEN_S[min(self._tries, len(REOPEN_S) - 1)]
        self._tries += 1

    def _opened(self) -> bool:
        if self.camera in (CameraState.OFF, CameraState.ENDED) or self._clock.monotonic() < self._retry_at:
            return False
        try:
            self._source = self._reopen()
        except RestartError:  # only this process's end helps
            raise
        except SourceError as error:
            self._lose(str(error))
            return False
        self._given = self._clock.monotonic()
        return True
