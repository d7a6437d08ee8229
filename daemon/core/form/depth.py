"""How far a rep stays above its exercise's own standard of depth, in degrees of its range."""

from daemon.core.form import judging
from daemon.core.form.rep_body import RepBody
from daemon.core.spec import Exercise

LEAST = 0.05
"""Torso lengths, or degrees, that the standard's signal must change in a rep to be told in degrees of the range."""


def shortfall(exercise: Exercise, body: RepBody, deg: float) -> float:
    """Returns how many degrees more of range would meet the standard; 0 where it is met or not seen.

    Only what is beyond the value's own uncertainty counts.

    Args:
        exercise: What is done.
        body: The athlete.
        deg: The rep's range (degrees).
    """
    rule = exercise.standard
    taken = None if rule is None else judging.take(rule, body)
    if rule is None or taken is None:
        return 0.0
    values = judging.values_of(rule.signal, body)
    change = abs(float(values[body.around(body.turn)].mean() - values[body.around(body.start)].mean()))
    gap = (taken.value - rule.limit if rule.min is None else rule.limit - taken.value) - taken.pm
    return gap * deg / change if gap > 0 and change > LEAST else 0.0
