"""Keeps the square around the athlete still while the athlete is: a one-euro filter on its two points.

The crop must not tremble, because the joints that are read from it would tremble with it. MediaPipe filters these two
points whatever its setting for the joints, with these parameters. Source of the filter: Casiez, Roussel, Vogel, "1€
Filter", CHI 2012; as in MediaPipe, the speed is that of the unfiltered values, in sizes of the person a second.
"""

import math

_MIN_CUTOFF_HZ = 0.01
_BETA = 10.0
_SPEED_CUTOFF_HZ = 1.0
_TURN = 2 * math.pi

Points = tuple[float, float, float, float]
"""Mid hip x and y, circle point x and y: pixels of the upright picture."""


class RoiSmoother:
    """The filter and its state."""

    def __init__(self) -> None:
        self._t: float | None = None
        self._raw: Points = (0.0, 0.0, 0.0, 0.0)
        self._speeds = [0.0] * 4
        self._values: Points = self._raw

    def forget(self) -> None:
        """Start anew with the next points."""
        self._t = None

    def follow(self, points: Points, t: float) -> Points:
        """Filter one more pair of points; the first ones, and ones whose time does not advance, stay as they are."""
        dt = 0.0 if self._t is None else t - self._t
        if dt > 0:
            self._values = self._step(points, dt)
        else:
            self._speeds = [0.0] * 4
            self._values = points
        self._raw, self._t = points, t
        return self._values

    def _step(self, points: Points, dt: float) -> Points:
        size = max(2 * math.hypot(points[2] - points[0], points[3] - points[1]), 1.0)
        share = _share(_SPEED_CUTOFF_HZ, dt)
        values = []
        for place, (value, raw, last) in enumerate(zip(points, self._raw, self._values, strict=True)):
            speed = self._speeds[place] + share * ((value - raw) / size / dt - self._speeds[place])
            self._speeds[place] = speed
            values.append(last + _share(_MIN_CUTOFF_HZ + _BETA * abs(speed), dt) * (value - last))
        return values[0], values[1], values[2], values[3]


def _share(cutoff_hz: float, dt: float) -> float:
    """How much of a new value a first-order low-pass takes."""
    pull = _TURN * cutoff_hz * dt
    return pull / (pull + 1)
