"""Workouts as other applications know them: sets by workout and athlete, corrections applied."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemon.cli.formats import names
from daemon.clock import is_dated, local, parse, rfc3339
from daemon.errors import UsageError
from daemon.events import AnyEvent, SetImported
from daemon.set_record import SetRecord, records

TITLE = "Spotter"
"""What Spotter calls a workout where an application wants a name."""


@dataclass(frozen=True, slots=True)
class Workout:
    """Sets that one athlete did in one workout, in order; at least one."""

    id: str
    athlete: str | None
    sets: tuple[SetRecord, ...]

    @property
    def title(self) -> str | None:
        """What it was called where it was recorded; None: this box recorded it, which gives it no name."""
        first = self.sets[0].first
        return first.kept.get("workout") if isinstance(first, SetImported) else None

    @property
    def began(self) -> datetime:
        """When its first set began, in the box's time zone."""
        return began(self.sets[0])

    @property
    def ended(self) -> datetime:
        """When its last set ended, likewise."""
        return max(ended(each) for each in self.sets)


def name(record: SetRecord) -> str | None:
    """Returns what the exercise of an imported set was called there, unless that was one of ours, or was corrected."""
    first = record.first
    own = isinstance(first, SetImported) and first.exercise == record.exercise and not names.is_ours(first.exercise)
    return first.name if own and isinstance(first, SetImported) else None


def began(record: SetRecord) -> datetime:
    """Returns when a set began, in the box's time zone."""
    return _moment(record.first.t)


def ended(record: SetRecord) -> datetime:
    """Returns when a set ended, or was last heard of."""
    if record.end is None:
        return _moment(record.last.t)
    return began(record) + timedelta(seconds=record.end.duration_s)


def only(events: Iterable[AnyEvent], athlete: str | None, since: datetime | None) -> Iterable[AnyEvent]:
    """Returns the events of an athlete (empty: of nobody in particular) since a moment; None: of all, since ever."""
    after = "" if since is None else rfc3339(since)
    return (each for each in events if each.t >= after and (athlete is None or (each.athlete or "") == athlete))


def workouts(events: Iterable[AnyEvent], leave_out: Callable[[int], None] = lambda _: None) -> list[Workout]:
    """Returns the workouts of the sets that begin among ``events``, in order, without sets in which nothing was done.

    Sets whose date nobody knows are left out: other applications would show them in 1970, before some formats begin.

    Args:
        events: In the journal's order.
        leave_out: Is called with how many sets have no date, where there are any.

    Raises:
        UsageError: They are of several athletes, whom other applications cannot tell apart.
    """
    found: dict[tuple[str, str | None], list[SetRecord]] = {}
    done = [record for record in records(events).values() if record.count or record.held_s]
    if undated := sum(not _has_date(record) for record in done):
        leave_out(undated)
    for record in done:
        if _has_date(record):
            key = record.first.workout or record.id, record.first.athlete
            found.setdefault(key, []).append(record)
    _of_one([athlete for _, athlete in found])
    sets = ((key, tuple(each)) for key, each in found.items())
    return sorted((Workout(*key, each) for key, each in sets), key=lambda each: each.began)


def _has_date(record: SetRecord) -> bool:
    return record.imported is not None or is_dated(parse(record.first.t))


def _of_one(athletes: list[str | None]) -> None:
    names = sorted({name or "" for name in athletes})
    if len(names) > 1:
        shown = ", ".join(name or "nobody ('')" for name in names)
        raise UsageError(f"the sets are of several athletes ({shown}): name one with --athlete")


def _moment(t: str) -> datetime:
    return local(parse(t))
