"""Answers from the journal, each small enough for one message."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import msgspec

from daemon.athletes.board import Board, board
from daemon.athletes.profile import Athletes
from daemon.clock import local, rfc3339
from daemon.errors import UsageError
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.ipc.codec import LIMIT
from daemon.ipc.verbs.args import Args
from daemon.ports import Journal
from daemon.programmes.history import history_of
from daemon.programmes.schedule import Schedule, schedule
from daemon.programmes.template import key, known
from daemon.trends.report import Progress, first_day, progress

_ROOM = LIMIT - 4096
"""Bytes of events in a page; the rest is for what goes around them."""
_MOST = 200
_MOST_SETS = 10_000
"""Sets of one day, which nobody reaches."""
_encoder = msgspec.msgpack.Encoder()
T = TypeVar("T")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Consecutive events.

    Attributes:
        events: As they are in the journal.
        next: ``after_seq`` of the next page.
        more: There is a next page.
    """

    events: list[AnyEvent]
    next: int
    more: bool


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day's training.

    Attributes:
        since: The midnight with which it began, RFC 3339.
        reps: Those that count, corrections applied: an undo makes it fall.
        sets: Those with a rep that counts, or something held.
        held_s: Seconds that a posture was held.
    """

    since: str
    reps: int
    sets: int
    held_s: float


def answer(args: Args, journal: Journal, now: datetime) -> Any:  # noqa: ANN401 - each verb has its own answer
    """Answer a query of the journal.

    Raises:
        UsageError: There is no such set.
        JournalError: The journal cannot be read.
    """
    query = _ANSWERS.get(type(args))
    if query is None:
        raise TypeError(f"{type(args).__name__} is not a query of the journal")
    return query(args, journal, now)


def _set(args: verbs.journal.Set, journal: Journal, _: datetime) -> Page:
    found = [event for event in journal.set(args.set) if event.seq > args.after_seq]
    return _page(found, args.after_seq)


def _find(args: verbs.journal.Find, journal: Journal, _: datetime) -> Page:
    return _page(journal.find(args.id), 0)


def _export(args: verbs.journal.Export, journal: Journal, _: datetime) -> Page:
    return _page(journal.after(args.after_seq, _MOST + 1), args.after_seq)


def _weeks(args: verbs.journal.Weeks, journal: Journal, now: datetime) -> dict[str, Any]:
    return {"weeks": list(journal.weeks(_midnight(_monday(now) - timedelta(weeks=args.weeks - 1)), args.athlete))}


def _today(_: verbs.journal.Today, journal: Journal, now: datetime) -> Day:
    return _day(journal, _midnight(local(now).date()))


def _progress(args: verbs.journal.Progress, journal: Journal, now: datetime) -> Progress:
    today = local(now).date()
    return _that_fits(progress(args.athlete, journal.sets_of(args.athlete, _midnight(first_day(today))), today))


def _schedule(args: verbs.plans.Schedule, journal: Journal, now: datetime) -> Schedule:
    choice = known(journal.recall(key(args.athlete)))
    if choice is None:
        whose = "nobody in particular" if args.athlete is None else args.athlete
        raise UsageError(f"no programme is chosen for {whose}: see `spotter programme list`, or give --athlete")
    found = schedule(choice, args.athlete, history_of(journal, choice, args.athlete), local(now).date())
    sessions = found.sessions[args.after :]
    if not args.led:
        sessions = tuple(msgspec.structs.replace(each, led=msgspec.UNSET) for each in sessions)
    kept = _as_many_as_fit(sessions)
    return msgspec.structs.replace(found, sessions=kept, more=len(kept) < len(sessions))


def _that_fits(found: Progress) -> Progress:
    """Returns as many exercises as a message has room for, those that were done most often first."""
    often = sorted(found.exercises, key=lambda each: (-len(each.days), each.exercise))
    kept, size = set[str](), 0
    for each in often:
        size += len(_encoder.encode(each))
        if size > _ROOM:
            break
        kept.add(each.exercise)
    exercises = tuple(each for each in found.exercises if each.exercise in kept)
    left_out = len(found.exercises) - len(exercises)
    return msgspec.structs.replace(found, exercises=exercises, left_out=left_out)


def _athletes(_: verbs.athletes.Athletes, journal: Journal, __: datetime) -> Athletes:
    profiles, chosen = journal.profiles(), journal.recall("athlete")
    names = {*journal.athletes(), *(each.name for each in profiles), *([] if chosen is None else [chosen])}
    return Athletes(athletes=sorted(names, key=str.casefold), profiles=list(profiles), chosen=chosen)


def _board(_: verbs.athletes.Board, journal: Journal, now: datetime) -> Board:
    profiles, monday = [each for each in journal.profiles() if each.board], _monday(now)
    names = [each.name for each in profiles]
    sets = journal.history(_MOST_SETS, _midnight(monday)) if names else ()
    return board(profiles, sets, journal.training_weeks(names) if names else {}, monday)


def _history(args: verbs.journal.History, journal: Journal, now: datetime) -> Any:  # noqa: ANN401 - a page, or summaries
    if args.after_seq is not None:
        return _page(journal.after(args.after_seq, min(args.limit, _MOST) + 1), args.after_seq, args.limit)
    since = None if args.days is None else now - timedelta(days=args.days)
    return {"sets": list(journal.history(args.limit, since, args.athlete)), "open": journal.open_workout_id()}


_ANSWERS: dict[type[Args], Callable[[Any, Journal, datetime], Any]] = {
    verbs.journal.History: _history,
    verbs.journal.Weeks: _weeks,
    verbs.journal.Progress: _progress,
    verbs.plans.Schedule: _schedule,
    verbs.journal.Today: _today,
    verbs.athletes.Athletes: _athletes,
    verbs.athletes.Board: _board,
    verbs.journal.Set: _set,
    verbs.journal.Find: _find,
    verbs.journal.Export: _export,
}


def _day(journal: Journal, midnight: datetime) -> Day:
    sets = journal.history(_MOST_SETS, midnight)
    return Day(
        since=rfc3339(midnight),
        reps=sum(each.reps for each in sets),
        sets=sum(bool(each.reps or each.held_s) for each in sets),
        held_s=round(sum(each.held_s or 0.0 for each in sets), 3),
    )


def _monday(now: datetime) -> date:
    """Returns the Monday of this week in the box's time zone."""
    today = local(now).date()
    return today - timedelta(days=today.weekday())


def _midnight(day: date) -> datetime:
    """Returns when a day begins in the box's time zone, by that day's own offset: summer time may begin after it."""
    return local(datetime.combine(day, time()))


def _page(found: list[AnyEvent], after: int, limit: int = _MOST) -> Page:
    """Returns as many of the events as fit."""
    kept = _as_many_as_fit(found[:limit])
    return Page(events=list(kept), next=kept[-1].seq if kept else after, more=len(kept) < len(found))


def _as_many_as_fit(found: Sequence[T]) -> Sequence[T]:
    """Returns as many as a message has room for, at least one."""
    size = 0
    for count, each in enumerate(found):
        size += len(_encoder.encode(each))
        if count and size > _ROOM:
            return found[:count]
    return found
