"""How far an athlete goes and how even both sides are, session by session: each only against what one view shows.

A range that was measured from the front compares only with one that was measured from there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median, multimode

from daemon.core.facts import Side
from daemon.events import Rep
from daemon.set_record import SetRecord
from daemon.trends.findings import Point
from daemon.trends.sessions import day_of, points_of

LEAST_REPS = 3
"""Reps of a session, of each side where they alternate, whose median is the session's."""
_LATELY = 5
"""Sessions, most of which tell from which view the athlete is compared."""
_Reps = Mapping[tuple[str, date], list[Rep]]


@dataclass(frozen=True, slots=True)
class FormSeries:
    """A measure of form, one value a session, all seen from one view.

    Attributes:
        view: ``front``, ``side`` or ``oblique``.
        days: Oldest first.
        values: Degrees.
    """

    view: str
    days: tuple[date, ...]
    values: tuple[float, ...]

    @property
    def points(self) -> list[Point]:
        """The sessions as points over time."""
        return points_of(self.days, self.values)


def ranges(sets: Iterable[SetRecord]) -> FormSeries | None:
    """Returns each session's range of motion, the median of its reps; None where it never was measured.

    Args:
        sets: Of one athlete and one exercise, oldest first.
    """
    found = ((key, _middle([rep.rom_deg for rep in reps])) for key, reps in _by_view_and_day(sets).items())
    return _of_one_view([(view, day, value) for (view, day), value in found if value is not None])


def sides(sets: Iterable[SetRecord]) -> FormSeries | None:
    """Returns by how much the left side's range was greater in each session; None where it never was measured.

    Where a rep is done with both sides it is the median of the reps' differences, else the difference of both sides'
    medians.

    Args:
        sets: Of one athlete and one exercise, oldest first.
    """
    found = ((key, _left_more(reps)) for key, reps in _by_view_and_day(sets).items())
    return _of_one_view([(view, day, value) for (view, day), value in found if value is not None])


def _by_view_and_day(sets: Iterable[SetRecord]) -> _Reps:
    """Returns the sure reps: one that is marked as unsure and was not confirmed may be none."""
    found: dict[tuple[str, date], list[Rep]] = defaultdict(list)
    for record in sets:
        doubted = {rep.id for rep in record.unsure}
        day = day_of(record.first.t)
        for rep in record.measured:
            if rep.id not in doubted and rep.exercise == record.exercise:
                found[rep.view, day].append(rep)
    return found


def _left_more(reps: Sequence[Rep]) -> float | None:
    both = _middle([rep.left_more_deg for rep in reps])
    if both is not None:
        return both
    left, right = (_middle([rep.rom_deg for rep in reps if rep.side is side]) for side in (Side.LEFT, Side.RIGHT))
    return None if left is None or right is None else round(left - right, 1)


def _middle(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(median(known), 1) if len(known) >= LEAST_REPS else None


def _of_one_view(found: list[tuple[str, date, float]]) -> FormSeries | None:
    """Returns the sessions of the view that most of the last ones were seen from; of two the newer one's."""
    if not found:
        return None
    found.sort(key=lambda each: each[1])
    lately = [view for view, _, _ in reversed(found[-_LATELY:])]
    view = multimode(lately)[0]
    kept = [(day, value) for of, day, value in found if of == view]
    return FormSeries(view, tuple(day for day, _ in kept), tuple(value for _, value in kept))
