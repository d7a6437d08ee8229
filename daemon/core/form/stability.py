"""How quiet the athlete was beside the movement: jitter of the path, and sway of trunk, shoulders and head."""

import math

import numpy as np

from daemon.core.facts import Stability
from daemon.core.form import error, numbers
from daemon.core.form.rep_body import EARS, HIPS, SHOULDERS, Floats, RepBody
from daemon.core.form.tempo import Moments
from daemon.core.form.velocity import Path

LEFT, UP = 0, 1
SLOPE, HEAD = 2.8, 2.5
"""Times by which a shoulder's height and the head's place sideways count as the trunk's: what lies nearer to what it
turns around moves less for the same lean. Half the shoulders' width and the neck are 0.36 and 0.4 of a torso."""
FLOOR = (0.024, 0.040, 0.033)
"""Torso lengths of sway that the pose model shows of somebody who has none, from the front, at 45° and from the side:
the median of clean rendered reps, ``python -m tests.form.calibrate``."""
NOISE = (0.010, 0.021, 0.017)
"""Standard error of sway and jitter in the same views, torso lengths: the spread of those reps, the greater of both."""
QUIET = 0.002
"""Torso lengths of jitter from which on a pose is taken for a network's, and ``FLOOR`` for its. A first guess."""
_POINTS = 24
"""Moments of each half that are compared."""
_STEPS = np.arange(float(_POINTS))
_DEGREE = 5
"""Of the polynomial that a quiet path follows: a movement of least jerk is one of the fifth."""
_QUARTER = 45.0


def _projection() -> Floats:
    """Returns the matrix that makes of a path the polynomial nearest to it."""
    basis = np.vander(np.linspace(-1.0, 1.0, _POINTS), _DEGREE + 1)
    projection: Floats = basis @ np.linalg.pinv(basis)
    return projection


_SMOOTH = _projection()


def measure(moved: Path, body: RepBody, found: Moments, depth: Floats) -> Stability:
    """Returns a rep's stability.

    Args:
        moved: What the exercise moves.
        body: The athlete.
        found: The rep's moments.
        depth: How far the athlete was, frame by frame.
    """
    jitter, shown = _jitter(moved.points, body.t, found), _sway(body, depth)
    sway = math.sqrt(max(shown * shown - _by_view(FLOOR, body.yaw) ** 2 * _guessed(body), 0.0))
    return Stability(round(jitter, 4), round(sway, 4), round(error.pm(_by_view(NOISE, body.yaw)), 4))


def _guessed(body: RepBody) -> float:
    """Returns how much of the model's own sway is to be expected, 0..1: none where nothing jitters either."""
    jitter = max(body.noise[joint] for joint in (*SHOULDERS, *HIPS))
    return min(jitter / QUIET, 1.0)


def _by_view(values: tuple[float, float, float], yaw: float) -> float:
    return float(np.interp(yaw / _QUARTER, (0.0, 1.0, 2.0), values))


def _jitter(points: Floats, t: Floats, found: Moments) -> float:
    """Returns the root mean square of what a path of the fifth order, out and back, does not follow."""
    squares = []
    for first, last in ((found.start, found.down), (found.up, min(found.end, float(t[-1])))):
        at = numbers.evenly(first, last, _STEPS)
        way = np.array([np.interp(at, t, points[axis]) for axis in range(3)]).T
        left = way - _SMOOTH @ way
        squares.append(numbers.mean(np.add.reduce(left * left, axis=1)))
    return math.sqrt(sum(squares) / len(squares))


def _sway(body: RepBody, depth: Floats) -> float:
    """Returns the root mean square of what moves sideways and does not go with the depth, torso lengths."""
    rep = body.between(body.start, body.end)
    trunk = body.middle(SHOULDERS) - body.middle(HIPS)
    slope = (body.points[SHOULDERS[0]] - body.points[SHOULDERS[1]])[UP] / 2
    head = (body.middle(EARS) - body.middle(SHOULDERS))[LEFT]
    lines = np.array((trunk[LEFT, rep], SLOPE * slope[rep], HEAD * head[rep]))
    lines -= numbers.means(lines)[:, None]
    way = depth[rep] - numbers.mean(depth[rep])
    with_it = (lines @ way) / max(float(way @ way), 1e-9)
    left = lines - with_it[:, None] * way
    return math.sqrt(float(np.add.reduce(numbers.means(left * left))))
