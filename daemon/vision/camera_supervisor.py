"""Keeps a camera open: knows how it is, opens it again where it broke, and says where only a new process helps."""

import logging
from collections.abc import Callable
from enum import Enum

from daemon.backoff import Backoff
from daemon.camera.patience import Patience
from daemon.errors import DriverError, RestartError, SourceError
from daemon.ports import Clock, PoseFrame, PoseSource, ReadStatus
from daemon.vision.escalation import Escalation

REOPEN_S = (0.5, 2.0)
"""Seconds before a lost source is opened again: at first, and at most."""
_log = logging.getLogger(__name__)


class CameraState(str, Enum):
    """The camera's state."""

    OK = "ok"
    STALLED = "stalled"
    LOST = "lost"
    OFF = "off"
    ENDED = "ended"


class CameraSupervisor:
    """Keeps the source open, whatever happens to it. Belongs to the frame loop's thread.

    A source that is lost is opened again, after waits that grow. Where opening a camera again does not help, its
    ``Escalation`` ends the process with a status that says what the service manager must restart.

    Args:
        open_source: Opens it; called at ``start``, or else at the first ``read``, and again after each failure.
        clock: The time.
        patience: How long it may be silent.
        escalation: Ends the process where opening the camera again does not help; None: it is waited for for ever.

    Attributes:
        camera: The camera's state.
        trouble: One line on what is wrong and what to do, or None.
    """

    def __init__(
        self,
        open_source: Callable[[], PoseSource],
        clock: Clock,
        patience: Patience,
        escalation: Escalation | None = None,
    ) -> None:
        self.camera = CameraState.LOST
        self.trouble: str | None = None
        self._source: PoseSource | None = None
        self._open_source = open_source
        self._clock = clock
        self._patience = patience
        self._escalation = escalation
        self._backoff = Backoff(*REOPEN_S)
        self._last_frame = clock.monotonic()
        self._began = False
        self._retry_at = 0.0

    def start(self) -> None:
        """Opens the source, so that whoever starts the daemon learns at once that it cannot be opened.

        Raises:
            SourceError: It cannot be opened, and there is no escalation.
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

    def read(self, timeout_s: float) -> PoseFrame | None:
        """Returns the next frame with its pose, or None if none came within the time.

        Raises:
            EngineError: The engine broke.
            RestartError: Opening the camera again does not help any more.
        """
        if self._source is None and not self._reopen():
            return None
        try:
            frame = self._source.read(timeout_s) if self._source is not None else ReadStatus.STALL
        except SourceError as error:
            self._lose(str(error))
            return None
        if isinstance(frame, PoseFrame):
            self._note_frame()
            return frame
        self._note_silence(frame)
        return None

    @property
    def idle(self) -> bool:
        """Whether no source is open: a read returns at once."""
        return self._source is None

    def switch(self, *, on: bool) -> None:
        """Uses the camera, or closes it until it is switched on again."""
        if on and self.camera is CameraState.OFF:
            self.camera, self._retry_at = CameraState.LOST, 0.0
        elif not on:
            self.close()
            self.camera, self.trouble = CameraState.OFF, None

    def close(self) -> None:
        """Closes the source; safe to call twice."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def _note_frame(self) -> None:
        climbed = self._escalation is not None and self._escalation.recovered()
        if climbed or self.trouble is not None:
            _log.info("the camera gives pictures again")
        self.camera, self.trouble = CameraState.OK, None
        self._backoff.reset()
        self._last_frame = self._clock.monotonic()
        self._began = True

    def _note_silence(self, status: ReadStatus) -> None:
        if status is ReadStatus.END:
            self.close()
            self.camera = CameraState.ENDED
            return
        silent_s = self._clock.monotonic() - self._last_frame
        patience = self._patience
        if silent_s >= (patience.lost_s if self._began else patience.first_s):
            self._lose(f"{patience.silence(silent_s, began=self._began)}; it is opened again")
        elif silent_s >= patience.stall_s:
            self.camera = CameraState.STALLED

    def _lose(self, why: str) -> None:
        self.close()
        if why != self.trouble:  # once for each new trouble, however often it is tried again
            _log.warning("%s", why)
        self.camera, self.trouble = CameraState.LOST, why
        self._retry_at = self._clock.monotonic() + self._backoff.next_s()

    def _reopen(self) -> bool:
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
        self._last_frame = self._clock.monotonic()
        self._began = False
