"""What a finished attempt says: its parts in time, its range of motion, its view."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from daemon.core.counting.segmenter import Attempt, Sample
from daemon.core.facts import Tempo
from daemon.core.spec import Part, When

NEAR_TURN = 0.12
"""Share of the range around the turning point over which a posture there is averaged."""
PAUSE = 0.025
"""Share of the range around the turning point that is the pause of a tempo: jitter, no movement."""
JUMP = 0.35
"""Torso lengths, or logarithm of size, that change between two frames at a cut only."""
SIDE, FRONT = 0.45, 0.8
"""``facing`` below which the view is from the side, and above which it is from the front; oblique between."""


def around_turn(attempt: Attempt, share: float = NEAR_TURN) -> list[Sample]:
    """The samples within a share of the range of the greatest depth."""
    edge = attempt.top - share * attempt.depth
    return [s for s in in_rep(attempt) if s.depth >= edge]


def in_rep(attempt: Attempt) -> list[Sample]:
    """The samples from leaving the start position on."""
    return [s for s in attempt.samples if s.t >= attempt.left]


def value(attempt: Attempt, column: int, when: When) -> float:
    """One signal over a part of the attempt, in the signal's unit."""
    if when is When.START:
        before = [s.values[column] for s in attempt.samples if s.t <= attempt.left] or [
            attempt.samples[0].values[column]
        ]
        return median(before[-5:])
    if when is When.END:
        return median(s.values[column] for s in attempt.samples[-3:])
    chosen = [s.values[column] for s in (around_turn(attempt) if when is When.TURN else in_rep(attempt))]
    return _spread(chosen) if when is When.RANGE else median(chosen)


def _spread(values: Sequence[float]) -> float:
    """Largest less smallest, the outermost tenth on either side left out: one wild frame makes no range."""
    ranked = sorted(values)
    cut = len(ranked) // 10
    return ranked[-1 - cut] - ranked[cut]


def sureness(attempt: Attempt, column: int) -> float:
    """How surely a signal was seen in the rep: the median confidence, 0..1; 1 where none is known."""
    sure = [s.sure[column] for s in in_rep(attempt) if s.sure]
    return median(sure) if sure else 1.0


def travel(attempt: Attempt) -> tuple[float, float]:
    """How far the athlete went from the start to the end of the rep, and by how much nearer or farther.

    Steps between two frames that no athlete makes, as at a hard cut, are left out.

    Returns:
        To the right in torso lengths, and the logarithm of the change in size.
    """
    places = [s.place for s in in_rep(attempt)]
    across = grown = 0.0
    for a, b in pairwise(places):
        step, growth = (b.x - a.x) / a.torso, math.log(b.torso / a.torso)
        if math.hypot(step, (b.y - a.y) / a.torso) < JUMP and abs(growth) < JUMP:
            across += step
            grown += growth
    return across, grown


def tempo(attempt: Attempt, first: Part, since: float | None) -> Tempo:
    """Seconds out, at the turn, back, and at the start before it (since the last rep's end)."""
    turn = around_turn(attempt, PAUSE)
    out, pause = turn[0].t - attempt.left, turn[-1].t - turn[0].t
    last = attempt.samples[-1]
    # A rep is over for the count before the very end of the way back: the rest is taken to go at the same pace.
    back = (last.t - turn[-1].t) / max((attempt.top - last.depth) / attempt.depth, 0.5)
    top = max(attempt.left - since, 0.0) if since is not None else 0.0
    if first is Part.ECCENTRIC:
        return Tempo(_s(out), _s(pause), _s(back), _s(top))
    return Tempo(_s(back), _s(top), _s(out), _s(pause))


def view(facing: float) -> str:
    """The name of a view from how squarely the camera sees the athlete (0..1)."""
    return "side" if facing < SIDE else "front" if facing > FRONT else "oblique"


def _s(seconds: float) -> float:
    """To the millisecond: a frame lasts 16 at best."""
    return round(seconds, 3)
