"""Twelve weeks of each exercise, as the charts show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tui.model.answers import Week
from tui.text.history import title_of

WEEKS = 12
_NOTHING = Week(monday=date.min, exercise="", sets=0, reps=0)


@dataclass(frozen=True, slots=True)
class Course:
    """An exercise week by week, oldest first; a week without it has 0 reps.

    For a posture that is held, ``reps`` are seconds and ``unit`` says so.
    """

    exercise: str
    title: str
    labels: tuple[str, ...]
    reps: tuple[int, ...]
    unit: str = "reps"

    @property
    def total(self) -> int:
        """The reps, or seconds, of all weeks."""
        return sum(self.reps)


def courses(weeks: Iterable[Week], today: date, titles: Mapping[str, str], count: int = WEEKS) -> tuple[Course, ...]:
    """Returns each exercise's last ``count`` weeks up to ``today``; the exercise with the most reps is first.

    ``titles`` are the exercises' titles by name.
    """
    this = today - timedelta(days=today.weekday())
    mondays = [this - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    labels = tuple(f"{monday.day} {monday:%b}" for monday in mondays)
    found = {(week.exercise, week.monday): week for week in weeks}
    names = sorted({exercise for exercise, _ in found})
    made = (
        _course(name, title_of(name, titles), labels, [found.get((name, monday)) for monday in mondays])
        for name in names
    )
    return tuple(sorted((each for each in made if each.total), key=lambda each: (-each.total, each.exercise)))


def _course(exercise: str, title: str, labels: tuple[str, ...], weeks: list[Week | None]) -> Course:
    known = [week or _NOTHING for week in weeks]
    held = any(week.held_s for week in known)
    done = tuple(round(week.held_s or 0) if held else week.reps for week in known)
    return Course(exercise, title, labels, done, "seconds" if held else "reps")


def bars(course: Course, width: int, full: str = "█") -> tuple[str, ...]:
    """Returns the course as text: a line a week, ``12 Oct ████ 48``; the longest fills the width."""
    most = max(course.reps, default=0)
    room = max(width - 22, 1)
    lines = []
    for label, reps in zip(course.labels, course.reps, strict=True):
        bar = full * (max(round(reps / most * room), 1) if reps else 0)
        lines.append(f"{label:>6} {bar} {reps}" if reps else f"{label:>6} ·")
    return tuple(lines)
