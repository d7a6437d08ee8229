"""A joint's angle as it is, from what the picture and the pose model show of it, with how far it can be wrong.

Pose networks bend sharp joints too little, and guess what leans towards the camera: a bent elbow of 40° reads 80°. What
they show is turned into the joint's angle by a polynomial, fitted to sets that were rendered with known bones
(``python -m tests.form.fit``), never to one athlete.
"""

import math
from collections.abc import Sequence

import numpy as np

from daemon.core.form import angle_weights, numbers
from daemon.core.form.limb import Sight
from daemon.core.form.rep_body import ELBOW, HIP, KNEE, SHOULDER, Floats

LIMBS = {"knee": KNEE, "hip": HIP, "elbow": ELBOW, "shoulder": SHOULDER}
"""The joints whose angles are known, by name."""
WHOLE_DEG = 180.0
_WEIGHTS = {joint: np.array(weights) for joint, weights in angle_weights.ANGLE.items()}
_APART = 6.0
"""By how much two views of an angle may differ, in 30°, before it stops to matter."""


def measure(joint: str, sight: Sight, yaw: float) -> Floats:
    """Returns a joint's angle at each of the moments (degrees).

    Args:
        joint: ``knee``, ``hip``, ``elbow`` or ``shoulder``.
        sight: What is seen of it.
        yaw: How far the athlete is turned from facing the camera (degrees).
    """
    deg = design(sight, yaw) @ _WEIGHTS[joint]
    clipped: Floats = np.minimum(np.maximum(deg, 0.0), WHOLE_DEG)
    return clipped


def design(sight: Sight, yaw: float) -> Floats:
    """Returns the terms of the polynomial (N, terms)."""
    w, i, z, a, b = sight[:5]
    one, c, s = np.ones_like(w), math.cos(math.radians(yaw)) ** 2, sight.sure
    ww, ii, zz, ab = w * w, i * i, z * z, a * b
    first = (one, w, i, z, a, b, ww, ii, zz, ab, w * i, w * z, i * z, a * i, b * i, a * w, b * w, a * z, b * z)
    more = (a * a, b * b, ww * w, ii * i, zz * z, ab * i, ab * w, ab * z)
    turned = [c * each for each in (one, w, i, z)]
    front = (one, w, i, z, a, b, ww, ii, zz, *turned)
    terms: Floats = np.array((*first, *more, *front, one, w, i, z, *turned[:2]))
    ahead, plain = len(first) + len(more) + len(front), len(first) + len(more)
    terms[plain:ahead] *= c
    terms[ahead:] *= s
    return terms.T


def correction_terms(deg: float, yaw: float) -> tuple[float, ...]:
    """Returns what an exercise's own correction of a range is made of."""
    c = math.cos(math.radians(yaw)) ** 2
    return 1.0, c, c * c, deg / WHOLE_DEG


def corrected(exercise: str, deg: float, yaw: float) -> float:
    """Returns a range (degrees) less what it is usually wrong by in that exercise, where that is known."""
    weights = angle_weights.RANGE.get(exercise)
    if weights is None:
        return deg
    return max(deg - _sum(weights, correction_terms(deg, yaw)), 0.0)


def error_terms(start: Sight, turn: Sight, yaw: float) -> tuple[float, ...]:
    """Returns what the error of a range grows with, from what is seen at its two ends."""
    c = math.cos(math.radians(yaw)) ** 2
    terms = [1.0, c, c * c, 1.0 - turn.sure]
    for each in (start, turn):
        terms += [
            _APART * min(abs(numbers.mean(each.space - each.lifted)), 0.5),
            _APART * min(abs(numbers.mean(each.picture - each.lifted)), 0.5),
            1.0 - numbers.mean(np.minimum(each.first, each.second)),
        ]
    return tuple(terms)


def range_se(exercise: str, joint: str, terms: Sequence[float]) -> float:
    """Returns the standard error of a range of motion (degrees); of other exercises by their joint's worst."""
    return math.exp(_sum(angle_weights.ERROR.get(exercise, angle_weights.ERROR[joint]), terms))


def _sum(weights: Sequence[float], terms: Sequence[float]) -> float:
    return sum(weight * term for weight, term in zip(weights, terms, strict=True))
