"""Settling: a movement that walking and dancing show too counts only as one of a run of reps, alike and on one spot."""

from dataclasses import dataclass
from typing import NamedTuple

from daemon.core import judge
from daemon.core.facts import Reason, RepCounted
from daemon.core.judge import Refusal

PAUSE_S = 1.5
"""Seconds between two reps of one run, beyond the length of the longer of them: enough for a breath, not for a rest."""
ALIKE = 1.8
"""How many times as deep or as long one rep of a run may be as the next."""


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
    ended = Settled(run) if not run or _goes_on(run[-1].rep, new.rep) else break_off(run, needed)
    run = (*ended.run, new)
    if len(run) < needed:
        return Settled(run, refused=ended.refused)
    run, oldest = run[-needed:], run[:-needed]
    strayed = None if travels else judge.left_the_spot(sum(c.across for c in run), sum(c.grown for c in run))
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


def _goes_on(last: RepCounted, new: RepCounted) -> bool:
    """Whether two reps belong to one run: one soon after the other, about as deep and as long."""
    first_s, second_s = last.end - last.start, new.end - new.start
    if new.start - last.end > PAUSE_S + max(first_s, second_s):
        return False
    return max(first_s / second_s, second_s / first_s, last.depth / new.depth, new.depth / last.depth) <= ALIKE
