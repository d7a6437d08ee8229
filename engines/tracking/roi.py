"""The square around a person that a landmark network looks at."""

import math
from dataclasses import dataclass

import numpy as np

from engines.ports import Affine

_MARGIN = 1.25
"""MediaPipe's own: the network was trained on squares that are a quarter larger than the person's circle."""

_SIZES = 0.6
"""How much smaller (or larger, the inverse) a person may be and still be the same."""


@dataclass(frozen=True, slots=True)
class Roi:
    """A square, turned so that the person in it is upright.

    Attributes:
        x, y: Its centre (mid hip), pixels of the upright picture.
        size: Its side, pixels.
        turn: How far it is turned, radians, clockwise as seen.
    """

    x: float
    y: float
    size: float
    turn: float

    def to_upright(self, pixels: int) -> Affine:
        """The affine from a crop of ``pixels`` by ``pixels`` to the upright picture."""
        scale = self.size / pixels
        cos, sin = scale * math.cos(self.turn), scale * math.sin(self.turn)
        half = pixels / 2
        return np.array([[cos, -sin, self.x - half * (cos - sin)], [sin, cos, self.y - half * (sin + cos)]])


def around(hip_x: float, hip_y: float, top_x: float, top_y: float) -> Roi:
    """The square for a person given by two points: mid hip, and the point on the circle around the body, head end.

    Source: MediaPipe, alignment points to rectangle, target angle 90 degrees.
    """
    dx, dy = top_x - hip_x, top_y - hip_y
    turn = math.pi / 2 - math.atan2(-dy, dx)
    turn -= 2 * math.pi * math.floor((turn + math.pi) / (2 * math.pi))
    return Roi(hip_x, hip_y, 2 * _MARGIN * math.hypot(dx, dy), turn)


def similar(athlete: Roi, other: Roi) -> bool:
    """Whether two squares can hold the same person by their sizes."""
    return _SIZES < other.size / athlete.size < 1 / _SIZES


def toppled(athlete: Roi, other: Roi) -> float:
    """By how much the other is turned further from upright, radians 0..pi; 0 where it is nearer to upright."""
    if abs(other.turn) <= abs(athlete.turn):
        return 0.0
    return abs(math.remainder(other.turn - athlete.turn, 2 * math.pi))


def distance(athlete: Roi, other: Roi) -> float:
    """Between two squares' centres, in sides of the athlete's."""
    return math.hypot(other.x - athlete.x, other.y - athlete.y) / athlete.size
