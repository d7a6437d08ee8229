"""How fast the concentric half was, in body-lengths a second, and how much slower than the set's fastest reps."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.facts import Velocity
from daemon.core.form import numbers
from daemon.core.form.rep_body import ANKLES, HIPS, KNEES, SHOULDERS, WRISTS, Pair, RepBody
from daemon.core.form.tempo import Moments
from daemon.core.form.way import MIDDLE

Floats = NDArray[np.float64]

TORSO_SHARE, LEG_SHARE = 0.288, 0.491
"""Shoulder to hip and hip to ankle as shares of the body's height: Drillis and Contini (1966), in Winter,
"Biomechanics and Motor Control of Human Movement", figure 4.1."""
SURE = 0.3
"""Score from which a joint's place is worth taking (0..1)."""
FASTEST = 2
"""Reps whose mean is the set's best."""
FROM_REP = 4
"""Rep of a set from which its slowing is told: two for the best, two for now."""
LEGS_MOVE = ("knee", "hip")


class Path(NamedTuple):
    """The point that a rep moves.

    Attributes:
        points: Its way (3, N), torso lengths.
        body: The body's length, torso lengths.
    """

    points: Floats
    body: float


def path(angle: str, body: RepBody) -> Path:
    """Returns the way of what an exercise moves: the hips over the feet, or the hands from the shoulders."""
    legs = angle.split("_", maxsplit=1)[0] in LEGS_MOVE
    ends, bases = (HIPS, ANKLES) if legs else (WRISTS, SHOULDERS)
    left, right = (body.sure((ends[i], bases[i])) for i in (0, 1))
    if "_lead" in angle and not legs:
        side = body.arm if angle.startswith("shoulder") else body.forearm
        left, right = (1.0, 0.0) if side == 0 else (0.0, 1.0)
    share = left / (left + right) if left + right > 0 else 0.5
    points = share * _between(body, ends, bases, 0) + (1 - share) * _between(body, ends, bases, 1)
    return Path(points, body_length(body))


def _between(body: RepBody, ends: Pair, bases: Pair, side: int) -> Floats:
    way: Floats = body.points[ends[side]] - body.points[bases[side]]
    return way


def body_length(body: RepBody) -> float:
    """Returns the athlete's height in torso lengths, from the better seen leg; of the usual build without one."""
    sure = [body.sure(each[side] for each in (HIPS, KNEES, ANKLES)) for side in (0, 1)]
    side = 0 if sure[0] >= sure[1] else 1
    if sure[side] < SURE:
        return 1 / TORSO_SHARE
    leg = _length(_between(body, HIPS, KNEES, side)) + _length(_between(body, KNEES, ANKLES, side))
    return (1.0 + leg) / (TORSO_SHARE + LEG_SHARE)


def _length(way: Floats) -> float:
    return numbers.median(np.sqrt(np.add.reduce(way * way)))


def measure(moved: Path, body: RepBody, found: Moments, share_pm: float) -> Velocity:
    """Returns the velocity of the concentric half; its mean is that of its middle, whose time is known best.

    Args:
        moved: The point that moves.
        body: The athlete.
        found: The rep's moments.
        share_pm: Half the width of the 95 % interval of the way's length, as a share of it.
    """
    first, last = (found.up, found.end) if body.eccentric_first else (found.start, found.down)
    at_start, at_turn = (numbers.means(moved.points[:, body.around(moment)]) for moment in (found.start, found.turn))
    seconds = (found.back_s if body.eccentric_first else found.out_s) / MIDDLE
    mean = float(np.sqrt(((at_turn - at_start) ** 2).sum())) / moved.body / seconds
    steps = np.gradient(moved.points, body.t, axis=1)[:, body.between(first, last)]
    peak = float(np.sqrt((steps * steps).sum(axis=0)).max()) / moved.body
    pm = mean * float(np.hypot(share_pm, found.pm / seconds))
    return Velocity(round(mean, 3), round(max(peak, mean), 3), round(pm, 3))


def slowing(means: Sequence[float]) -> float | None:
    """Returns how much slower the last two reps were than the set's two fastest, 0..1; None before the fourth."""
    if len(means) < FROM_REP:
        return None
    best = sum(sorted(means)[-FASTEST:]) / FASTEST
    return round(max(1 - (means[-1] + means[-2]) / 2 / best, 0.0), 3) if best > 0 else None
