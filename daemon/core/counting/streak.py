"""Confirms reps by the streak they are in: alike, in a rhythm, and on one spot, as walking and dancing are not."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from daemon.core.counting.verdict import Verdict, rejected
from daemon.core.facts import Reason, RepCounted
from daemon.core.params import StreakParams


class StreakRep(NamedTuple):
    """A rep that its streak must confirm: its fact, and how far it took the athlete (see ``measures.travel``)."""

    rep: RepCounted
    across: float
    grown: float
    counted: bool = False


Streak = tuple[StreakRep, ...]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a new rep does to a streak.

    Attributes:
        streak: The streak from now on.
        counted: Reps that count from now on, oldest first.
        rejected: Reps that never will, and why.
    """

    streak: Streak
    counted: tuple[RepCounted, ...] = ()
    rejected: tuple[tuple[RepCounted, Verdict], ...] = ()


@dataclass(frozen=True, slots=True)
class StreakConfirmer:
    """Confirms a rep once so many in a row are alike.

    Attributes:
        params: Its parameters.
        min_streak: Reps in a row before the first counts: 1 counts each at once.
        allow_travel: A rep may take the athlete across the picture.
    """

    params: StreakParams
    min_streak: int
    allow_travel: bool

    def step(self, streak: Streak, new: StreakRep) -> Confirmed:
        """Adds a rep to a streak of which ``min_streak`` must be alike and, unless it may travel, on one spot."""
        ended = Confirmed(streak) if not streak or self._goes_on(streak, new.rep) else self.finish(streak)
        streak = (*ended.streak, new)
        if len(streak) < self.min_streak:
            return Confirmed(streak, rejected=ended.rejected)
        streak, oldest = streak[-self.min_streak :], streak[: -self.min_streak]
        moved = None if self.allow_travel or self.min_streak == 1 else self._left_the_spot(streak)
        if moved is not None:
            refused = tuple((c.rep, moved) for c in (*oldest, streak[0]) if not c.counted)
            return Confirmed(streak[1:], rejected=ended.rejected + refused)
        counted = tuple(c.rep for c in streak if not c.counted)
        return Confirmed(tuple(c._replace(counted=True) for c in streak), counted, ended.rejected)

    def finish(self, streak: Streak) -> Confirmed:
        """Ends a streak, and rejects what it has not confirmed."""
        waiting = [c.rep for c in streak if not c.counted]
        verdict = rejected("exercise.min_streak", Reason.NOT_STARTED, len(streak), self.min_streak, "reps in a row")
        return Confirmed((), rejected=tuple((rep, verdict) for rep in waiting))

    def _goes_on(self, streak: Streak, new: RepCounted) -> bool:
        """Returns whether a rep belongs to a streak: soon after the last, as deep as one of two, in its rhythm.

        Of the last two, since sides take turns, and the far one moves less in the picture. The rhythm is from end to
        end: where a rep begins, after a moment of standing, is less certain than where it ends. Who walks and turns
        has none; once the streak counts, one that was missed or seen late ends it no more.
        """
        last = streak[-1].rep
        if new.start - last.end > self.params.pause_s + max(last.end - last.start, new.end - new.start):
            return False
        if min(_times(each.rep.depth, new.depth) for each in streak[-2:]) > self.params.alike:
            return False
        if streak[-1].counted or len(streak) < 2:  # noqa: PLR2004 - two ends
            return True
        return _times(last.end - streak[-2].rep.end, new.end - last.end) <= self.params.alike

    def _left_the_spot(self, streak: Streak) -> Verdict | None:
        """Returns the rejection of a streak that took the athlete as far as only walking does, or None."""
        across, grown = _reach(c.across for c in streak), _reach(c.grown for c in streak)
        if across > self.params.max_across:
            most = self.params.max_across
            return rejected("streak.max_across", Reason.WRONG_POSTURE, across, most, "torso lengths sideways")
        if grown > self.params.max_growth:
            most = self.params.max_growth
            return rejected("streak.max_growth", Reason.WRONG_POSTURE, grown, most, "log of nearer or farther")
        return None


def _times(a: float, b: float) -> float:
    """Returns how many times the smaller one the greater is."""
    return max(a, b) / min(a, b)


def _reach(steps: Iterable[float]) -> float:
    """Returns the distance between the outermost places on a walk of these steps: away and back is not staying."""
    walked = list(accumulate(steps, initial=0.0))
    return max(walked) - min(walked)
