"""What a finished attempt says: its parts in time, its range of motion, its view."""

import math
from itertools import pairwise
from statistics import median

from daemon.core.counting.segmenter import Attempt
from daemon.core.facts import Tempo
from daemon.core.features.sample import Sample
from daemon.core.params import MeasureParams
from daemon.core.spec import Part, When


def around_turn(attempt: Attempt, share: float) -> list[Sample]:
    """Returns the samples within a share of the range of the greatest depth."""
    edge = attempt.top - share * attempt.depth
    return [s for s in in_rep(attempt) if s.depth >= edge]


def in_rep(attempt: Attempt) -> list[Sample]:
    """Returns the samples from leaving the start position on."""
    return [s for s in attempt.samples if s.t >= attempt.left_t]


def value(attempt: Attempt, column: int, when: When, params: MeasureParams) -> float:
    """Returns one signal over a part of the attempt, in the signal's unit."""
    if when is When.START:
        before = [s.values[column] for s in attempt.samples if s.t <= attempt.left_t] or [
            attempt.samples[0].values[column]
        ]
        return median(before[-params.start_samples :])
    samples = around_turn(attempt, params.near_turn) if when is When.TURN else in_rep(attempt)
    return median(s.values[column] for s in samples)


def visibility(attempt: Attempt, column: int) -> float:
    """Returns how surely a signal was seen in the rep: the median confidence, 0..1; 1 where none is known."""
    known = [s.confidences[column] for s in in_rep(attempt) if s.confidences]
    return median(known) if known else 1.0


def travel(attempt: Attempt, params: MeasureParams) -> tuple[float, float]:
    """Measures how far the athlete went from the start to the end of the rep, and how much nearer or farther.

    Steps between two frames that no athlete makes, as at a hard cut, are left out.

    Returns:
        To the right in torso lengths, and the logarithm of the change in size.
    """
    places = [s.place for s in in_rep(attempt)]
    across = grown = 0.0
    for a, b in pairwise(places):
        step, growth = (b.x - a.x) / a.torso, math.log(b.torso / a.torso)
        if math.hypot(step, (b.y - a.y) / a.torso) < params.max_step and abs(growth) < params.max_step:
            across += step
            grown += growth
    return across, grown


def tempo(attempt: Attempt, first: Part, since: float | None, params: MeasureParams) -> Tempo:
    """Returns the seconds out, at the turn, back, and at the start before it (since the last rep's end)."""
    turn = around_turn(attempt, params.pause)
    out, pause = turn[0].t - attempt.left_t, turn[-1].t - turn[0].t
    last = attempt.samples[-1]
    # A rep is over for the count before the very end of the way back: the rest is taken to go at the same pace.
    back = (last.t - turn[-1].t) / max((attempt.top - last.depth) / attempt.depth, params.min_return)
    top = max(attempt.left_t - since, 0.0) if since is not None else 0.0
    if first is Part.ECCENTRIC:
        return Tempo(_s(out), _s(pause), _s(back), _s(top))
    return Tempo(_s(back), _s(top), _s(out), _s(pause))


def view(facing: float, params: MeasureParams) -> str:
    """Returns the name of a view, by how squarely the camera sees the athlete (0..1)."""
    return "side" if facing < params.side else "front" if facing > params.front else "oblique"


def _s(seconds: float) -> float:
    """Rounds to the millisecond: a frame lasts 16 at best."""
    return round(seconds, 3)
