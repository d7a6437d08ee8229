"""A rep's range of motion: from the joint's angle in the start position to that at the turn, in degrees."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from daemon.core.facts import ANGLE_MOMENTS
from daemon.core.form import error, judging
from daemon.core.form.baseline import Baselines
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.form.rep_body import Floats, RepBody
from daemon.core.form.tempo import Moments
from daemon.core.form.views import WHERE
from daemon.core.spec import VIEWS, Exercise, View

LEAST_OF_OWN = 0.8
"""Share of the exercise's own range below which no habit becomes what is asked for."""
LEAST_DEG = 20.0
"""Degrees under which an angle is not what an exercise moves: its error alone would be a third of it."""
BASELINE_REPS = 10
"""Reps from which an athlete's baseline is relied on: two sets."""


class Range(NamedTuple):
    """A range of motion.

    Attributes:
        deg, pm: Its size, and half the width of its 95 % interval.
        withheld: Why it is none, or None.
        angles: The angle at ``ANGLE_MOMENTS`` moments of the rep.
    """

    deg: float
    pm: float
    withheld: str | None
    angles: tuple[float, ...]


def measure(exercise: Exercise, body: RepBody, found: Moments) -> Range:
    """Measures the range of the exercise's angle."""
    angle = judging.values_of(exercise.angle, body)
    at_start = float(angle[body.around(found.start)].mean())
    at_turn = float(angle[body.around(found.turn)].mean())
    deg, pm = abs(at_turn - at_start), error.pm(error.angle_se(exercise.angle, body))
    return Range(round(deg, 1), round(pm, 1), _withheld(exercise, body, pm), _moments(angle, body.t, found))


def _moments(angle: Floats, t: Floats, found: Moments) -> tuple[float, ...]:
    at = np.linspace(found.start, found.end, ANGLE_MOMENTS)
    return tuple(np.interp(at, t, angle).round(1).tolist())


def _withheld(exercise: Exercise, body: RepBody, pm: float) -> str | None:
    joint = exercise.angle.split("_", maxsplit=1)[0]
    if body.view not in exercise.angle_views:
        return f"the {body.view} view does not show the {joint}'s angle: put the camera {where(exercise, body.view)}"
    if pm <= error.MOST_DEG:
        return None
    if judging.seen(FORM_SIGNALS[exercise.angle], body) < judging.SURE:
        return f"the {joint} is hardly seen: put the camera {where(exercise, body.view)}"
    return f"the {joint}'s angle is uncertain by ±{pm:.0f}°: put the camera {where(exercise, body.view)}"


def where(exercise: Exercise, view: str) -> str:
    """Returns the position of a camera that shows the exercise better than a view, in words."""
    better: Sequence[View] = [each for each in VIEWS if each in exercise.angle_views and each != view]
    return WHERE[better[0]] if better else "farther away, the whole body in the picture"


def own_range(exercise: Exercise) -> float | None:
    """Returns the exercise's own usual range of its angle (degrees), or None: its file does not tell."""
    names = exercise.angle, exercise.angle.removesuffix("_lead")
    terms = [abs(term.turn - term.start) for term in exercise.movement if term.signal in names]
    looks = [abs(look.turn - look.start) for look in exercise.appearance if look.signal in names]
    return next((each for each in (*terms, *looks) if each >= LEAST_DEG), None)


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
