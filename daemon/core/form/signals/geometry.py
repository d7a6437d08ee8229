"""Angles and distances over the frames of a rep, of which the signals of form are made.

Points are arrays (3, N) in the athlete's own axes, in torso lengths; values are arrays (N,).
"""

import math

import numpy as np

from daemon.core.form.rep_body import HIPS, SHOULDERS, Floats, Limb, Pair, RepBody, angle
from daemon.core.form.signals.form_signal import Measure

LEFT, UP, FORWARD = 0, 1, 2
"""The athlete's own axes."""
_DEGREES = 180.0 / math.pi


def side_weights(body: RepBody, *pairs: Pair) -> tuple[float, float]:
    """Returns how much each side counts: as surely as the least sure of its joints was seen. Their sum is 1."""
    left, right = (max(body.sure([each[i] for each in pairs]), 1e-3) for i in (0, 1))
    return left / (left + right), right / (left + right)


def side_angle(body: RepBody, limb: Limb, side: int) -> Floats:
    """Returns the angle of one side's limb (degrees, 180 straight)."""
    a, b, c = (body.points[each[side]] for each in limb)
    return angle(a, b, c)


def above(body: RepBody, ends: Pair, bases: Pair, axis: int = UP) -> Floats:
    """Returns how far one pair of joints is beyond another along an axis, by how surely each side is seen."""
    left, right = side_weights(body, ends, bases)
    value: Floats = left * one_above(body, ends, bases, 0, axis)
    value += right * one_above(body, ends, bases, 1, axis)
    return value


def one_above(body: RepBody, ends: Pair, bases: Pair, side: int, axis: int = UP) -> Floats:
    """Returns how far one side's joint is beyond another along an axis."""
    value: Floats = (body.points[ends[side]] - body.points[bases[side]])[axis]
    return value


def apart(joints: Pair) -> Measure:
    """Returns the measure of the distance between left and right."""

    def measure(body: RepBody) -> Floats:
        across = body.points[joints[0]] - body.points[joints[1]]
        length: Floats = np.sqrt((across * across).sum(axis=0))
        return length

    return measure


def slant(along: Floats, up: Floats) -> Floats:
    """Returns the angle of a direction from upright (degrees), positive along the axis."""
    degrees: Floats = np.arctan2(along, up) * _DEGREES
    return degrees


def turned(a: Floats, b: Floats) -> Floats:
    """Returns by how much one direction is turned forward from another, seen from the side (degrees)."""
    across = np.subtract(a[FORWARD] * b[UP], a[UP] * b[FORWARD])
    along = np.add(a[FORWARD] * b[FORWARD], a[UP] * b[UP])
    return slant(across, along)


def trunk_of(body: RepBody) -> Floats:
    """Returns the direction from the hips' middle to the shoulders' (3, N)."""
    return body.middle(SHOULDERS) - body.middle(HIPS)
