"""Signals: named scalars of a pose, each with a confidence.

Left and right are weighted by how surely each side is seen, never blindly averaged. Angles are in degrees, lengths in
torso lengths (middle of the shoulders to middle of the hips).
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint

Point = Sequence[float]
Points = Sequence[Point]
Pair = tuple[int, int]
Triple = tuple[int, int, int]

SURE = 0.5
"""Visibility from which a joint is taken to be seen, and not guessed."""
SHOULDERS, ELBOWS, WRISTS, HIPS, KNEES, ANKLES = (0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (10, 11)
"""The left and the right row of each in ``limbs``."""
_ARMS_TO_LEGS = slice(int(Joint.LEFT_SHOULDER), int(Joint.RIGHT_ANKLE) + 1)
_HANDS = slice(Joint.LEFT_PINKY - Joint.LEFT_SHOULDER, Joint.LEFT_HIP - Joint.LEFT_SHOULDER)
_FRAME = SHOULDERS + KNEES + ANKLES


def limbs(joints: NDArray[np.float32]) -> list[Any]:
    """The twelve joints that signals are made of, of one of a pose's arrays, as plain floats. Costs 1 µs."""
    rows: list[Any] = joints[_ARMS_TO_LEGS].tolist()
    del rows[_HANDS]
    return rows


class Signal(NamedTuple):
    """A value and how sure it is, 0..1."""

    value: float
    confidence: float


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
    """

    __slots__ = ("hips", "image", "score", "shoulders", "torso", "torso_px", "trunk", "upright", "world")

    def __init__(self, image: Points, world: Points, score: Sequence[float]) -> None:
        self.image, self.world, self.score = image, world, score
        (a, b), (c, d) = SHOULDERS, HIPS
        self.shoulders, self.hips = _middle(image[a], image[b]), _middle(image[c], image[d])
        top, bottom = _middle_3d(world[a], world[b]), _middle_3d(world[c], world[d])
        self.torso, self.upright = max(math.dist(top, bottom), 1e-6), bottom[1] - top[1]
        self.torso_px = _scale(image, world, self.hips) * self.torso
        self.trunk = max(min(score[a], score[c]), min(score[b], score[d]))

    @classmethod
    def of(cls, pose: Pose) -> "Body":
        """A pose as it is, flat where it has no world landmarks."""
        image = limbs(pose.xy)
        world = limbs(pose.world) if pose.world is not None else [(x, y, 0.0) for x, y in image]
        return cls(image, world, limbs(pose.score))


def _sides(*joints: Pair) -> tuple[Triple, Triple]:
    """Three joints of the left side, and of the right."""
    (a, d), (b, e), (c, f) = joints
    return (a, b, c), (d, e, f)


_KNEE = _sides(HIPS, KNEES, ANKLES)
_HIP = _sides(SHOULDERS, HIPS, KNEES)
_ELBOW = _sides(SHOULDERS, ELBOWS, WRISTS)
_SHOULDER = _sides(HIPS, SHOULDERS, ELBOWS)


def angle(a: Point, b: Point, c: Point) -> float:
    """The angle at b between a and c by the law of cosines, degrees 0..180; 180 where two points coincide.

    In two or three dimensions. Costs 0.6 µs.
    """
    left, right, across = math.dist(a, b), math.dist(b, c), math.dist(a, c)
    if left * right == 0:
        return 180.0
    cosine = (left * left + right * right - across * across) / (2 * left * right)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _both_sides(points: Points, score: Sequence[float], sides: tuple[Triple, Triple]) -> Signal:
    """A joint angle of both sides, weighted by the least sure joint of each."""
    (a, b, c), (d, e, f) = sides
    left = min(score[a], score[b], score[c])
    right = min(score[d], score[e], score[f])
    if left + right <= 0:
        return Signal(180.0, 0.0)
    value = left * angle(points[a], points[b], points[c]) + right * angle(points[d], points[e], points[f])
    return Signal(value / (left + right), max(left, right))


def _lead(points: Points, score: Sequence[float], sides: tuple[Triple, Triple]) -> Signal:
    """The joint angle of the side that is bent more: of one that works while the other rests.

    A side that is hardly seen cannot lead: it is taken towards straight by as much as it is guessed.
    """
    bent = Signal(180.0, 0.0)
    for a, b, c in sides:
        sure = min(score[a], score[b], score[c])
        value = 180.0 - min(sure / SURE, 1.0) * (180.0 - angle(points[a], points[b], points[c]))
        if value < bent.value or bent.confidence == 0:
            bent = Signal(value, sure)
    return bent


def _middle(a: Point, b: Point) -> tuple[float, float]:
    (x, y), (u, v) = a, b
    return (x + u) / 2, (y + v) / 2


def _middle_3d(a: Point, b: Point) -> tuple[float, float, float]:
    (x, y, z), (u, v, w) = a, b
    return (x + u) / 2, (y + v) / 2, (z + w) / 2


def _scale(image: Points, world: Points, hips: Point) -> float:
    """Pixels a metre at the athlete: the least-squares fit of the picture to the world landmarks (weak perspective).

    Unlike the torso's length in pixels it does not shrink when the athlete leans towards the camera.
    """
    x0, y0 = hips
    both = square = 0.0
    for joint in _FRAME:
        (x, y), (u, v, _) = image[joint], world[joint]
        both += (x - x0) * u + (y - y0) * v
        square += u * u + v * v
    return max(both / square, 1e-6) if square > 0 else 1.0


def _apart(body: Body, joints: Pair) -> Signal:
    """The distance between two joints, torso lengths."""
    a, b = joints
    value = math.dist(body.world[a], body.world[b]) / body.torso
    return Signal(value, min(body.score[a], body.score[b]))


def _over(body: Body, ends: Pair, bases: Pair) -> Signal:
    """How far one pair of joints is above another in the picture, torso lengths, each side as sure as it is seen."""
    image, score, (a, b), (c, d) = body.image, body.score, ends, bases
    left, right = min(score[a], score[c]), min(score[b], score[d])
    if left + right <= 0:
        return Signal(0.0, 0.0)
    value = left * (image[c][1] - image[a][1]) + right * (image[d][1] - image[b][1])
    return Signal(value / (left + right) / body.torso_px, max(left, right))


def torso_tilt(body: Body) -> Signal:
    """How far the torso leans from upright, degrees: 0 standing, 90 lying, 180 head down."""
    return Signal(math.degrees(math.acos(max(-1.0, min(1.0, body.upright / body.torso)))), body.trunk)


def torso_tilt_image(body: Body) -> Signal:
    """How far the torso leans from upright in the picture, degrees; a lean towards the camera does not show."""
    (x, top), (x0, bottom) = body.shoulders, body.hips
    return Signal(math.degrees(math.atan2(abs(x - x0), bottom - top)), body.trunk)


def wrist_spread(body: Body) -> Signal:
    """Distance between the wrists, torso lengths: 0 in a clap, about 2.5 with the arms wide."""
    return _apart(body, WRISTS)


def wrist_over_hip(body: Body) -> Signal:
    """How far the wrists are above the hips in the picture, torso lengths; negative below."""
    return _over(body, WRISTS, HIPS)


def wrist_over_shoulder(body: Body) -> Signal:
    """How far the wrists are above the shoulders in the picture, torso lengths; negative below."""
    return _over(body, WRISTS, SHOULDERS)


def ankle_spread(body: Body) -> Signal:
    """Distance between the ankles, torso lengths."""
    return _apart(body, ANKLES)


def hip_height(body: Body) -> Signal:
    """How far the hips are above the ankles in the picture, torso lengths: about 1.6 standing, 0.6 in a full squat."""
    left, right = ANKLES
    ankle_y = (body.image[left][1] + body.image[right][1]) / 2
    sure = min(body.score[left], body.score[right])
    return Signal((ankle_y - body.hips[1]) / body.torso_px, sure)


def facing(body: Body) -> Signal:
    """How squarely the camera sees the athlete's front or back: 1 front view, 0 side view."""
    left, right = body.world[SHOULDERS[0]], body.world[SHOULDERS[1]]
    width = math.dist(left, right)
    return Signal(abs(left[0] - right[0]) / width if width > 0 else 0.0, body.trunk)


SIGNALS: dict[str, Callable[[Body], Signal]] = {
    "knee": lambda b: _both_sides(b.world, b.score, _KNEE),
    "hip": lambda b: _both_sides(b.world, b.score, _HIP),
    "elbow": lambda b: _both_sides(b.world, b.score, _ELBOW),
    "shoulder": lambda b: _both_sides(b.world, b.score, _SHOULDER),
    "knee_image": lambda b: _both_sides(b.image, b.score, _KNEE),
    "hip_image": lambda b: _both_sides(b.image, b.score, _HIP),
    "elbow_image": lambda b: _both_sides(b.image, b.score, _ELBOW),
    "shoulder_image": lambda b: _both_sides(b.image, b.score, _SHOULDER),
    "knee_lead": lambda b: _lead(b.world, b.score, _KNEE),
    "hip_lead": lambda b: _lead(b.world, b.score, _HIP),
    "elbow_lead": lambda b: _lead(b.world, b.score, _ELBOW),
    "torso_tilt": torso_tilt,
    "torso_tilt_image": torso_tilt_image,
    "wrist_spread": wrist_spread,
    "wrist_over_hip": wrist_over_hip,
    "wrist_over_shoulder": wrist_over_shoulder,
    "ankle_spread": ankle_spread,
    "hip_height": hip_height,
    "facing": facing,
}
"""Every signal by its name; ``_image`` angles are seen in the picture's plane, the others in three dimensions."""
