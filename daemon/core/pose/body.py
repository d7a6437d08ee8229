"""A pose as the core reads it: twelve joints as plain floats, in the picture and in metres, with its usual lengths."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint

Point = Sequence[float]
Points = Sequence[Point]
Pair = tuple[int, int]

SHOULDERS, ELBOWS, WRISTS, HIPS, KNEES, ANKLES = (0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (10, 11)
"""The left and the right row of each in ``limbs``."""
_ARMS_TO_LEGS = slice(int(Joint.LEFT_SHOULDER), int(Joint.RIGHT_ANKLE) + 1)
_HANDS = slice(Joint.LEFT_PINKY - Joint.LEFT_SHOULDER, Joint.LEFT_HIP - Joint.LEFT_SHOULDER)
_FRAME = SHOULDERS + KNEES + ANKLES
LIMBS = tuple(
    Joint[f"{side}_{name}"]
    for name in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")
    for side in ("LEFT", "RIGHT")
)
"""The joint of each row."""


def limbs(joints: NDArray[np.float32]) -> list[Any]:
    """Returns the twelve joints that signals are made of, from one of a pose's arrays, as floats. Costs 1 µs."""
    rows: list[Any] = joints[_ARMS_TO_LEGS].tolist()
    del rows[_HANDS]
    return rows


class Body:
    """A pose as plain floats, which one frame's few hundred scalar operations read faster than arrays. Costs 3 µs.

    Attributes:
        image: Pixels (x, y) of each of the ``limbs``.
        world: Metres (x, y, z) of each of them.
        score: How surely each is visible, 0..1.
        shoulders, hips: Their middles in the picture (pixels).
        torso: Metres from the shoulders' middle to the hips'.
        upright: How much higher the shoulders' middle is than the hips' (metres).
        torso_px: The torso's length in pixels, as long as if it did not lean towards the camera.
        trunk: How surely shoulder and hip of the better side are visible.
        has_depth: ``world`` is the model's; False where it was made of the picture alone.
    """

    __slots__ = ("has_depth", "hips", "image", "score", "shoulders", "torso", "torso_px", "trunk", "upright", "world")

    def __init__(self, image: Points, world: Points, score: Sequence[float], *, has_depth: bool = True) -> None:
        self.image, self.world, self.score, self.has_depth = image, world, score, has_depth
        (a, b), (c, d) = SHOULDERS, HIPS
        self.shoulders, self.hips = _middle(image[a], image[b]), _middle(image[c], image[d])
        top, bottom = _middle_3d(world[a], world[b]), _middle_3d(world[c], world[d])
        self.torso, self.upright = max(math.dist(top, bottom), 1e-6), bottom[1] - top[1]
        self.torso_px = _scale(image, world, self.hips) * self.torso
        self.trunk = max(min(score[a], score[c]), min(score[b], score[d]))

    @classmethod
    def of(cls, pose: Pose) -> "Body":
        """Returns a pose as it is, flat where it has no world landmarks."""
        image = limbs(pose.xy)
        world = limbs(pose.world) if pose.world is not None else [(x, y, 0.0) for x, y in image]
        return cls(image, world, limbs(pose.score), has_depth=pose.world is not None)


def _middle(a: Point, b: Point) -> tuple[float, float]:
    (x, y), (u, v) = a, b
    return (x + u) / 2, (y + v) / 2


def _middle_3d(a: Point, b: Point) -> tuple[float, float, float]:
    (x, y, z), (u, v, w) = a, b
    return (x + u) / 2, (y + v) / 2, (z + w) / 2


def _scale(image: Points, world: Points, hips: Point) -> float:
    """Returns pixels a metre at the athlete: the least-squares fit of picture to world landmarks (weak perspective).

    Unlike the torso's length in pixels it does not shrink when the athlete leans towards the camera.
    """
    x0, y0 = hips
    both = square = 0.0
    for joint in _FRAME:
        (x, y), (u, v, _) = image[joint], world[joint]
        both += (x - x0) * u + (y - y0) * v
        square += u * u + v * v
    return max(both / square, 1e-6) if square > 0 else 1.0
