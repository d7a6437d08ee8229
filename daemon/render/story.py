"""What there is to say at each moment of a video: the count, the last score, what is wrong with the present rep."""

import math
from bisect import bisect_right, insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from daemon import reason_text
from daemon.core.spec import AUTO, RESERVED, Exercise, Kind, Part
from daemon.events import AnyEvent, Rep, RepCorrected, RepRejected, SetEnded, SetStarted

FRESH_S = 2.5
"""Seconds for which a no-rep's reason, a fault that was found late, and a cue stay."""
LINGER_S = 0.8
"""Seconds for which a fault stays after the rep that it was in."""


@dataclass(slots=True)
class _Set:
    """A set; each thing in it has the time from which it is shown (s), and they are in that order."""

    id: str | None
    begin: float
    exercise: str
    reps: list[tuple[float, Rep]] = field(default_factory=list)
    refused: list[tuple[float, RepRejected]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Moment:
    """What there is to say at one moment.

    Attributes:
        exercise: What is done; ``AUTO`` where nobody knows yet.
        number: Of the set, from 1; 0 before the first.
        reps: How many counted so far.
        last: The rep that counted last.
        current: The rep that is under way, where it is known already that it will count.
        best: The athlete's best rep of this set so far that looks like this one.
        why_not: Why what was just done did not count.
        faulty: The rep whose faults are to be shown now.
        cue: What to tell the athlete.
        measured: Whether the exercise's angle can be measured from here.
    """

    exercise: Exercise
    number: int = 0
    reps: int = 0
    last: Rep | None = None
    current: Rep | None = None
    best: Rep | None = None
    why_not: str | None = None
    faulty: Rep | None = None
    cue: str | None = None
    measured: bool = False

    def phase(self, t: float, turn: float) -> str | None:
        """Returns the phase of the rep under way; None where none is known to be.

        Args:
            t: Now (s).
            turn: When that rep is deepest (s).
        """
        if self.current is None:
            return None
        first_is_down = self.exercise.first is Part.ECCENTRIC
        halves = ("eccentric", "concentric") if first_is_down else ("concentric", "eccentric")
        if abs(t - turn) <= self.current.tempo.bottom_s / 2:
            return "bottom"
        return halves[0] if t < turn else halves[1]


class Story:
    """Events by the time at which they are to be shown.

    Args:
        exercises: Those that may be done, by name.
        hindsight: The whole video has been counted before it is drawn: each thing is shown when it happened, and not
            when it was found out.
    """

    def __init__(self, exercises: Mapping[str, Exercise], *, hindsight: bool) -> None:
        self._exercises = {**RESERVED, **exercises}
        self._hindsight = hindsight
        self._sets: list[_Set] = []

    def hear(self, event: AnyEvent) -> None:
        """Takes an event in."""
        if isinstance(event, SetStarted):
            self._sets.append(_Set(event.set, event.t_mono, event.exercise))
            return
        known = next((each for each in reversed(self._sets) if each.id == event.set), None)
        if known is None:
            return
        if isinstance(event, SetEnded | RepCorrected):
            known.exercise = event.exercise
        elif isinstance(event, Rep):
            known.begin = min(known.begin, event.start) if self._hindsight else known.begin
            insort(known.reps, (self._shown_from(event), event), key=itemgetter(0))
        elif isinstance(event, RepRejected):
            insort(known.refused, (self._shown_from(event), event), key=itemgetter(0))

    def at(self, t: float) -> Moment:
        """Returns what there is to say at a time (s)."""
        number = sum(each.begin <= t for each in self._sets)
        if not number:
            first = self._sets[0].exercise if self._sets and self._hindsight else AUTO.name
            return Moment(self._exercises.get(first, AUTO))
        now = self._sets[number - 1]
        exercise = self._exercises.get(now.exercise, AUTO)
        done = bisect_right(now.reps, t, key=itemgetter(0))
        since, last = now.reps[done - 1] if done else (-math.inf, None)
        following = now.reps[done][1] if self._hindsight and done < len(now.reps) else None
        current = following if following is not None and following.start <= t else None
        near = current or last or following
        return Moment(
            exercise=exercise,
            number=number,
            reps=done,
            last=last,
            current=current,
            best=_best([rep for _, rep in now.reps[:done]], current or last),
            why_not=_why_not(now, t, since),
            faulty=self._faulty(last, current, t - since),
            cue=last.cue if last is not None and t - since <= FRESH_S else None,
            measured=near is not None and near.rom_deg is not None and exercise.kind is Kind.ONE,
        )

    def _shown_from(self, event: Rep | RepRejected) -> float:
        return event.end if self._hindsight else event.t_mono

    def _faulty(self, last: Rep | None, current: Rep | None, ago_s: float) -> Rep | None:
        """Returns the rep under way, where it has faults, else the last one, where it had some not long ago."""
        if current is not None and current.faults:
            return current
        stays_s = LINGER_S if self._hindsight else FRESH_S
        return last if last is not None and last.faults and ago_s <= stays_s else None


def _why_not(now: _Set, t: float, since: float) -> str | None:
    """Returns why the newest attempt did not count, while it is fresh and no rep has counted after it."""
    at = bisect_right(now.refused, t, key=itemgetter(0)) - 1
    if at < 0:
        return None
    said, refused = now.refused[at]
    if t - said > FRESH_S or since > said:
        return None
    return reason_text.because(refused.reason, refused.value, refused.limit, refused.unit)


def _best(reps: list[Rep], like: Rep | None) -> Rep | None:
    """Returns the best of some reps that were done with the same side and seen from the same view; None without any."""
    among = [rep for rep in reps if like is not None and rep.side is like.side and rep.view == like.view]
    return max(among, key=_worth, default=None)


def _worth(rep: Rep) -> tuple[float, float, float]:
    score, rom = (-math.inf if each is None else each for each in (rep.score, rep.rom_deg))
    return score, rom, rep.depth
