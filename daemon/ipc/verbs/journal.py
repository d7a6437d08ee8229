"""The verbs of what was done: to read it, to erase of it, to add to it."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, field

from daemon.clock import rfc3339
from daemon.events import IMPORTED_BOOT, SetImported
from daemon.ipc.verbs.args import Args, Name, Seq
from daemon.printable import control_in

_LONGEST_NAME = 200


class History(Args, frozen=True, kw_only=True):
    """A page of the events after ``after_seq``; without it, summaries of the last ``limit`` sets of ``days`` days.

    Attributes:
        after_seq: See above.
        days: By default however old they are.
        limit: The newest.
        athlete: Whose sets; an empty name: of whoever was not named; None: everybody's. Summaries alone.
    """

    after_seq: Seq | None = None
    days: Annotated[int, Meta(ge=1, le=36500)] | None = None
    limit: Annotated[int, Meta(ge=1, le=150)] = 50
    athlete: Annotated[str, Meta(max_length=60)] | None = None


class Set(Args, frozen=True, kw_only=True):
    """A page of a set's events after ``after_seq``."""

    set: Name
    after_seq: Seq = 0


class Find(Args, frozen=True, kw_only=True):
    """The events whose id begins with ``id``, at most twenty."""

    id: Name


class Export(Args, frozen=True, kw_only=True):
    """A page of all events after ``after_seq``."""

    after_seq: Seq = 0


class Weeks(Args, frozen=True, kw_only=True):
    """Totals of the last ``weeks`` weeks, this one included, for each exercise.

    Attributes:
        weeks: How many.
        athlete: Whose; an empty name: of whoever was not named; None: everybody's.
    """

    weeks: Annotated[int, Meta(ge=1, le=52)] = 12
    athlete: Annotated[str, Meta(max_length=60)] | None = None


class Progress(Args, frozen=True, kw_only=True):
    """The trends of an athlete's last half year; None: of whoever trained without a name."""

    athlete: Name | None = None


class Today(Args, frozen=True, kw_only=True):
    """What was done since midnight of the box's time zone."""


class Forget(Args, frozen=True, kw_only=True):
    """Erase the sets that match all arguments; ``everything`` goes with no other."""

    before: Annotated[datetime, Meta(tz=True)] | None = None
    athlete: Name | None = None
    everything: bool = field(default=False, name="all")

    def __post_init__(self) -> None:
        if self.everything == (self.before is not None or self.athlete is not None):
            raise ValueError("name what to erase: before, athlete or both; or else all")


class Import(Args, frozen=True, kw_only=True):
    """Keep sets that another application recorded; one whose id the journal has already is left as it is."""

    sets: Annotated[list[SetImported], Meta(max_length=500)]

    def __post_init__(self) -> None:
        for each in self.sets:
            texts = (each.id, each.workout or "", each.box, each.exercise, each.name, each.source, each.athlete or "")
            if each.boot != IMPORTED_BOOT or each.set != each.id or not _is_rfc3339(each.t):
                raise ValueError(f"{each.id[:60]!r} is no imported set")
            if any(control_in(text) or len(text) > _LONGEST_NAME for text in texts):
                raise ValueError(f"{each.id[:60]!r} has a name that is too long, or a control character in it")


def _is_rfc3339(t: str) -> bool:
    """Whether a time is written as every event has it, so that it sorts as text."""
    try:
        return rfc3339(datetime.fromisoformat(t.replace("Z", "+00:00"))) == t
    except (ValueError, OverflowError):
        return False
