"""An accepted attempt as a rep: its fact, with everything that was measured, and what could not be."""

from statistics import fmean

from daemon.core.counting import measures
from daemon.core.counting.pipeline import Pipeline
from daemon.core.counting.segmenter import Attempt
from daemon.core.facts import RepCounted, Side
from daemon.core.spec import When


def describe(attempt: Attempt, pipeline: Pipeline, n: int, own: float | None, last_end: float | None) -> RepCounted:
    """Returns the fact of a rep.

    Args:
        attempt: What was done.
        pipeline: The exercise, and how to measure.
        n: Its number in the set.
        own: The athlete's own range so far, or None before the first rep.
        last_end: When the last rep ended (s), or None before the first.
    """
    exercise, params, columns = pipeline.exercise, pipeline.params.measures, pipeline.features.columns
    view = measures.view(measures.value(attempt, columns.index("facing"), When.REP, params), params)
    start, turn = (measures.value(attempt, columns.index(exercise.angle), at, params) for at in (When.START, When.TURN))
    withheld = {}
    if view not in exercise.angle_views:
        withheld["rom_deg"] = f"{view} view: the camera cannot measure the {exercise.angle}'s angle"
    if own is None:
        withheld["rom_share"] = "first rep of the set"
    return RepCounted(
        attempt.samples[-1].t,
        exercise.name,
        n,
        attempt.left_t,
        attempt.samples[-1].t,
        measures.tempo(attempt, exercise.first, last_end, params),
        round(attempt.depth, 3),
        None if "rom_deg" in withheld else round(abs(start - turn), 1),
        None if own is None else round(attempt.depth / own, 3),
        view,
        round(fmean(s.confidence for s in attempt.samples), 3),
        withheld,
        _side(attempt, pipeline),
    )


def _side(attempt: Attempt, pipeline: Pipeline) -> Side | None:
    """Returns the side that worked alone; None where both did, or it cannot be told."""
    signal, params = pipeline.exercise.side_signal, pipeline.params.measures
    if signal is None:
        return None
    column = pipeline.features.columns.index(signal)
    start, turn = (measures.value(attempt, column, at, params) for at in (When.START, When.TURN))
    if abs(turn - start) < params.one_sided or measures.visibility(attempt, column) < params.sides_seen:
        return None
    return Side.LEFT if turn > start else Side.RIGHT
