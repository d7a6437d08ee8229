"""What the sets of a journal come to, corrections applied: a pure fold over their events."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean

import msgspec

from daemon.core.facts import Correction
from daemon.events import AnyEvent, Held, Rep, RepCorrected, RepRejected, SetEnded, SetStarted


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
        score: Mean of the scores of the reps that count, or None where none has one.
        held_s: Seconds that a posture was held, or None where none was.
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
    score: float | None = None
    held_s: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A rep that counts: its number in the set, and its score or None (one that was added by hand has none)."""

    n: int
    score: float | None


@dataclass(slots=True)
class Tally:
    """A set as its events make it.

    Attributes:
        start: The event that began it.
        exercise: After corrections.
        reps: The reps that count, by the id of the rep, or of the correction that added it; newest last.
        rejected: What was not counted.
        held_s: Seconds that a posture was held.
        end: The event that ended it, or None.
    """

    start: SetStarted
    exercise: str
    reps: dict[str, Standing] = field(default_factory=dict)
    rejected: int = 0
    held_s: float = 0.0
    end: SetEnded | None = None


def summaries(events: Iterable[AnyEvent]) -> list[SetSummary]:
    """The sets that begin among ``events``, in their order. What belongs to no such set is passed over."""
    return [_summary(tally) for tally in tallies(events).values()]


def tallies(events: Iterable[AnyEvent]) -> dict[str, Tally]:
    """The same with every rep that counts, by the set's id."""
    found: dict[str, Tally] = {}
    for event in events:
        if isinstance(event, SetStarted) and event.set is not None:
            found[event.set] = Tally(event, event.exercise)
        elif (tally := _tally_of(event, found)) is not None:
            _count(tally, event)
    return found


def _tally_of(event: AnyEvent, found: dict[str, Tally]) -> Tally | None:
    if event.set is not None:
        return found.get(event.set)
    return found.get(event.refers) if isinstance(event, RepCorrected) else None


def _count(tally: Tally, event: AnyEvent) -> None:
    if isinstance(event, Rep):
        tally.reps[event.id] = Standing(event.n, getattr(event, "score", None))
    elif isinstance(event, Held):
        tally.held_s += event.held_s
    elif isinstance(event, RepRejected):
        tally.rejected += 1
    elif isinstance(event, SetEnded):
        tally.end = event
    elif isinstance(event, RepCorrected):
        _correct(tally, event)


def _correct(tally: Tally, event: RepCorrected) -> None:
    if event.kind is Correction.EXERCISE:
        tally.exercise = event.exercise
    elif event.kind is Correction.ADDED:
        tally.reps[event.id] = Standing(event.n, None)
    elif event.refers in tally.reps:
        del tally.reps[event.refers]
    elif event.refers == tally.start.set and tally.reps:
        # It was not known which: the last one. A rep that was undone already is not undone again.
        tally.reps.popitem()


def _summary(tally: Tally) -> SetSummary:
    scores = [rep.score for rep in tally.reps.values() if rep.score is not None]
    return SetSummary(
        set=tally.start.set or tally.start.id,
        workout=tally.start.workout,
        t=tally.start.t,
        athlete=tally.start.athlete,
        exercise=tally.exercise,
        reps=len(tally.reps),
        rejected=tally.rejected,
        why=None if tally.end is None else tally.end.why.value,
        duration_s=None if tally.end is None else tally.end.duration_s,
        score=round(fmean(scores), 1) if scores else None,
        held_s=round(tally.held_s, 3) or None,
    )
