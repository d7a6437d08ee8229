"""The household's board of the week: what each athlete who is willing did since Monday."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

import msgspec

from daemon.athletes.profile import Colour, Profile
from daemon.set_summary import SetSummary

_WEEK = timedelta(weeks=1)
_MINUTE_S = 60


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One athlete.

    Attributes:
        athlete: The name.
        colour: How it is marked.
        reps: Those that count, of this week.
        held_s: Seconds that a posture was held.
        minutes: The time in sets, from each one's beginning to its end; an imported set has none.
        sets: Those with a rep that counts, or something held.
        streak_weeks: Weeks running with a set; one that has only begun does not break them.
    """

    athlete: str
    colour: Colour
    reps: int
    held_s: float
    minutes: float
    sets: int
    streak_weeks: int


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """This week.

    Attributes:
        week: ISO 8601, ``2026-W48``, in the box's time zone.
        monday: Its first day, ``2026-11-23``.
        lines: The athletes who are willing to be shown: who did most reps first, then who trained longest.
    """

    week: str
    monday: str
    lines: tuple[Line, ...]


def board(
    profiles: Iterable[Profile], sets: Iterable[SetSummary], trained: Mapping[str, AbstractSet[date]], monday: date
) -> Board:
    """Returns the board of a week.

    Args:
        profiles: Everybody whom the box knows; who is not willing is left out.
        sets: All that began in this week, of everybody.
        trained: The Mondays of the weeks in which each athlete did something before this one.
        monday: Of this week.
    """
    done = [each for each in sets if each.reps or each.held_s]
    lines = (
        _line(each, [one for one in done if one.athlete == each.name], trained.get(each.name, frozenset()), monday)
        for each in profiles
        if each.board
    )
    year, week, _ = monday.isocalendar()
    order = sorted(lines, key=lambda each: (-each.reps, -each.minutes, each.athlete.casefold()))
    return Board(week=f"{year}-W{week:02d}", monday=monday.isoformat(), lines=tuple(order))


def weeks_running(trained: AbstractSet[date], monday: date) -> int:
    """Returns the weeks running with a set up to this one; that it has only begun does not break them.

    Args:
        trained: The Mondays of the weeks with a set.
        monday: Of this week.
    """
    week = monday if monday in trained else monday - _WEEK
    count = 0
    while week in trained:
        count, week = count + 1, week - _WEEK
    return count


def _line(profile: Profile, sets: list[SetSummary], trained: AbstractSet[date], monday: date) -> Line:
    return Line(
        athlete=profile.name,
        colour=profile.colour,
        reps=sum(each.reps for each in sets),
        held_s=round(sum(each.held_s or 0.0 for each in sets), 1),
        minutes=round(sum(each.duration_s or 0.0 for each in sets) / _MINUTE_S, 1),
        sets=len(sets),
        streak_weeks=weeks_running(trained | {monday} if sets else trained, monday),
    )
