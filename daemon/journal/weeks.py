"""Totals of the journal's sets, week by week."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import fmean

import msgspec

from daemon.clock import local
from daemon.set_summary import SetSummary


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise in one week.

    Attributes:
        week: ISO 8601, ``2026-W41``, in the box's time zone.
        monday: Its first day, ``2026-10-05``.
        exercise: After corrections.
        sets: Those with a rep that counts, or something held.
        reps: Those that count.
        score: Mean score of the reps, or None where none has one.
        held_s: Seconds that a posture was held, or None where none was.
    """

    week: str
    monday: str
    exercise: str
    sets: int
    reps: int
    score: float | None
    held_s: float | None = None


def by_week(sets: Iterable[SetSummary]) -> list[Week]:
    """Returns totals by week and exercise, oldest week first; leaves out sets in which nothing was done."""
    found: dict[tuple[date, str], list[SetSummary]] = {}
    for each in sets:
        if each.reps or each.held_s:
            found.setdefault((monday(each.t), each.exercise), []).append(each)
    return [_sum(week, exercise, those) for (week, exercise), those in sorted(found.items())]


def monday(t: str) -> date:
    """Returns the first day of the week of an event, in the box's time zone."""
    day = local(datetime.fromisoformat(t.replace("Z", "+00:00"))).date()
    return day - timedelta(days=day.weekday())


def _sum(first: date, exercise: str, sets: list[SetSummary]) -> Week:
    year, week, _ = first.isocalendar()
    # Each set's mean weighs as much as the reps that it is the mean of, added ones among them.
    scores = [score for each in sets if (score := each.score) is not None for _ in range(each.reps)]
    return Week(
        week=f"{year}-W{week:02d}",
        monday=first.isoformat(),
        exercise=exercise,
        sets=len(sets),
        reps=sum(each.reps for each in sets),
        score=round(fmean(scores), 1) if scores else None,
        held_s=round(sum(each.held_s or 0.0 for each in sets), 3) or None,
    )
