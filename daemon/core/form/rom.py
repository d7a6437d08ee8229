"""A rep's range of motion: from the joint's angle in the start position to that at the turn, in degrees."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.facts import ANGLE_MOMENTS
from daemon.core.form import angles, error, judging, limb, numbers, rep_depth
from daemon.core.form.baseline import Baselines
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.form.limb import Sight
from daemon.core.form.rep_body import Floats, RepBody
from daemon.core.form.tempo import Moments
from daemon.core.form.views import WHERE
from daemon.core.form.window import Window
from daemon.core.spec import VIEWS, Exercise, View

LEAST_OF_OWN = 0.6
"""Share of the exercise's own range below which no habit becomes what is asked for."""
STILL_S = 0.1
"""Seconds before a rep's start that belong to its start position."""
START, TURN = slice(0, 2), slice(2, 4)
"""Rows that a range is the difference of: its start position, and its turn."""
LEAST_SHARE = 1e-3
"""Weight of a side that is not seen at all: it counts where neither is."""
_STEPS = np.arange(float(ANGLE_MOMENTS))
IN_PLANE = 0.85
"""Share of its length that the picture must show of a bone whose angle is told without depth: at 32° off the plane."""
BASELINE_REPS = 10
"""Reps from which an athlete's baseline is relied on: two sets."""


class Range(NamedTuple):
    """A range of motion.

    Attributes:
        deg, pm: Its size, and half the width of its 95 % interval.
        withheld: Why it is none, or None.
        angles: The angle at ``ANGLE_MOMENTS`` moments of the rep.
        sides: The range of the left and of the right side, each with its standard error.
    """

    deg: float
    pm: float
    withheld: str | None
    angles: tuple[float, ...]
    sides: tuple[tuple[float, float], tuple[float, float]]


class Curves(NamedTuple):
    """The exercise's angle in each frame of a rep.

    Attributes:
        seen: The rep's poses.
        sights: What is seen of the left and of the right limb.
        degrees: Each one's angle (N,).
        shares: How much each counts.
    """

    seen: Window
    sights: tuple[Sight, Sight]
    degrees: tuple[Floats, Floats]
    shares: tuple[float, float]

    @property
    def angle(self) -> Floats:
        """Both sides together (N,)."""
        angle: Floats = self.shares[0] * self.degrees[0] + self.shares[1] * self.degrees[1]
        return angle


def curves(exercise: Exercise, body: RepBody, seen: Window) -> Curves:
    """Measures the exercise's angle in each frame."""
    joint, per_metre, every = _joint(exercise), limb.scale(seen), slice(None)
    left, right = (limb.look(seen, angles.LIMBS[joint], side, per_metre, every) for side in (0, 1))
    degrees = angles.measure(joint, left, body.yaw), angles.measure(joint, right, body.yaw)
    return Curves(seen, (left, right), degrees, _shares(exercise, body, (left, right)))


def measure(exercise: Exercise, body: RepBody, found: Moments, curves: Curves) -> Range:
    """Measures the range of the exercise's angle."""
    at = rows(body.t, (found.start - STILL_S, found.start, found.down, found.up), found.start, found.end)
    left, right = (
        _range(exercise, sight.at(at[: TURN.stop]), deg[at[: TURN.stop]], body.yaw)
        for sight, deg in zip(curves.sights, curves.degrees, strict=True)
    )
    a, b = curves.shares
    deg, pm = a * left[0] + b * right[0], error.pm(a * left[1] + b * right[1])
    plot = curves.angle[at[TURN.stop :]].round(1).tolist()
    withheld = _withheld(exercise, body, pm) or _flat(exercise, body, curves, at[: TURN.stop])
    return Range(round(deg, 1), round(pm, 1), withheld, tuple(plot), (left, right))


def _joint(exercise: Exercise) -> str:
    return exercise.angle.split("_", maxsplit=1)[0]


def rows(t: Floats, moments: Sequence[float], start: float, end: float) -> NDArray[np.intp]:
    """Returns the frames at which a range is read off: those of ``moments``, then evenly from start to end."""
    times = np.concatenate((moments, numbers.evenly(start, end, _STEPS)))
    return np.minimum(t.searchsorted(times), len(t) - 1)


def _range(exercise: Exercise, sight: Sight, deg: Floats, yaw: float) -> tuple[float, float]:
    """Returns one side's range and its standard error (degrees)."""
    size = abs(numbers.mean(deg[TURN]) - numbers.mean(deg[START]))
    joint = _joint(exercise)
    size = angles.corrected(exercise.name, size, yaw)
    return size, angles.range_se(exercise.name, joint, angles.error_terms(sight.at(START), sight.at(TURN), yaw))


def _shares(exercise: Exercise, body: RepBody, sights: Sequence[Sight]) -> tuple[float, float]:
    """Returns how much each side counts: the one that works, or both as surely as they are seen."""
    if exercise.angle.endswith("_lead"):
        joint = exercise.angle.removesuffix("_lead")
        working = {"elbow": body.forearm, "shoulder": body.arm}.get(joint, body.leg)
        return (1.0, 0.0) if working == 0 else (0.0, 1.0)
    left, right = (sight.sure**2 + LEAST_SHARE for sight in sights)
    return left / (left + right), right / (left + right)


def _withheld(exercise: Exercise, body: RepBody, pm: float) -> str | None:
    joint = _joint(exercise)
    if body.view not in exercise.angle_views:
        return f"the {body.view} view does not show the {joint}'s angle: put the camera {where(exercise, body.view)}"
    if pm <= error.MOST_DEG:
        return None
    if judging.seen(FORM_SIGNALS[exercise.angle], body) < judging.SURE:
        return f"the {joint} is hardly seen: put the camera {where(exercise, body.view)}"
    return f"the {joint}'s angle is uncertain by ±{pm:.0f}°: put the camera {where(exercise, body.view)}"


def _flat(exercise: Exercise, body: RepBody, curves: Curves, at: NDArray[np.intp]) -> str | None:
    """Returns why a picture without depth does not show the angle; None where it does, or there is depth."""
    if body.has_depth or (body.view != "oblique" and _shown(curves, at) >= IN_PLANE):
        return None
    return f"no depth: this pose model sees the {_joint(exercise)} flat: put the camera {where(exercise, body.view)}"


def _shown(curves: Curves, at: NDArray[np.intp]) -> float:
    """Returns the least share of its bones' length that the picture shows of the limb that counts most."""
    sight = curves.sights[int(curves.shares[1] > curves.shares[0])]
    return float(min(sight.first[at].min(), sight.second[at].min()))


def where(exercise: Exercise, view: str) -> str:
    """Returns the position of a camera that shows the exercise better than a view, in words."""
    better: Sequence[View] = [each for each in VIEWS if each in exercise.angle_views and each != view]
    return WHERE[better[0]] if better else "farther away, the whole body in the picture"


def own_range(exercise: Exercise) -> float | None:
    """Returns the exercise's own usual range of its angle (degrees), or None: its file does not tell."""
    way = rep_depth.turn_less_start(exercise)
    return None if way is None else abs(way)


def reference(exercise: Exercise, view: str, baselines: Baselines, before: Sequence[float]) -> float | None:
    """Returns the range that is asked for (degrees): the athlete's own, else the set's, else the exercise's.

    A habit of half reps does not become what is asked for: it is ``LEAST_OF_OWN`` of the exercise's own at least.

    Args:
        exercise: What is done.
        view: From where it is seen.
        baselines: What the athlete usually reaches.
        before: The ranges of the set's reps before.
    """
    own, known = own_range(exercise), baselines.get((exercise.name, view))
    least = 0.0 if own is None else LEAST_OF_OWN * own
    if known is not None and known.reps >= BASELINE_REPS:
        return max(known.rom_deg, least)
    if before and own is not None:
        return max(sorted(before)[len(before) // 2], least)
    return own


def full(baselines: Baselines, exercise: Exercise, view: str, before: Sequence[float]) -> float | None:
    """Returns the athlete's own full range (degrees): as it is known, else the set's greatest; None before that."""
    known = baselines.get((exercise.name, view))
    if known is not None and known.reps >= BASELINE_REPS:
        return known.full_deg
    return max(before, default=None)
