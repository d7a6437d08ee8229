"""Smooths the square around the athlete with a one-euro filter on its two alignment points.

The crop must not tremble, because the joints that are read from it would tremble with it. MediaPipe filters these two
points whatever its setting for the joints, with these parameters. Source of the filter: Casiez, Roussel, Vogel, "1€
Filter", CHI 2012; as in MediaPipe, the speed is that of the unfiltered values, in sizes of the person a second.
"""

import math

from engines.roi import Alignment

_MIN_CUTOFF_HZ = 0.01
_BETA = 10.0
_SPEED_CUTOFF_HZ = 1.0
_FULL_TURN = 2 * math.pi


class RoiSmoother:
    """The filter and its state."""

    def __init__(self) -> None:
        self._t: float | None = None
        self._raw: Alignment = (0.0, 0.0, 0.0, 0.0)
        self._speeds = [0.0] * 4
        self._values: Alignment = self._raw

    def reset(self) -> None:
        """Start again with the next points."""
        self._t = None

    def smooth(self, points: Alignment, t: float) -> Alignment:
        """Returns the points filtered. The first ones, and ones whose time does not advance, are returned unchanged."""
        dt = 0.0 if self._t is None else t - self._t
        if dt > 0:
            self._values = self._step(points, dt)
        else:
            self._speeds = [0.0] * 4
            self._values = points
        self._raw, self._t = points, t
        return self._values

    def _step(self, points: Alignment, dt: float) -> Alignment:
        size = max(2 * math.hypot(points[2] - points[0], points[3] - points[1]), 1.0)
        speed_factor = _smoothing_factor(_SPEED_CUTOFF_HZ, dt)
        values = []
        for index, (value, raw, last) in enumerate(zip(points, self._raw, self._values, strict=True)):
            speed = self._speeds[index] + speed_factor * ((value - raw) / size / dt - self._speeds[index])
            self._speeds[index] = speed
            values.append(last + _smoothing_factor(_MIN_CUTOFF_HZ + _BETA * abs(speed), dt) * (value - last))
        return values[0], values[1], values[2], values[3]


def _smoothing_factor(cutoff_hz: float, dt: float) -> float:
    """Returns the weight that a first-order low-pass filter gives to a new value."""
    pull = _FULL_TURN * cutoff_hz * dt
    return pull / (pull + 1)
