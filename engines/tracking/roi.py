"""The region of interest (ROI): the square around a person that a landmark network reads."""

import math
from dataclasses import dataclass

import numpy as np

from engines.ports import Affine

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

    def to_upright(self, pixels: int) -> Affine:
        """Returns the affine from a crop of ``pixels`` by ``pixels`` to the upright picture."""
        scale = self.size / pixels
        cos, sin = scale * math.cos(self.rotation_rad), scale * math.sin(self.rotation_rad)
        half = pixels / 2
        return np.array([[cos, -sin, self.x - half * (cos - sin)], [sin, cos, self.y - half * (sin + cos)]])


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
