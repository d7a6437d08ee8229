"""What the sets of a journal come to, corrections applied: a pure fold over their events."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from daemon.core.facts import Correction
from daemon.events import AnyEvent, Rep, RepCorrected, RepRejected, SetEnded, SetStarted


class SetSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One set.

    Attributes:
        set, workout: UUIDv7.
        t: When it began: UTC, RFC 3339.
        athlete: Who, or None.
        exercise: After corrections.
        reps: After corrections.
        rejected: What looked like a rep and was not counted.
        why: How it ended (``core.facts.Ending``), or None: it has not.
        duration_s: From start to end, or None.
    """

    set: str
    workout: str | None
    t: str
    athlete: str | None
    exercise: str
    reps: int
    rejected: int
    why: str | None
    duration_s: float | None


@dataclass(slots=True)
class _Tally:
    start: SetStarted
    exercise: str
    reps: set[str] = field(default_factory=set)
    added: int = 0
    rejected: int = 0
    end: SetEnded | None = None


def summaries(events: Iterable[AnyEvent]) -> list[SetSummary]:
    """The sets that begin among ``events``, in their order. What belongs to no such set is passed over."""
    tallies: dict[str, _Tally] = {}
    for event in events:
        if isinstance(event, SetStarted) and event.set is not None:
            tallies[event.set] = _Tally(event, event.exercise)
        elif (tally := _tally_of(event, tallies)) is not None:
            _count(tally, event)
    return [_summary(set_id, tally) for set_id, tally in tallies.items()]


def _tally_of(event: AnyEvent, tallies: dict[str, _Tally]) -> _Tally | None:
    if event.set is not None:
        return tallies.get(event.set)
    return tallies.get(event.refers) if isinstance(event, RepCorrected) else None


def _count(tally: _Tally, event: AnyEvent) -> None:
    if isinstance(event, Rep):
        tally.reps.add(event.id)
    elif isinstance(event, RepRejected):
        tally.rejected += 1
    elif isinstance(event, SetEnded):
        tally.end = event
    elif isinstance(event, RepCorrected):
        _correct(tally, event)


def _correct(tally: _Tally, event: RepCorrected) -> None:
    if event.kind is Correction.EXERCISE:
        tally.exercise = event.exercise
    elif event.kind is Correction.ADDED:
        tally.added += 1
    elif event.refers in tally.reps:
        tally.reps.remove(event.refers)
    else:
        # What is undone was itself added by hand: the set is referred to, or the correction.
        tally.added -= 1


def _summary(set_id: str, tally: _Tally) -> SetSummary:
    return SetSummary(
        set=set_id,
        workout=tally.start.workout,
        t=tally.start.t,
        athlete=tally.start.athlete,
        exercise=tally.exercise,
        reps=max(0, len(tally.reps) + tally.added),
        rejected=tally.rejected,
        why=None if tally.end is None else tally.end.why.value,
        duration_s=None if tally.end is None else tally.end.duration_s,
    )
