"""Limits the frame rate of a camera, so that a hot machine does less: a frame that is not read costs nothing."""

import time
from collections.abc import Callable

from daemon.ports import Clock, PoseFrame, PoseSource, ReadStatus


class FrameLimiter:
    """A ``PoseSource`` that reads a live one at a limited frame rate. The camera drops the frames in between.

    Args:
        source: What is read.
        clock: The time.
        cap_fps: Returns how many frames a second are allowed now; None: as many as there are.
        wait: Waits for so many seconds.
    """

    def __init__(
        self,
        source: PoseSource,
        clock: Clock,
        cap_fps: Callable[[], float | None],
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source = source
        self._clock = clock
        self._cap_fps = cap_fps
        self._wait = wait
        self._next = 0.0

    @property
    def live(self) -> bool:
        """True where only the newest frame counts."""
        return self._source.live

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        """Waits for the next frame that is allowed; returns ``STALL`` if it is further away than the time-out.

        Raises:
            SourceError: The source broke.
            EngineError: The engine broke.
        """
        cap_fps = self._cap_fps() if self._source.live else None
        if cap_fps is None:
            return self._source.read(timeout_s)
        now = self._clock.monotonic()
        rest_s = self._next - now
        if rest_s > 0:
            self._wait(min(rest_s, timeout_s))
            if rest_s > timeout_s:
                return ReadStatus.STALL
        frame = self._source.read(timeout_s - max(rest_s, 0.0))
        if isinstance(frame, PoseFrame):
            # From when it was due and not from now, so that the rate is met on average.
            self._next = max(self._next + 1 / cap_fps, now)
        return frame

    def close(self) -> None:
        """Closes the source."""
        self._source.close()
