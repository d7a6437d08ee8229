"""Settling: a movement that walking and dancing show too counts only as one of a run of reps, alike and on one spot."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from daemon.core.counting import validator
from daemon.core.counting.validator import Refusal
from daemon.core.facts import Reason, RepCounted

PAUSE_S = 1.5
"""Seconds between two reps of one run, beyond the length of the longer of them: enough for a breath, not for a rest."""
ALIKE = 2.0
"""How many times as deep one rep of a run may be as the next, or as long after the one before."""
SETTLED = 3.0
"""How many times as long once the run counts: an end that was not seen is told half a rep late, one and a half reps
after the last and half a rep before the next. Who walks does not get that far."""


class Candidate(NamedTuple):
    """A rep that its run must confirm: its fact, and how far it took the athlete (see ``measures.travel``)."""

    rep: RepCounted
    across: float
    grown: float
    counted: bool = False


Run = tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a new rep does to a run.

    Attributes:
        run: The run from now on.
        counted: Reps that count from now on, oldest first.
        refused: Reps that never will, and why.
    """

    run: Run
    counted: tuple[RepCounted, ...] = ()
    refused: tuple[tuple[RepCounted, Refusal], ...] = ()


def grow(run: Run, new: Candidate, needed: int, *, travels: bool) -> Settled:
    """Add a rep to a run of which ``needed`` must be alike and, unless the exercise ``travels``, on one spot."""
    ended = Settled(run) if not run or _goes_on(run, new.rep) else break_off(run, needed)
    run = (*ended.run, new)
    if len(run) < needed:
        return Settled(run, refused=ended.refused)
    run, oldest = run[-needed:], run[:-needed]
    strayed = None if travels else validator.left_the_spot(_reach(c.across for c in run), _reach(c.grown for c in run))
    if strayed is not None:
        refused = tuple((c.rep, strayed) for c in (*oldest, run[0]) if not c.counted)
        return Settled(run[1:], refused=ended.refused + refused)
    counted = tuple(c.rep for c in run if not c.counted)
    return Settled(tuple(c._replace(counted=True) for c in run), counted, ended.refused)


def break_off(run: Run, needed: int) -> Settled:
    """End a run: what it had not confirmed does not count."""
    waiting = [c.rep for c in run if not c.counted]
    refusal = Refusal(Reason.NOT_STARTED, len(run), needed, "reps in a row")
    return Settled((), refused=tuple((rep, refusal) for rep in waiting))


def _goes_on(run: Run, new: RepCounted) -> bool:
    """Whether a rep belongs to a run: soon after the last, about as deep as one of the last two, and in its rhythm.

    Of the last two, since sides take turns, and the far one moves less in the picture. The rhythm is from end to end:
    where a rep begins, after a moment of standing, is less certain than where it ends.
    """
    last = run[-1].rep
    if new.start - last.end > PAUSE_S + max(last.end - last.start, new.end - new.start):
        return False
    if min(_unlike(each.rep.depth, new.depth) for each in run[-2:]) > ALIKE:
        return False
    uneven = SETTLED if run[-1].counted else ALIKE
    return len(run) < 2 or _unlike(last.end - run[-2].rep.end, new.end - last.end) <= uneven  # noqa: PLR2004 - two ends


def _unlike(a: float, b: float) -> float:
    """How many times the greater is the smaller."""
    return max(a, b) / min(a, b)


def _reach(steps: Iterable[float]) -> float:
    """How far somebody got who went these steps: away and back again is no staying."""
    walked = list(accumulate(steps, initial=0.0))
    return max(walked) - min(walked)
