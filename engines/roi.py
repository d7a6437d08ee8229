"""The region of interest (ROI): the square around a person that a landmark network reads."""

import math
from dataclasses import dataclass

import numpy as np

from engines.arrays import Affine

_MARGIN = 1.25
"""MediaPipe's own: the network was trained on squares that are a quarter larger than the person's circle."""

_MIN_SIZE_RATIO = 0.6
"""A person whose square has less than this share of another one's size (or more than its inverse) is somebody else."""

Alignment = tuple[float, float, float, float]
"""The two alignment points of a person: mid hip x and y, circle point x and y; pixels of the upright picture."""


@dataclass(frozen=True, slots=True)
class Roi:
    """A square, rotated so that the person in it is upright.

    Attributes:
        x, y: Its centre (mid hip), pixels of the upright picture.
        size: Its side, pixels.
        rotation_rad: Its rotation, clockwise as seen.
    """

    x: float
    y: float
    size: float
    rotation_rad: float

    @classmethod
    def from_alignment(cls, hip_x: float, hip_y: float, top_x: float, top_y: float) -> "Roi":
        """Returns the square of a person.

        Source: MediaPipe, alignment points to rectangle, target angle 90 degrees.

        Args:
            hip_x: Mid hip, pixels of the upright picture.
            hip_y: The same.
            top_x: The point on the circle around the body, at the head's end.
            top_y: The same.
        """
        dx, dy = top_x - hip_x, top_y - hip_y
        rotation_rad = math.pi / 2 - math.atan2(-dy, dx)
        rotation_rad -= 2 * math.pi * math.floor((rotation_rad + math.pi) / (2 * math.pi))
        return cls(hip_x, hip_y, 2 * _MARGIN * math.hypot(dx, dy), rotation_rad)

    @classmethod
    def from_box(cls, left: float, top: float, right: float, bottom: float) -> "Roi":
        """Returns the upright square of a person of whom a box is known, pixels of the upright picture."""
        return cls((left + right) / 2, (top + bottom) / 2, _MARGIN * max(right - left, bottom - top), 0.0)

    @classmethod
    def whole(cls, width: int, height: int) -> "Roi":
        """Returns the square around a whole picture."""
        return cls(width / 2, height / 2, max(width, height), 0.0)

    def to_upright(self, width: int, height: int | None = None) -> Affine:
        """Returns the affine from a crop of ``width`` by ``height`` pixels to the upright picture.

        The square just fits into the crop, in its middle. ``height`` is by default ``width``.
        """
        height = width if height is None else height
        scale = self.size / min(width, height)
        cos, sin = scale * math.cos(self.rotation_rad), scale * math.sin(self.rotation_rad)
        right, down = width / 2, height / 2
        # The middle of the crop, turned; in this form a square crop's differs in no bit from half * (cos -+ sin).
        oblong = (right - down) * sin
        middle_x, middle_y = right * (cos - sin) + oblong, down * (sin + cos) + oblong
        return np.array([[cos, -sin, self.x - middle_x], [sin, cos, self.y - middle_y]])


def upright_alignment(x: float, y: float, size: float) -> Alignment:
    """Returns the alignment points whose square is upright, has its centre at (x, y) and this side; all in pixels."""
    return x, y, x, y - size / (2 * _MARGIN)


def has_similar_size(athlete: Roi, other: Roi) -> bool:
    """Returns whether two squares can hold the same person by their sizes."""
    return _MIN_SIZE_RATIO < other.size / athlete.size < 1 / _MIN_SIZE_RATIO


def tilt_increase_rad(athlete: Roi, other: Roi) -> float:
    """Returns how much further from upright the other square is rotated, 0..pi; 0 where it is nearer to upright."""
    if abs(other.rotation_rad) <= abs(athlete.rotation_rad):
        return 0.0
    return abs(math.remainder(other.rotation_rad - athlete.rotation_rad, 2 * math.pi))


def relative_distance(athlete: Roi, other: Roi) -> float:
    """Returns the distance between the centres of two squares, in sides of the athlete's."""
    return math.hypot(other.x - athlete.x, other.y - athlete.y) / athlete.size
