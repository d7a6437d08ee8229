"""Armed: someone has held the exercise's start position, inside the frame, for the dwell time."""

from daemon.core.counting import measures
from daemon.core.counting.segmenter import Sample
from daemon.core.counting.validator import LEAST_CONFIDENCE, columns, stands_down
from daemon.core.spec import Exercise, When

STILL = 0.12
"""Depth within which a held position may sway."""


def hold(
    held: tuple[Sample, ...], sample: Sample, exercise: Exercise, dwell_s: float
) -> tuple[tuple[Sample, ...], bool]:
    """Add a frame to the held position; True once it has been held for ``dwell_s``.

    A frame out of the start position, or a movement, begins the wait afresh.
    """
    if not in_start_position(sample, exercise):
        return (), False
    held = (*held, sample)
    depths = [s.depth for s in held]
    while max(depths) - min(depths) > STILL:
        held, depths = held[1:], depths[1:]
    done = sample.t - held[0].t >= dwell_s
    return tuple(s for s in held if s.t >= sample.t - 2 * dwell_s), done


def in_start_position(sample: Sample, exercise: Exercise) -> bool:
    """Whether this one frame shows the start position: its depth, its posture, and all that must be seen."""
    if sample.confidence < LEAST_CONFIDENCE or sample.depth > exercise.max_start_depth:
        return False
    names = columns(exercise)
    view = measures.view(sample.values[names.index("facing")])
    for asked in exercise.requires:
        column = names.index(asked.signal)
        if asked.when not in (When.START, When.REP) or stands_down(asked, sample.sure[column], view=view):
            continue
        value = sample.values[column]
        if (asked.min is not None and value < asked.min) or (asked.max is not None and value > asked.max):
            return False
    return True
