"""How quiet the athlete was beside the movement: jitter of the path, and sway of the trunk."""

import numpy as np

from daemon.core.facts import Stability
from daemon.core.form import error
from daemon.core.form.rep_body import ANKLES, HIPS, SHOULDERS, Floats, RepBody
from daemon.core.form.tempo import Moments
from daemon.core.form.velocity import Path

NOISE = 0.02
"""Standard error of either that the pose model leaves, torso lengths."""
_POINTS = 24
"""Moments of each half that are compared."""
_DEGREE = 5
"""Of the polynomial that a quiet path follows: a movement of least jerk is one of the fifth."""


def _projection() -> Floats:
    """Returns the matrix that makes of a path the polynomial nearest to it."""
    basis = np.vander(np.linspace(-1.0, 1.0, _POINTS), _DEGREE + 1)
    projection: Floats = basis @ np.linalg.pinv(basis)
    return projection


_SMOOTH = _projection()


def measure(moved: Path, body: RepBody, found: Moments) -> Stability:
    """Returns a rep's stability."""
    jitter, sway = _jitter(moved.points, body.t, found), _sway(body, found)
    return Stability(round(jitter, 4), round(sway, 4), round(error.pm(NOISE), 4))


def _jitter(points: Floats, t: Floats, found: Moments) -> float:
    """Returns the root mean square of what a fourth-order way out and back does not follow."""
    squares = []
    for first, last in ((found.start, found.down), (found.up, min(found.end, float(t[-1])))):
        at = np.linspace(first, last, _POINTS)
        way = np.stack([np.interp(at, t, points[axis]) for axis in range(3)], axis=1)
        left = way - _SMOOTH @ way
        squares.append((left * left).sum(axis=1).mean())
    return float(np.sqrt(np.mean(squares)))


def _sway(body: RepBody, found: Moments) -> float:
    """Returns how far apart the trunk's ways out and back are at the same share of them, over the root of two."""
    trunk = body.middle(SHOULDERS) + body.middle(HIPS) - 2 * body.middle(ANKLES)
    u = np.linspace(0.0, 1.0, _POINTS)
    out, back = found.start + u * (found.down - found.start), found.end - u * (found.end - found.up)
    seen = back <= body.t[-1]
    apart = []
    for axis in (0, 2):
        level = trunk[axis] / 2
        apart.append((np.interp(out, body.t, level) - np.interp(back, body.t, level))[seen])
    across = np.array(apart)
    return float(np.sqrt((across * across).sum(axis=0).mean() / 2)) if across.size else 0.0
