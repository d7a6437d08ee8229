"""What an athlete's history comes to: each exercise's trend, plateau, change and best, and the streak of weeks."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from daemon.set_summary import SetSummary
from daemon.trends import findings, sessions
from daemon.trends.findings import TooEarly
from daemon.trends.sessions import Measure, Series, Session

WINDOW_WEEKS = 26
"""How far back is looked: what was before says little of today's athlete."""
_WEEK = timedelta(weeks=1)
_SHOWN = 52


class Best(msgspec.Struct, frozen=True, kw_only=True):
    """The best session, and the one whose figure it replaced.

    Attributes:
        day: ``2026-11-20``.
        value: In the measure's unit.
        before_day, before: The best until then; None: there was none.
    """

    day: str
    value: float
    before_day: str | None = None
    before: float | None = None


class ExerciseProgress(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise.

    Attributes:
        exercise: Its name.
        measure: What is compared: ``reps``, ``max_kg`` (estimated) or ``held_s``.
        days, values: The last sessions, oldest first; more than two a week for half a year are not sent.
        trend, plateau, change: Each in words; ``plateau`` is None where there is none.
        best: The best of them.
    """

    exercise: str
    measure: Measure
    days: tuple[str, ...]
    values: tuple[float, ...]
    trend: str
    plateau: str | None
    change: str
    best: Best


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """An athlete's progress.

    Attributes:
        athlete: Who; None: whoever trained without a name.
        since: The first day that is looked at.
        streak_weeks: Weeks running with a set, this one or the last one among them.
        exercises: In the order of the alphabet.
    """

    athlete: str | None
    since: str
    streak_weeks: int
    exercises: tuple[ExerciseProgress, ...]


def progress(athlete: str | None, sets: Sequence[SetSummary], today: date) -> Progress:
    """Returns an athlete's progress.

    Args:
        athlete: Who.
        sets: All sets since the window's first day, of everybody, oldest first.
        today: In the box's time zone.
    """
    since = first_day(today)
    own = [each for each in sets if each.athlete == athlete and sessions.day_of(each) >= since]
    found = tuple(_of(each) for each in sessions.series(own))
    return Progress(athlete=athlete, since=since.isoformat(), streak_weeks=streak(own, today), exercises=found)


def first_day(today: date) -> date:
    """Returns the first day of the window: a Monday."""
    return _monday(today) - _WEEK * (WINDOW_WEEKS - 1)


def streak(sets: Iterable[SetSummary], today: date) -> int:
    """Returns the weeks running with a set; a week that has only begun does not break it."""
    weeks = {_monday(sessions.day_of(each)) for each in sets if each.reps or each.held_s}
    week = _monday(today)
    count = 0
    if week not in weeks:
        week -= _WEEK
    while week in weeks:
        count, week = count + 1, week - _WEEK
    return count


def _of(series: Series) -> ExerciseProgress:
    points = series.points
    flat = findings.plateau(points)
    return ExerciseProgress(
        exercise=series.exercise,
        measure=series.measure,
        days=tuple(each.day.isoformat() for each in series.sessions[-_SHOWN:]),
        values=tuple(each.value for each in series.sessions[-_SHOWN:]),
        trend=findings.trend(points).says,
        plateau=None if flat is None or isinstance(flat, TooEarly) else flat.says,
        change=findings.change(points).says,
        best=_best(series.sessions),
    )


def _best(done: Sequence[Session]) -> Best:
    """Returns the first session that reached the best figure, and the best before it."""
    best = max(done, key=lambda each: each.value)
    earlier = [each for each in done if each.day < best.day]
    before = max(earlier, key=lambda each: each.value, default=None)
    return Best(
        day=best.day.isoformat(),
        value=best.value,
        before_day=None if before is None else before.day.isoformat(),
        before=None if before is None else before.value,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
