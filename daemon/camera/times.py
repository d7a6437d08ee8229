"""A camera's own time stamps as times of the monotonic clock."""

_DRIFT = 1e-4
"""By how much two clocks may drift apart, seconds a second; ten times what crystals do."""
_NUDGE_S = 0.001
"""Between two frames whose times would not advance."""


class Stamps:
    """Follows one source's time stamps, which begin anywhere and may begin again.

    A frame arrives late by a varying time and never early: the least difference between arrival and stamp is where the
    stamps' zero lies.
    """

    def __init__(self) -> None:
        self._last_ns: int | None = None
        self._zero_s = 0.0
        self._t = float("-inf")

    def time(self, stamp_ns: int, now_s: float) -> float | None:
        """When the frame was captured, monotonic seconds; None for one that was given before.

        Args:
            stamp_ns: The camera's stamp.
            now_s: When the frame arrived.
        """
        last_ns, self._last_ns = self._last_ns, stamp_ns
        if last_ns is not None and stamp_ns == last_ns:
            return None  # a dead camera's last picture, again and again
        late_s = now_s - stamp_ns / 1e9
        if last_ns is None or stamp_ns < last_ns:
            self._zero_s = late_s
        else:
            self._zero_s = min(late_s, self._zero_s + _DRIFT * (stamp_ns - last_ns) / 1e9)
        self._t = max(stamp_ns / 1e9 + self._zero_s, self._t + _NUDGE_S)
        return self._t
