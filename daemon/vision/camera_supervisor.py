"""Keeps a camera open: knows how it is, opens it again where it broke, and says where only a new process helps."""

import logging
from collections.abc import Callable
from enum import Enum

from daemon.backoff import Backoff
from daemon.errors import DriverError, RestartError, SourceError
from daemon.ports import Clock, PoseFrame, PoseSource, ReadStatus
from daemon.vision.escalation import Escalation

REOPEN_S = (0.5, 2.0)
"""Seconds before a lost source is opened again: at first, and at most."""
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
    """Keeps the source open, whatever happens to it. Belongs to the frame loop's thread.

    What is opened again and gives nothing is opened again later and later. For a camera whose session may only end with
    the process there is an ``Escalation``: then the process ends, and its status says what is to be started again.

    Args:
        open_source: Opens it; called at ``start``, or else at the first look, and again and again where it fails.
        clock: The time.
        stall_s: Seconds without a frame after which it counts as stalled.
        escalation: What is tried where opening it again does not help; None: it is waited for without end.

    Attributes:
        camera: How the camera is.
        trouble: One line on what is wrong and what to do, or None.
    """

    def __init__(
        self,
        open_source: Callable[[], PoseSource],
        clock: Clock,
        stall_s: float,
        escalation: Escalation | None = None,
    ) -> None:
        self.camera = CameraState.LOST
        self.trouble: str | None = None
        self._source: PoseSource | None = None
        self._open_source = open_source
        self._clock = clock
        self._stall_s = stall_s
        self._escalation = escalation
        self._backoff = Backoff(*REOPEN_S)
        self._given = clock.monotonic()
        self._retry_at = 0.0

    def start(self) -> None:
        """Open the source now: where it cannot be opened at all, whoever starts the daemon is told.

        Raises:
            SourceError: It cannot be opened, and nothing else is to be tried.
        """
        try:
            self._open()
        except DriverError:
            raise
        except SourceError as error:
            if self._escalation is None:
                raise
            self._lose(str(error))
        else:
            self.camera = CameraState.OK

    def look(self, timeout_s: float) -> PoseFrame | None:
        """Returns the next frame's pose, or None where there is none within the time.

        Raises:
            EngineError: The engine broke: no other camera mends that.
            RestartError: Opening the camera again does not help any more.
        """
        if self._source is None and not self._opened():
            return None
        try:
            frame = self._source.read(timeout_s) if self._source is not None else ReadStatus.STALL
        except SourceError as error:
            self._lose(str(error))
            return None
        if isinstance(frame, PoseFrame):
            self._give()
            return frame
        self._silent(frame)
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
        climbed = self._escalation is not None and self._escalation.recovered()
        if climbed or self.trouble is not None:
            _log.info("the camera gives pictures again")
        self.camera, self.trouble = CameraState.OK, None
        self._backoff.reset()
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
        self._retry_at = self._clock.monotonic() + self._backoff.next_s()

    def _opened(self) -> bool:
        if self.camera in (CameraState.OFF, CameraState.ENDED) or self._clock.monotonic() < self._retry_at:
            return False
        try:
            self._open()
        except RestartError:  # only this process's end helps
            raise
        except SourceError as error:
            self._lose(str(error))
            return False
        return True

    def _open(self) -> None:
        if self._escalation is not None:
            self._escalation.opening()
        try:
            self._source = self._open_source()
        except DriverError:  # neither another opening nor another process mends that
            if self._escalation is not None:
                self._escalation.discount()
            raise
        self._given = self._clock.monotonic()
