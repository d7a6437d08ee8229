"""Frames that the camera made and nobody looked at, as the times of those that were looked at tell."""

from collections import deque

STALL_S = 1.0
"""A longer gap is a camera that gave nothing, and no frame that was passed over."""
_RECENT = 64


class Drops:
    """Counts, from the capture times alone. A camera that slows down in the dark is taken as it is after 64 frames.

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
        # The shortest steps are those without a gap; the very shortest may be a hiccup of the camera's clock.
        usual = sorted(self._steps)[len(self._steps) // 8]
        self.count += max(round((t - last) / usual) - 1, 0)
