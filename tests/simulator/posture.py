"""A posture as numbers that can be blended: trunk, arms by angles, hands and feet on spots in the room."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tests.simulator.linear import Vectors

Point = tuple[float, float, float]
_TRUNK, _ARM, _HAND, _FOOT = 6, 6, 4, 6
"""Columns of each part; arm, hand and foot once for each side."""
WIDTH = _TRUNK + 2 * (_ARM + _HAND + _FOOT)
"""Columns of a posture's row."""


@dataclass(frozen=True)
class Arm:
    """Of one side.

    Attributes:
        raised: Degrees from hanging along the trunk; 180 overhead.
        azimuth: Degrees of the raising's direction: 0 to the front, 90 to the side.
        bend: Degrees of the elbow; 0 straight.
        towards: Where a bent forearm points: outward, up and forward of the trunk.
        spot: Where the hand is planted in the room (m); None where it is free.
    """

    raised: float = 8.0
    azimuth: float = 60.0
    bend: float = 12.0
    towards: Point = (0.0, 0.0, 1.0)
    spot: Point | None = None


@dataclass(frozen=True)
class Foot:
    """Of one side: where the ankle is in the room (m), and where the knee points to."""

    spot: Point
    pole: Point = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Posture:
    """One whole body.

    Attributes:
        pelvis: Middle of the hips in the room (m).
        pitch: Degrees that the trunk leans forward: 90 prone, -90 supine.
        roll: Degrees to the left.
        yaw: Degrees turned to the left.
        arms, feet: Left, right.
    """

    pelvis: Point
    feet: tuple[Foot, Foot]
    arms: tuple[Arm, Arm] = (Arm(), Arm())
    pitch: float = 0.0
    roll: float = 0.0
    yaw: float = 0.0

    def vector(self) -> Vectors:
        """As one row."""
        arms = [v for a in self.arms for v in (a.raised, a.azimuth, a.bend, *a.towards)]
        # A hand's spot is weighted by how firmly it is planted, so that rows can be blended.
        hands = [v for a in self.arms for v in ((1.0, *a.spot) if a.spot else (0.0, 0.0, 0.0, 0.0))]
        feet = [v for f in self.feet for v in (*f.spot, *f.pole)]
        return np.array([*self.pelvis, self.pitch, self.roll, self.yaw, *arms, *hands, *feet])

    def moved(self, by: Point) -> "Posture":
        """The same somewhere else."""

        def there(p: Point) -> Point:
            return p[0] + by[0], p[1] + by[1], p[2] + by[2]

        left, right = (replace(a, spot=there(a.spot)) if a.spot else a for a in self.arms)
        feet = (
            replace(self.feet[0], spot=there(self.feet[0].spot)),
            replace(self.feet[1], spot=there(self.feet[1].spot)),
        )
        return replace(self, pelvis=there(self.pelvis), arms=(left, right), feet=feet)

    def mirrored(self) -> "Posture":
        """Left for right."""

        def flip(p: Point) -> Point:
            return -p[0], p[1], p[2]

        right, left = (replace(a, spot=flip(a.spot)) if a.spot else a for a in self.arms)
        foot_r, foot_l = (Foot(flip(f.spot), flip(f.pole)) for f in self.feet)
        return Posture(flip(self.pelvis), (foot_l, foot_r), (left, right), self.pitch, -self.roll, -self.yaw)


def both(make: Callable[[float], Foot]) -> tuple[Foot, Foot]:
    """A foot for each side: 1 left, -1 right."""
    return make(1.0), make(-1.0)


class Columns:
    """Rows of postures, by name."""

    def __init__(self, rows: Vectors) -> None:
        self._rows = rows
        self.pelvis = rows[:, :3]
        self.pitch, self.roll, self.yaw = rows[:, 3], rows[:, 4], rows[:, 5]

    def arm(self, side: str) -> Vectors:
        """Raised, azimuth, bend (degrees), and where the forearm points (3)."""
        return self._part(_TRUNK, _ARM, side)

    def hand(self, side: str) -> Vectors:
        """How firmly it is planted, 0..1, and its spot times that (3)."""
        return self._part(_TRUNK + 2 * _ARM, _HAND, side)

    def foot(self, side: str) -> Vectors:
        """The ankle's spot (3), and where the knee points (3)."""
        return self._part(_TRUNK + 2 * (_ARM + _HAND), _FOOT, side)

    def _part(self, start: int, width: int, side: str) -> Vectors:
        start += width if side == "RIGHT" else 0
        return self._rows[:, start : start + width]
