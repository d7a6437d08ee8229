"""How far the athlete is in a rep, frame by frame: the exercise's own depth, 0 at its start and 1 at its usual turn."""

import numpy as np
from numpy.typing import NDArray

from daemon.core.form import judging
from daemon.core.form.rep_body import RepBody
from daemon.core.spec import Exercise, Term

Floats = NDArray[np.float64]
_IMAGE = "_image"


def depth(exercise: Exercise, body: RepBody) -> Floats:
    """Returns the depth in each frame (N,)."""
    whole = sum(abs(term.weight) for term in exercise.movement)
    parts = [term.weight * _part(term, body) for term in exercise.movement]
    total: Floats = np.sum(parts, axis=0) / whole
    return total


def _part(term: Term, body: RepBody) -> Floats:
    # What an exercise counts in the flat picture is the same angle in space, less its errors.
    values = judging.values_of(term.signal.removesuffix(_IMAGE), body)
    part: Floats = (values - term.start) / (term.turn - term.start)
    return part
