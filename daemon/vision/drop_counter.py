"""Counts the frames that the camera made and nobody looked at, from the times of those that were looked at."""

from collections import deque

STALL_S = 1.0
"""A longer gap (s) is a camera that gave nothing, and no dropped frame."""
_RECENT = 64


class DropCounter:
    """Counts steps between capture times that are longer than the usual step, the median of the last 64.

    Where more than every other frame is dropped for a second or two, the longer step counts as the camera's rate.

    Attributes:
        count: Frames dropped since the start.
    """

    def __init__(self) -> None:
        self.count = 0
        self._last: float | None = None
        self._steps: deque[float] = deque(maxlen=_RECENT)

    def see(self, t: float) -> None:
        """Takes in the capture time ``t`` (s) of a frame that is looked at."""
        last, self._last = self._last, t
        if last is None or not 0 < t - last < STALL_S:
            return
        self._steps.append(t - last)
        usual = sorted(self._steps)[len(self._steps) // 2]
        self.count += max(round((t - last) / usual) - 1, 0)
