"""How far the athlete is in a rep, frame by frame: the exercise's own depth, 0 at its start and 1 at its usual turn."""

import numpy as np
from numpy.typing import NDArray

from daemon.core.form import judging
from daemon.core.form.rep_body import RepBody
from daemon.core.spec import Exercise, Term

Floats = NDArray[np.float64]
_IMAGE = "_image"
LEAST_DEG = 20.0
"""Degrees under which an angle is not what an exercise moves: its error alone would be a third of it."""


def depth(exercise: Exercise, body: RepBody, angle: Floats) -> Floats:
    """Returns the depth in each frame (N,): by the exercise's angle, or by its movement where that hardly changes.

    Args:
        exercise: What is done.
        body: The athlete.
        angle: The exercise's angle (N,), as it truly is.
    """
    way = turn_less_start(exercise)
    if way is not None:
        part: Floats = angle / way
        return part
    whole = sum(abs(term.weight) for term in exercise.movement)
    parts = [term.weight * _part(term, body) for term in exercise.movement]
    total: Floats = np.sum(parts, axis=0) / whole
    return total


def turn_less_start(exercise: Exercise) -> float | None:
    """Returns by how much the exercise's angle usually changes to its turn (degrees); None: hardly."""
    names = exercise.angle, exercise.angle.removesuffix("_lead")
    terms = [term.turn - term.start for term in exercise.movement if term.signal in names]
    looks = [look.turn - look.start for look in exercise.appearance if look.signal in names]
    return next((each for each in (*terms, *looks) if abs(each) >= LEAST_DEG), None)


def _part(term: Term, body: RepBody) -> Floats:
    # What an exercise counts in the flat picture is the same angle in space, less its errors.
    values = judging.values_of(term.signal.removesuffix(_IMAGE), body)
    part: Floats = (values - term.start) / (term.turn - term.start)
    return part
