"""What was done week by week: sets, reps and seconds held. No ratio is made of it: none says anything of injuries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from daemon.set_summary import SetSummary
from daemon.trends.sessions import day_of

WEEKS = 12


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """The last weeks, oldest first, this one included.

    Attributes:
        sets: Those with a rep that counts, or something held.
        reps: Those that count.
        held_s: Seconds that a posture was held; empty where none was.
    """

    sets: tuple[int, ...]
    reps: tuple[int, ...]
    held_s: tuple[int, ...] = ()


def mondays(today: date) -> tuple[date, ...]:
    """Returns the first days of the last weeks, oldest first."""
    return tuple(monday(today) - timedelta(weeks=back) for back in reversed(range(WEEKS)))


def monday(day: date) -> date:
    """Returns the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def load(sets: Iterable[SetSummary], weeks: Sequence[date]) -> Load:
    """Returns what was done in these weeks."""
    done: dict[date, list[SetSummary]] = defaultdict(list)
    for each in sets:
        if each.reps or each.held_s:
            done[monday(day_of(each.t))].append(each)
    held = tuple(round(sum(each.held_s or 0.0 for each in done[week])) for week in weeks)
    return Load(
        sets=tuple(len(done[week]) for week in weeks),
        reps=tuple(sum(each.reps for each in done[week]) for week in weeks),
        held_s=held if any(held) else (),
    )
