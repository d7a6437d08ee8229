"""What the sets of a history came to, out of those of their events that say it: the reps themselves are not read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from daemon.clock import local
from daemon.core.facts import Correction
from daemon.events import AnyEvent, Held, Record, RecordWithdrawn, RepCorrected, SetEnded, SetImported, SetStarted

EVENTS = ("set_started", "set_ended", "set_imported", "hold", "rep_corrected", "record", "record_withdrawn")
"""The names of the events that are read."""
_BY = {Correction.ADDED: 1, Correction.UNDONE: -1}


@dataclass(frozen=True, slots=True)
class Result:
    """A set.

    Attributes:
        first: How it began.
        exercise: After corrections.
        load_kg: What it was done with (kg), after corrections; None: with none, or nobody said it.
        reps: Those that count, after corrections; 0 before it ended.
        longest_s: The longest time for which a posture was held (s), or 0.
        last: The end, or the newest correction after it; None: it goes on.
        record: The record that was published of it and holds; None: none was.
    """

    first: SetStarted | SetImported
    exercise: str
    load_kg: float | None
    reps: int = 0
    longest_s: float = 0.0
    last: SetEnded | RepCorrected | SetImported | None = None
    record: Record | None = None

    @property
    def lifted_kg(self) -> float:
        """Load times reps; 0 without a load."""
        return round(max(self.load_kg or 0.0, 0.0) * self.reps, 2)

    @property
    def day(self) -> date:
        """The day on which it began, in the box's time zone."""
        return local(datetime.fromisoformat(self.first.t.replace("Z", "+00:00"))).date()


def results(events: Iterable[AnyEvent]) -> dict[str, Result]:
    """Returns the sets that begin among ``events``, by id and in their order."""
    found: dict[str, Result] = {}
    for event in events:
        if isinstance(event, SetStarted) and event.set is not None:
            found[event.set] = Result(event, event.exercise, event.load_kg)
        elif isinstance(event, SetImported) and event.set is not None:
            found[event.set] = _imported(event)
        elif (result := found.get(_set_of(event))) is not None:
            found[_set_of(event)] = _follow(result, event)
    return found


def _imported(event: SetImported) -> Result:
    return Result(event, event.exercise, event.load_kg, event.reps, event.held_s or 0.0, event)


def _set_of(event: AnyEvent) -> str:
    return event.set or (event.refers if isinstance(event, RepCorrected) else "")


def _follow(result: Result, event: AnyEvent) -> Result:
    if isinstance(event, SetEnded):
        return replace(result, exercise=event.exercise, reps=event.reps, last=event)
    if isinstance(event, Held):
        return replace(result, longest_s=max(result.longest_s, event.held_s))
    if isinstance(event, Record | RecordWithdrawn):
        return replace(result, record=event if isinstance(event, Record) else None)
    return _corrected(result, event) if isinstance(event, RepCorrected) else result


def _corrected(result: Result, event: RepCorrected) -> Result:
    """The end counts what was corrected before it; only what comes later is counted here."""
    exercise = event.exercise if event.kind is Correction.EXERCISE else result.exercise
    load_kg = event.load_kg if event.kind is Correction.LOAD else result.load_kg
    if result.last is None:
        return replace(result, exercise=exercise, load_kg=load_kg)
    reps = max(result.reps + _BY.get(event.kind, 0), 0)
    return replace(result, exercise=exercise, load_kg=load_kg, reps=reps, last=event)
