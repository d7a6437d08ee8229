"""Reports to the service manager: READY with the first frame, or with the reason why there is none; then the status."""

from daemon.ports import Clock
from daemon.system.sd_notify import Notifier

PATIENCE_S = 5.0
"""Seconds that the first frame is waited for: a box whose camera stays away is up, and says so."""
STATUS_S = 5.0
"""Seconds between two lines of status, unless something is wrong or well again: that is reported at once."""


class Report:
    """Tells systemd how the daemon is. Belongs to the frame loop's thread.

    Args:
        notifier: Carries it there.
        clock: The time.
        source: The camera's address as it may be shown.

    Attributes:
        ready: There was a frame, or the reason why there is none.
    """

    def __init__(self, notifier: Notifier, clock: Clock, source: str) -> None:
        self._notifier = notifier
        self._clock = clock
        self._source = source
        self._began = clock.monotonic()
        self.ready = False
        self._said = ""
        self._trouble: str | None = None
        self._due = 0.0

    def update(self, frames: int, fps: float, trouble: str | None) -> None:
        """Reports how the daemon is; cheap enough for every frame.

        Args:
            frames: Frames looked at since the start.
            fps: Frames in the last second.
            trouble: One line on what is wrong and what to do, or None.
        """
        now = self._clock.monotonic()
        if not self.ready:
            self._start(now, frames, trouble)
        elif now >= self._due or trouble != self._trouble:
            self._say(now, trouble, trouble or f"watching {self._source}, {fps:.0f} frames a second")

    def _start(self, now: float, frames: int, trouble: str | None) -> None:
        if frames == 0 and now - self._began < PATIENCE_S:
            return
        self.ready = True
        silent = trouble or f"no frame from {self._source} yet: check the camera"
        self._notifier.ready(f"watching {self._source}" if frames else silent)
        self._trouble, self._due = trouble, now + STATUS_S

    def _say(self, now: float, trouble: str | None, line: str) -> None:
        self._trouble, self._due = trouble, now + STATUS_S
        if line != self._said:
            self._said = line
            self._notifier.status(line)
