"""How far a rep stays above its exercise's own standard of depth, in degrees of its range."""

from daemon.core.form import judging, numbers
from daemon.core.form.judging import Measurement
from daemon.core.form.rep_body import RepBody
from daemon.core.spec import DepthStandard

LEAST = 0.05
"""Torso lengths, or degrees, that the standard's signal must change in a rep to be told in degrees of the range."""


def shortfall(rule: DepthStandard, measured: Measurement, body: RepBody, deg: float) -> float:
    """Returns how many degrees more of range would meet the standard; 0 where it is met.

    Only what is beyond the value's own uncertainty counts.

    Args:
        rule: The exercise's standard.
        measured: What was seen of it.
        body: The athlete.
        deg: The rep's range (degrees).
    """
    values = judging.values_of(rule.signal, body)
    change = abs(numbers.mean(values[body.around(body.turn)]) - numbers.mean(values[body.around(body.start)]))
    gap = (measured.value - rule.limit if rule.min is None else rule.limit - measured.value) - measured.pm
    return gap * deg / change if gap > 0 and change > LEAST else 0.0
