"""Signals: named scalars of a pose, each with a confidence.

Left and right are weighted by how surely each side is seen, never blindly averaged. Angles are in degrees, lengths in
torso lengths (middle of the shoulders to middle of the hips).
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from daemon.core.pose import Pose
from daemon.core.skeleton import Joint

Point = tuple[float, ...] | list[float]

SURE = 0.5
"""Visibility from which a joint is taken to be seen, and not guessed."""


class Signal(NamedTuple):
    """A value and how sure it is, 0..1."""

    value: float
    confidence: float


class Torso(NamedTuple):
    """Middle of the shoulders, middle of the hips, and the length between them."""

    top: list[float]
    bottom: list[float]
    length: float


class Body:
    """A pose as plain floats, which one frame's few dozen scalar operations read faster than arrays."""

    __slots__ = ("image", "image_torso", "score", "torso", "torso_px", "world")

    def __init__(self, pose: Pose) -> None:
        self.image: list[list[float]] = pose.xy.tolist()
        self.world: list[list[float]] = pose.world.tolist() if pose.world is not None else self.image
        self.score: list[float] = pose.score.tolist()
        self.torso = _torso(self.world)
        self.image_torso = _torso(self.image)
        self.torso_px = _scale(self) * self.torso.length


Triple = tuple[Joint, Joint, Joint]
_KNEE: tuple[Triple, Triple] = (
    (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
)
_HIP: tuple[Triple, Triple] = (
    (Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE),
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.RIGHT_KNEE),
)
_ELBOW: tuple[Triple, Triple] = (
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
)
_SHOULDER: tuple[Triple, Triple] = (
    (Joint.LEFT_HIP, Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW),
    (Joint.RIGHT_HIP, Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW),
)
_FRAME = (
    Joint.LEFT_SHOULDER,
    Joint.RIGHT_SHOULDER,
    Joint.LEFT_KNEE,
    Joint.RIGHT_KNEE,
    Joint.LEFT_ANKLE,
    Joint.RIGHT_ANKLE,
)


def angle(a: Point, b: Point, c: Point) -> float:
    """The angle at b between a and c, degrees 0..180, in two or three dimensions; 180 where two points coincide."""
    dot = left = right = 0.0
    for p, q, r in zip(a, b, c, strict=True):
        u, v = p - q, r - q
        dot += u * v
        left += u * u
        right += v * v
    length = math.sqrt(left * right)
    return math.degrees(math.acos(max(-1.0, min(1.0, dot / length)))) if length > 0 else 180.0


def _both_sides(points: list[list[float]], score: list[float], sides: tuple[Triple, Triple]) -> Signal:
    """A joint angle of both sides, weighted by the least sure joint of each."""
    (a, b, c), (d, e, f) = sides
    left = min(score[a], score[b], score[c])
    right = min(score[d], score[e], score[f])
    if left + right <= 0:
        return Signal(180.0, 0.0)
    value = left * angle(points[a], points[b], points[c]) + right * angle(points[d], points[e], points[f])
    return Signal(value / (left + right), max(left, right))


def _lead(points: list[list[float]], score: list[float], sides: tuple[Triple, Triple]) -> Signal:
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


def _middle(points: list[list[float]], a: Joint, b: Joint) -> list[float]:
    return [(p + q) / 2 for p, q in zip(points[a], points[b])]  # noqa: B905 - as long as each other, and hot


def _torso(points: list[list[float]]) -> Torso:
    top = _middle(points, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    bottom = _middle(points, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    return Torso(top, bottom, max(math.dist(top, bottom), 1e-6))


def _scale(body: Body) -> float:
    """Pixels a metre at the athlete: the least-squares fit of the picture to the world landmarks (weak perspective).

    Unlike the torso's length in pixels it does not shrink when the athlete leans towards the camera.
    """
    x0, y0 = body.image_torso.bottom
    both = square = 0.0
    for joint in _FRAME:
        (x, y), world = body.image[joint], body.world[joint]
        both += (x - x0) * world[0] + (y - y0) * world[1]
        square += world[0] * world[0] + world[1] * world[1]
    return max(both / square, 1e-6) if square > 0 else 1.0


def _least(body: Body, *joints: Joint) -> float:
    return min(body.score[j] for j in joints)


def _trunk_confidence(body: Body) -> float:
    left = _least(body, Joint.LEFT_SHOULDER, Joint.LEFT_HIP)
    return max(left, _least(body, Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP))


def torso_tilt(body: Body) -> Signal:
    """How far the torso leans from upright, degrees: 0 standing, 90 lying, 180 head down."""
    top, bottom, length = body.torso
    return Signal(math.degrees(math.acos(max(-1.0, min(1.0, (bottom[1] - top[1]) / length)))), _trunk_confidence(body))


def torso_tilt_image(body: Body) -> Signal:
    """How far the torso leans from upright in the picture, degrees; a lean towards the camera does not show."""
    top, bottom, _ = body.image_torso
    dx, dy = top[0] - bottom[0], bottom[1] - top[1]
    return Signal(math.degrees(math.atan2(abs(dx), dy)), _trunk_confidence(body))


def wrist_spread(body: Body) -> Signal:
    """Distance between the wrists, torso lengths: 0 in a clap, about 2.5 with the arms wide."""
    value = math.dist(body.world[Joint.LEFT_WRIST], body.world[Joint.RIGHT_WRIST]) / body.torso.length
    return Signal(value, _least(body, Joint.LEFT_WRIST, Joint.RIGHT_WRIST))


def wrist_over_hip(body: Body) -> Signal:
    """How far the wrists are above the hips in the picture, torso lengths; negative below."""
    return _over(body, (Joint.LEFT_WRIST, Joint.RIGHT_WRIST), (Joint.LEFT_HIP, Joint.RIGHT_HIP))


def wrist_over_shoulder(body: Body) -> Signal:
    """How far the wrists are above the shoulders in the picture, torso lengths; negative below."""
    return _over(body, (Joint.LEFT_WRIST, Joint.RIGHT_WRIST), (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER))


def _over(body: Body, ends: tuple[Joint, Joint], bases: tuple[Joint, Joint]) -> Signal:
    """How far one pair of joints is above another in the picture, torso lengths, each side as sure as it is seen."""
    sides = tuple(zip(ends, bases, strict=True))
    weights = [_least(body, *side) for side in sides]
    if sum(weights) <= 0:
        return Signal(0.0, 0.0)
    heights = [body.image[base][1] - body.image[end][1] for end, base in sides]
    value = sum(w * h for w, h in zip(weights, heights, strict=True)) / sum(weights)
    return Signal(value / body.torso_px, max(weights))


def ankle_spread(body: Body) -> Signal:
    """Distance between the ankles, torso lengths."""
    length = body.torso.length
    return Signal(
        math.dist(body.world[Joint.LEFT_ANKLE], body.world[Joint.RIGHT_ANKLE]) / length,
        _least(body, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE),
    )


def hip_height(body: Body) -> Signal:
    """How far the hips are above the ankles in the picture, torso lengths: about 1.6 standing, 0.6 in a full squat."""
    ankle_y = (body.image[Joint.LEFT_ANKLE][1] + body.image[Joint.RIGHT_ANKLE][1]) / 2
    return Signal(
        (ankle_y - body.image_torso.bottom[1]) / body.torso_px, _least(body, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    )


def facing(body: Body) -> Signal:
    """How squarely the camera sees the athlete's front or back: 1 front view, 0 side view."""
    left, right = body.world[Joint.LEFT_SHOULDER], body.world[Joint.RIGHT_SHOULDER]
    width = math.dist(left, right)
    return Signal(abs(left[0] - right[0]) / width if width > 0 else 0.0, _trunk_confidence(body))


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
