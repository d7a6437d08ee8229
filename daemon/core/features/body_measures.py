"""Measures a body: joint angles, lengths and leans, each with how sure it is.

Left and right are weighted by how surely each side is seen, never blindly averaged. Angles are in degrees, lengths in
torso lengths (middle of the shoulders to middle of the hips).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from daemon.core.params import FeatureParams
from daemon.core.pose.body import ANKLES, HIPS, SHOULDERS, WRISTS, Body, Pair, Point, Points

Triple = tuple[int, int, int]
Sides = tuple[Triple, Triple]


_HANGING = -1.0
"""A hanging hand over its shoulder, torso lengths; one of long arms that hangs lower hangs as well."""


class Signal(NamedTuple):
    """A value and how sure it is, 0..1."""

    value: float
    confidence: float


def angle(a: Point, b: Point, c: Point) -> float:
    """Returns the angle at b between a and c (law of cosines), degrees 0..180; 180 where two points coincide.

    In two or three dimensions. Costs 0.6 µs.
    """
    left, right, across = math.dist(a, b), math.dist(b, c), math.dist(a, c)
    if left * right == 0:
        return 180.0
    cosine = (left * left + right * right - across * across) / (2 * left * right)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def both_sides(points: Points, score: Sequence[float], sides: Sides) -> Signal:
    """Measures a joint angle of both sides, weighted by the least sure joint of each."""
    (a, b, c), (d, e, f) = sides
    left = min(score[a], score[b], score[c])
    right = min(score[d], score[e], score[f])
    if left + right <= 0:
        return Signal(180.0, 0.0)
    value = left * angle(points[a], points[b], points[c]) + right * angle(points[d], points[e], points[f])
    return Signal(value / (left + right), max(left, right))


def lead(points: Points, score: Sequence[float], sides: Sides, params: FeatureParams) -> Signal:
    """Measures the joint angle of the side that is bent more: of one that works while the other rests.

    A side that is hardly seen cannot lead: it is taken towards straight by as much as it is guessed.
    """
    bent = Signal(180.0, 0.0)
    for a, b, c in sides:
        sure = min(score[a], score[b], score[c])
        value = 180.0 - min(sure / params.min_visibility, 1.0) * (180.0 - angle(points[a], points[b], points[c]))
        if value < bent.value or bent.confidence == 0:
            bent = Signal(value, sure)
    return bent


def lead_raised(points: Points, score: Sequence[float], sides: Sides, params: FeatureParams) -> Signal:
    """Measures the angle of the side that is raised more: as ``lead``, of a joint that opens where it works.

    A side that is hardly seen is taken towards hanging by as much as it is guessed.
    """
    raised = Signal(0.0, 0.0)
    for a, b, c in sides:
        sure = min(score[a], score[b], score[c])
        value = min(sure / params.min_visibility, 1.0) * angle(points[a], points[b], points[c])
        if value > raised.value or raised.confidence == 0:
            raised = Signal(value, sure)
    return raised


def balance(points: Points, score: Sequence[float], sides: Sides) -> Signal:
    """Measures by how much a joint is more bent on the left than on the right, degrees; negative the other way."""
    (a, b, c), (d, e, f) = sides
    sure = min(score[a], score[b], score[c], score[d], score[e], score[f])
    return Signal(angle(points[d], points[e], points[f]) - angle(points[a], points[b], points[c]), sure)


def higher_wrist_over_shoulder(body: Body, params: FeatureParams) -> Signal:
    """Measures how far the higher hand is above its shoulder in the picture, torso lengths; negative below.

    A hand that is hardly seen is taken towards hanging by as much as it is guessed: no hand that is seen hangs lower.
    """
    higher = Signal(_HANGING, 0.0)
    for wrist, shoulder in zip(WRISTS, SHOULDERS, strict=True):
        sure = min(body.score[wrist], body.score[shoulder])
        over = max((body.image[shoulder][1] - body.image[wrist][1]) / body.torso_px, _HANGING)
        higher = max(higher, Signal(_HANGING + min(sure / params.min_visibility, 1.0) * (over - _HANGING), sure))
    return higher


def _apart(body: Body, joints: Pair) -> Signal:
    """Measures the distance between two joints, torso lengths."""
    a, b = joints
    value = math.dist(body.world[a], body.world[b]) / body.torso
    return Signal(value, min(body.score[a], body.score[b]))


def _over(body: Body, ends: Pair, bases: Pair) -> Signal:
    """Measures how far one pair of joints is above another in the picture, torso lengths, by how sure each side is."""
    image, score, (a, b), (c, d) = body.image, body.score, ends, bases
    left, right = min(score[a], score[c]), min(score[b], score[d])
    if left + right <= 0:
        return Signal(0.0, 0.0)
    value = left * (image[c][1] - image[a][1]) + right * (image[d][1] - image[b][1])
    return Signal(value / (left + right) / body.torso_px, max(left, right))


def torso_tilt(body: Body, _: FeatureParams) -> Signal:
    """Measures how far the torso leans from upright, degrees: 0 standing, 90 lying, 180 head down."""
    return Signal(math.degrees(math.acos(max(-1.0, min(1.0, body.upright / body.torso)))), body.trunk)


def torso_tilt_image(body: Body, _: FeatureParams) -> Signal:
    """Measures how far the torso leans in the picture, degrees; a lean towards the camera does not show."""
    (x, top), (x0, bottom) = body.shoulders, body.hips
    return Signal(math.degrees(math.atan2(abs(x - x0), bottom - top)), body.trunk)


def wrist_spread(body: Body, _: FeatureParams) -> Signal:
    """Measures the distance between the wrists, torso lengths: 0 in a clap, about 2.5 with the arms wide."""
    return _apart(body, WRISTS)


def wrist_over_hip(body: Body, _: FeatureParams) -> Signal:
    """Measures how far the wrists are above the hips in the picture, torso lengths; negative below."""
    return _over(body, WRISTS, HIPS)


def wrist_over_shoulder(body: Body, _: FeatureParams) -> Signal:
    """Measures how far the wrists are above the shoulders in the picture, torso lengths; negative below."""
    return _over(body, WRISTS, SHOULDERS)


def ankle_spread(body: Body, _: FeatureParams) -> Signal:
    """Measures the distance between the ankles, torso lengths."""
    return _apart(body, ANKLES)


def hip_height(body: Body, _: FeatureParams) -> Signal:
    """Measures the hips' height over the ankles in the picture, torso lengths: about 1.6 standing, 0.6 squatting."""
    left, right = ANKLES
    ankle_y = (body.image[left][1] + body.image[right][1]) / 2
    sure = min(body.score[left], body.score[right])
    return Signal((ankle_y - body.hips[1]) / body.torso_px, sure)


def facing(body: Body, _: FeatureParams) -> Signal:
    """Measures how squarely the camera sees the athlete's front or back: 1 front view, 0 side view."""
    left, right = body.world[SHOULDERS[0]], body.world[SHOULDERS[1]]
    width = math.dist(left, right)
    return Signal(abs(left[0] - right[0]) / width if width > 0 else 0.0, body.trunk)
