"""An athlete's sets as sessions: one figure of each exercise and day, that of the day's best set."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from daemon.clock import local
from daemon.set_summary import SetSummary
from daemon.trends.findings import Point

_DAYS_A_WEEK = 7.0


class Measure(str, Enum):
    """What is compared from session to session."""

    REPS = "reps"
    """Reps of the best set."""
    MAX_KG = "max_kg"
    """What could be lifted once, estimated from the best set: load times 1 + reps / 30 (Epley, 1985)."""
    HELD_S = "held_s"
    """Seconds of the longest hold."""


@dataclass(frozen=True, slots=True)
class Session:
    """One exercise on one day.

    Attributes:
        day: In the box's time zone.
        value: Of the best set, in the measure's unit.
        best: That set.
        sets, reps: All of the day's.
    """

    day: date
    value: float
    best: SetSummary
    sets: int
    reps: int


@dataclass(frozen=True, slots=True)
class Series:
    """An exercise's sessions, oldest first, all by one measure."""

    exercise: str
    measure: Measure
    sessions: tuple[Session, ...]

    @property
    def points(self) -> list[Point]:
        """The sessions as points over time."""
        return points_of([each.day for each in self.sessions], [each.value for each in self.sessions])


def points_of(days: Sequence[date], values: Sequence[float]) -> list[Point]:
    """Returns sessions as points over time, in weeks since the first.

    Args:
        days: Oldest first.
        values: As many.
    """
    return [Point((day - days[0]).days / _DAYS_A_WEEK, value) for day, value in zip(days, values, strict=True)]


def series(sets: Iterable[SetSummary]) -> list[Series]:
    """Returns each exercise's series, in the order of the alphabet.

    An exercise is compared by what its newest set has: an estimated maximum where a load was said, else reps or
    seconds. Sessions by another measure are left out of its series.

    Args:
        sets: Of one athlete, oldest first.
    """
    found: dict[str, list[SetSummary]] = defaultdict(list)
    for each in sets:
        if each.reps or each.held_s:
            found[each.exercise].append(each)
    return [_series(exercise, done) for exercise, done in sorted(found.items())]


def measure_of(each: SetSummary) -> Measure:
    """Returns by what a set is compared."""
    if each.held_s:
        return Measure.HELD_S
    return Measure.MAX_KG if each.load_kg is not None and each.load_kg > 0 else Measure.REPS


def value_of(each: SetSummary) -> float:
    """Returns a set's figure, in the unit of its measure."""
    if each.held_s:
        return each.held_s
    if each.load_kg is None or each.load_kg <= 0:
        return float(each.reps)
    return round(each.load_kg * (1 + each.reps / 30), 1) if each.reps > 1 else each.load_kg


def day_of(t: str) -> date:
    """Returns the day of a time (RFC 3339) in the box's time zone: that on which a set began."""
    return local(datetime.fromisoformat(t.replace("Z", "+00:00"))).date()


def _series(exercise: str, sets: list[SetSummary]) -> Series:
    measure = measure_of(sets[-1])
    days: Mapping[date, list[SetSummary]] = _by_day(each for each in sets if measure_of(each) is measure)
    return Series(exercise, measure, tuple(_session(day, done) for day, done in sorted(days.items())))


def _by_day(sets: Iterable[SetSummary]) -> Mapping[date, list[SetSummary]]:
    days: dict[date, list[SetSummary]] = defaultdict(list)
    for each in sets:
        days[day_of(each.t)].append(each)
    return days


def _session(day: date, sets: list[SetSummary]) -> Session:
    best = max(sets, key=value_of)
    return Session(day, value_of(best), best, len(sets), sum(each.reps for each in sets))
