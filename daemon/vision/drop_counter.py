"""Frames that the camera made and nobody looked at, as the times of those that were looked at tell."""

from collections import deque

STALL_S = 1.0
"""A longer gap is a camera that gave nothing, and no frame that was passed over."""
_RECENT = 64


class DropCounter:
    """Counts, from the capture times alone, steps that are longer than the usual one, the median of the last 64.

    Where more than every other frame is passed over, for all of a second or two, that is taken for the camera's rate.

    Attributes:
        count: Frames passed over since the start.
    """

    def __init__(self) -> None:
        self.count = 0
        self._last: float | None = None
        self._steps: deque[float] = deque(maxlen=_RECENT)

    def see(self, t: float) -> None:
        """A frame that was captured at ``t`` (s) is looked at."""
        last, self._last = self._last, t
        if last is None or not 0 < t - last < STALL_S:
            return
        self._steps.append(t - last)
        usual = sorted(self._steps)[len(self._steps) // 2]
        self.count += max(round((t - last) / usual) - 1, 0)
