"""Answers from the journal, each small enough for one message."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from daemon.clock import local
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.ipc.codec import LIMIT
from daemon.ports import Journal

_ROOM = LIMIT - 4096
"""Bytes of events in a page; the rest is for what goes around them."""
_MOST = 200
_encoder = msgspec.msgpack.Encoder()


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


def answer(args: verbs.Args, journal: Journal, now: datetime) -> Any:  # noqa: ANN401 - each verb has its own answer
    """Answer ``history``, ``weeks``, ``set``, ``find`` or ``export``.

    Raises:
        UsageError: There is no such set.
        JournalError: The journal cannot be read.
    """
    if isinstance(args, verbs.Set):
        found = [event for event in journal.set(args.set) if event.seq > args.after_seq]
        return _page(found, args.after_seq)
    if isinstance(args, verbs.Find):
        return _page(journal.find(args.id), 0)
    if isinstance(args, verbs.Export):
        return _page(journal.after(args.after_seq, _MOST + 1), args.after_seq)
    if isinstance(args, verbs.Weeks):
        return {"weeks": list(journal.weeks(_monday(now) - timedelta(weeks=args.weeks - 1)))}
    if not isinstance(args, verbs.History):
        raise TypeError(f"{type(args).__name__} is not a query of the journal")
    if args.after_seq is not None:
        return _page(journal.after(args.after_seq, min(args.limit, _MOST) + 1), args.after_seq, args.limit)
    since = None if args.days is None else now - timedelta(days=args.days)
    return {"sets": list(journal.history(args.limit, since)), "open": journal.open_workout_id()}


def _monday(now: datetime) -> datetime:
    """Monday, 0:00, of this week in the box's time zone."""
    today = local(now)
    return (today - timedelta(days=today.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def _page(found: list[AnyEvent], after: int, limit: int = _MOST) -> Page:
    """Returns as many of the events as fit, at least one."""
    size = 0
    kept: list[AnyEvent] = []
    for event in found[:limit]:
        size += len(_encoder.encode(event))
        if kept and size > _ROOM:
            break
        kept.append(event)
    return Page(events=kept, next=kept[-1].seq if kept else after, more=len(kept) < len(found))
