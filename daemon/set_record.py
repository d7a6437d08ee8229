"""What the events of a set come to, corrections applied: the one fold of them. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import fmean

from daemon.core.certainty import false_ones
from daemon.core.facts import Correction, Ending, Side
from daemon.events import (
    IMPORTED_BOOT,
    AnyEvent,
    Held,
    Kept,
    Rep,
    RepCorrected,
    RepRejected,
    SetEnded,
    SetImported,
    SetStarted,
)

SetEvent = Rep | Held | RepRejected | RepCorrected | SetStarted | SetEnded | SetImported
"""What can happen in a set, or be said of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done in a set, or said of it.

    Attributes:
        event: A correction is a rep that was added by hand, or names another exercise.
        undone: The correction that took this rep back, or None.
        confirmed: The correction that confirmed this rep, or None.
    """

    event: Rep | Held | RepRejected | RepCorrected
    undone: RepCorrected | None = None
    confirmed: RepCorrected | None = None

    @property
    def imported(self) -> bool:
        """Whether another application recorded it."""
        return self.event.boot == IMPORTED_BOOT

    @property
    def unsure(self) -> bool:
        """Whether it is a rep that counts though it is unsure, and that nobody confirmed."""
        return self.confirmed is None and isinstance(self.rep, Rep) and self.rep.unsure

    @property
    def rep(self) -> Rep | RepCorrected | None:
        """The event, where it is a rep that counts: one that was measured, or the correction that added it."""
        event = self.event
        if self.undone is not None or isinstance(event, Held | RepRejected):
            return None
        return event if isinstance(event, Rep) or event.kind is Correction.ADDED else None


@dataclass(frozen=True, slots=True)
class SetRecord:
    """A set as its events tell it.

    Attributes:
        id: The set's.
        exercise: After corrections.
        first, last: The oldest and the newest event that is known of it; the oldest is its ``SetStarted``, unless
            whoever reads came later or the beginning was forgotten.
        entries: What was done in it, in order.
        end: The event that ended it, or None.
        doubt: How many fewer and how many more reps there may truly be, as the set's end says, beside those that are
            unsure; None: it goes on, or an older version recorded it.
        load_kg: What it was done with (kg), after corrections; None: with none, or nobody said it.
        kept: What its reps came to, where they are kept no longer; ``reps`` and what is made of them are then empty.
        later: By how many a later correction has changed that number.
        loaded: The correction that said so; None: it was known when the set began, or never was.
    """

    id: str
    exercise: str
    first: SetEvent
    last: SetEvent
    entries: tuple[Entry, ...] = ()
    end: SetEnded | None = None
    doubt: tuple[int, int] | None = None
    load_kg: float | None = None
    loaded: RepCorrected | None = None
    kept: Kept | None = None
    later: int = 0

    @property
    def imported(self) -> str | None:
        """The application that recorded it, in place of this box; None: the box saw it itself."""
        return self.first.source if isinstance(self.first, SetImported) else None

    @property
    def reps(self) -> tuple[Rep | RepCorrected, ...]:
        """The reps that count, newest last; one that was added by hand is its correction."""
        return tuple(rep for entry in self.entries if (rep := entry.rep) is not None)

    @property
    def count(self) -> int:
        """How many reps count, after corrections."""
        return len(self.reps) if self.kept is None else max(self.kept.reps + self.later, 0)

    @property
    def unsure(self) -> tuple[Rep, ...]:
        """The reps that count though they are unsure, newest last."""
        return tuple(entry.event for entry in self.entries if entry.unsure and isinstance(entry.event, Rep))

    def correctable(self, kind: Correction) -> tuple[Rep | RepCorrected, ...]:
        """Returns the reps that a correction of this kind can be about, newest last; none where it is of the set."""
        if kind is Correction.CONFIRMED:
            return self.unsure
        return self.reps if kind is Correction.UNDONE else ()

    @property
    def at_least(self) -> int | None:
        """The fewest reps that there may truly be, corrections applied; None: not known."""
        if self.kept is not None:
            return None if self.kept.at_least is None else max(self.kept.at_least + self.later, 0)
        if self.doubt is None:
            return None
        reps = len(self.reps)
        return min(max(reps - self.doubt[0] - _false_ones(self), 0), reps)

    @property
    def at_most(self) -> int | None:
        """The most reps that there may truly be, corrections applied; None: not known."""
        if self.kept is not None:
            return None if self.kept.at_most is None else max(self.kept.at_most + self.later, 0)
        return None if self.doubt is None else len(self.reps) + self.doubt[1]

    def done_with(self, side: Side) -> int:
        """Returns how many of the reps were done with this side alone."""
        if self.kept is not None:
            return self.kept.left if side is Side.LEFT else self.kept.right
        return sum(isinstance(rep, Rep) and rep.side is side for rep in self.reps)

    @property
    def measured(self) -> tuple[Rep, ...]:
        """The reps that count and that the box saw itself, newest last."""
        return tuple(rep for rep in self.reps if isinstance(rep, Rep))

    @property
    def score(self) -> float | None:
        """Mean of the reps' scores; None where none has one."""
        if self.kept is not None:
            return self.kept.score
        scores = [rep.score for rep in self.measured if rep.score is not None]
        return round(fmean(scores), 1) if scores else None

    @property
    def slowing(self) -> float | None:
        """How much slower the set had become when it was last measured, 0..1; None: it never was."""
        if self.kept is not None:
            return self.kept.slowing
        return next((rep.slowing for rep in reversed(self.measured) if rep.slowing is not None), None)

    @property
    def faults(self) -> dict[str, int]:
        """How many of the reps showed each fault, by its rule; the most frequent first."""
        if self.kept is not None:
            return self.kept.faults
        return dict(Counter(fault.rule for rep in self.measured for fault in rep.faults).most_common())

    @property
    def rejected(self) -> int:
        """How often something looked like a rep and was not counted."""
        if self.kept is not None:
            return self.kept.rejected
        return sum(isinstance(entry.event, RepRejected) for entry in self.entries)

    @property
    def held_s(self) -> float:
        """Seconds that a posture was held."""
        return sum(entry.event.held_s for entry in self.entries if isinstance(entry.event, Held))

    def has(self, event: AnyEvent) -> bool:
        """Returns whether the event is part of this record already."""
        known = (self.first, self.end, self.loaded, *(each for entry in self.entries for each in _said(entry)))
        return any(each is not None and each.id == event.id for each in known)


def begin(event: SetEvent, set_id: str) -> SetRecord:
    """Returns the record of a set of which ``event`` is the first that is known."""
    return follow(SetRecord(set_id, event.exercise, event, event), event)


def follow(record: SetRecord, event: SetEvent) -> SetRecord:
    """Returns the record after one more event of the set, which it has not yet."""
    if isinstance(event, SetEnded):
        return replace(record, last=event, end=event, doubt=_doubt(event, record), kept=event.kept)
    if isinstance(event, SetStarted):
        return replace(record, last=event, load_kg=event.load_kg)
    if isinstance(event, SetImported):
        return _imported(record, event)
    record = replace(record, later=record.later + _more(record, event))
    entries, exercise = record.entries, record.exercise
    if isinstance(event, RepCorrected) and event.kind in (Correction.UNDONE, Correction.CONFIRMED):
        return _decided(replace(record, last=event), event)
    if isinstance(event, RepCorrected) and event.kind is Correction.LOAD:
        return replace(record, last=event, load_kg=event.load_kg, loaded=event)
    if isinstance(event, RepCorrected) and event.kind is Correction.EXERCISE:
        exercise = event.exercise
    return replace(record, last=event, exercise=exercise, entries=(*entries, Entry(event)))


def _more(record: SetRecord, event: SetEvent) -> int:
    """Returns by how many an event changes the number of reps of a set that keeps nothing but that number."""
    if record.kept is None or not isinstance(event, RepCorrected) or 0 < event.seq <= record.kept.until:
        return 0
    return {Correction.ADDED: 1, Correction.UNDONE: -1}.get(event.kind, 0)


def newest(record: SetRecord | None, event: AnyEvent) -> SetRecord | None:
    """Returns the newest set after one more event of any set.

    An event of another set begins that one; what can be said of a set long after its end leaves ``record`` alone. So
    does an imported set, and an event that comes twice.
    """
    if event.set is None or not isinstance(event, SetEvent):
        return record
    if record is not None and record.id == event.set:
        return record if record.has(event) else follow(record, event)
    return record if isinstance(event, RepCorrected | SetEnded | SetImported) else begin(event, event.set)


def of_set(events: Iterable[AnyEvent]) -> SetRecord | None:
    """Returns the record of one set, of which ``events`` are all that is known, in order; None where there is none."""
    record: SetRecord | None = None
    for event in events:
        if event.set is not None and isinstance(event, SetEvent):
            record = begin(event, event.set) if record is None else follow(record, event)
    return record


def records(events: Iterable[AnyEvent]) -> dict[str, SetRecord]:
    """Returns the sets that begin among ``events``, by id and in their order; leaves out what belongs to none."""
    found: dict[str, SetRecord] = {}
    for event in events:
        if not isinstance(event, SetEvent):
            continue
        if isinstance(event, SetStarted | SetImported) and event.set is not None:
            found[event.set] = begin(event, event.set)
        elif (record := _record_of(event, found)) is not None:
            found[record.id] = follow(record, event)
    return found


def _imported(record: SetRecord, event: SetImported) -> SetRecord:
    """Returns the record of a set that another application counted: its reps have no event of their own each."""
    ids = {name: getattr(event, name) for name in ("seq", "t", "boot", "t_mono", "box", "athlete", "workout", "set")}
    what: list[RepCorrected | Held] = [
        RepCorrected(**ids, id=f"{event.id}#{n}", refers=record.id, kind=Correction.ADDED, exercise=event.exercise, n=n)
        for n in range(1, event.reps + 1)
    ]
    if event.held_s is not None:
        held_s = event.held_s
        what = [Held(**ids, id=f"{event.id}#0", exercise=event.exercise, start=0.0, end=held_s, held_s=held_s)]
    end = SetEnded(
        **ids, id=f"{event.id}#end", exercise=event.exercise, why=Ending.IMPORTED, reps=event.reps, rejected=0,
        duration_s=event.held_s or 0.0, held_s=event.held_s,
    )  # fmt: skip
    entries = tuple(Entry(each) for each in what)
    return replace(record, last=event, entries=entries, end=end, load_kg=event.load_kg)


def _doubt(end: SetEnded, record: SetRecord) -> tuple[int, int] | None:
    if end.at_least is None or end.at_most is None:
        return None
    return end.reps - end.at_least - _false_ones(record), end.at_most - end.reps


def _false_ones(record: SetRecord) -> int:
    return false_ones([rep.confidence for rep in record.unsure])


def _record_of(event: SetEvent, found: dict[str, SetRecord]) -> SetRecord | None:
    if event.set is not None:
        return found.get(event.set)
    return found.get(event.refers) if isinstance(event, RepCorrected) else None


def _said(entry: Entry) -> tuple[SetEvent | None, ...]:
    return entry.event, entry.undone, entry.confirmed


def _decided(record: SetRecord, correction: RepCorrected) -> SetRecord:
    """Returns the record after a rep was undone or confirmed: the one that is referred to.

    Where only the set is named it is the last one that counts, or the last unsure one.
    """
    confirms = correction.kind is Correction.CONFIRMED
    entries = list(record.entries)
    for at in reversed(range(len(entries))):
        entry = entries[at]
        if correction.refers in (entry.event.id, record.id) and (entry.unsure if confirms else entry.rep is not None):
            entries[at] = replace(entry, confirmed=correction) if confirms else replace(entry, undone=correction)
            return replace(record, entries=tuple(entries))
    return record  # a rep that was undone or confirmed already is not so again
