"""Sums sets up, corrections applied: one line of the history for journal, link, command line and dashboard."""

from collections.abc import Iterable

import msgspec

from daemon.clock import is_dated, parse
from daemon.core.facts import Ending, Side
from daemon.events import AnyEvent
from daemon.set_record import SetRecord, records


class SetSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One set. What a peer of another version does not send is None.

    Attributes:
        set, workout: UUIDv7.
        t: When it began: UTC, RFC 3339.
        athlete: Who, or None.
        exercise: After corrections.
        reps: After corrections.
        rejected: What looked like a rep and was not counted.
        why: How it ended (``core.facts.Ending``); None: it has not ended.
        duration_s: From start to end, or None.
        score: Mean of the scores of the reps that count, or None where none has one.
        slowing: How much slower the last reps were than the fastest, 0..1; None before the fourth rep, or not measured.
        faults: How many of the reps that count showed each fault of form, by its rule.
        held_s: Seconds that a posture was held, or None where none was.
        at_least, at_most: The range in which the true number of reps is with 90 % probability, after corrections; None:
            the set has not ended, or an older version recorded it.
        left, right: How many reps were done with which side; 0 and 0 where sides are not told apart.
        load_kg: What it was done with (kg), after corrections; None: with none, or nobody said it.
        imported: The application that recorded it, in place of this box; None: the box saw it itself.
    """

    set: str
    workout: str | None = None
    t: str
    athlete: str | None = None
    exercise: str
    reps: int
    rejected: int = 0
    why: str | None = None
    duration_s: float | None = None
    score: float | None = None
    slowing: float | None = None
    faults: dict[str, int] = {}
    held_s: float | None = None
    at_least: int | None = None
    at_most: int | None = None
    left: int = 0
    right: int = 0
    load_kg: float | None = None
    imported: str | None = None

    @property
    def dated(self) -> bool:
        """Whether it is known when it was: no clock that is set says that it was before there was Spotter."""
        return self.imported is not None or is_dated(parse(self.t))


def summaries(events: Iterable[AnyEvent]) -> list[SetSummary]:
    """Returns the sets that begin among ``events``, in order; ignores events of other sets."""
    return [of_record(record) for record in records(events).values()]


def of_record(record: SetRecord) -> SetSummary:
    """Returns one set's summary."""
    return SetSummary(
        set=record.id,
        workout=record.first.workout,
        t=record.first.t,
        athlete=record.first.athlete,
        exercise=record.exercise,
        reps=record.count,
        rejected=record.rejected,
        why=None if record.end is None else record.end.why.value,
        duration_s=None if record.end is None or record.end.why is Ending.IMPORTED else record.end.duration_s,
        score=record.score,
        slowing=record.slowing,
        faults=record.faults,
        held_s=round(record.held_s, 3) or None,
        at_least=record.at_least,
        at_most=record.at_most,
        left=record.done_with(Side.LEFT),
        right=record.done_with(Side.RIGHT),
        load_kg=record.load_kg,
        imported=record.imported,
    )
