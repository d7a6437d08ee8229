"""What the events of a set come to, corrections applied: the one fold of them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from daemon.core.facts import Correction, Side
from daemon.events import AnyEvent, Held, Rep, RepCorrected, RepRejected, SetEnded, SetStarted

SetEvent = Rep | Held | RepRejected | RepCorrected | SetStarted | SetEnded
"""What can happen in a set, or be said of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done in a set, or said of it.

    Attributes:
        event: A correction is a rep that was added by hand, or names another exercise.
        undone: The correction that took this rep back, or None.
    """

    event: Rep | Held | RepRejected | RepCorrected
    undone: RepCorrected | None = None

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
        doubt: How many fewer and how many more reps there may truly be than count, by what was known at the set's end;
            None: it goes on, or an older version recorded it.
    """

    id: str
    exercise: str
    first: SetEvent
    last: SetEvent
    entries: tuple[Entry, ...] = ()
    end: SetEnded | None = None
    doubt: tuple[int, int] | None = None

    @property
    def reps(self) -> tuple[Rep | RepCorrected, ...]:
        """The reps that count, newest last; one that was added by hand is its correction."""
        return tuple(rep for entry in self.entries if (rep := entry.rep) is not None)

    @property
    def at_least(self) -> int | None:
        """The fewest reps that there may truly be, corrections applied; None: not known."""
        return None if self.doubt is None else max(len(self.reps) - self.doubt[0], 0)

    @property
    def at_most(self) -> int | None:
        """The most reps that there may truly be, corrections applied; None: not known."""
        return None if self.doubt is None else len(self.reps) + self.doubt[1]

    def done_with(self, side: Side) -> int:
        """Returns how many of the reps were done with this side alone."""
        return sum(isinstance(rep, Rep) and rep.side is side for rep in self.reps)

    @property
    def rejected(self) -> int:
        """How often something looked like a rep and was not counted."""
        return sum(isinstance(entry.event, RepRejected) for entry in self.entries)

    @property
    def held_s(self) -> float:
        """Seconds that a posture was held."""
        return sum(entry.event.held_s for entry in self.entries if isinstance(entry.event, Held))

    def has(self, event: AnyEvent) -> bool:
        """Returns whether the event is part of this record already."""
        known = (self.first, self.end, *(each for entry in self.entries for each in (entry.event, entry.undone)))
        return any(each is not None and each.id == event.id for each in known)


def begin(event: SetEvent, set_id: str) -> SetRecord:
    """Returns the record of a set of which ``event`` is the first that is known."""
    return follow(SetRecord(set_id, event.exercise, event, event), event)


def follow(record: SetRecord, event: SetEvent) -> SetRecord:
    """Returns the record after one more event of the set, which it has not yet."""
    if isinstance(event, SetEnded):
        return replace(record, last=event, end=event, doubt=_doubt(event))
    if isinstance(event, SetStarted):
        return replace(record, last=event)
    entries, exercise = record.entries, record.exercise
    if isinstance(event, RepCorrected) and event.kind is Correction.UNDONE:
        return replace(record, last=event, entries=_undone(record, event))
    if isinstance(event, RepCorrected) and event.kind is Correction.EXERCISE:
        exercise = event.exercise
    return replace(record, last=event, exercise=exercise, entries=(*entries, Entry(event)))


def newest(record: SetRecord | None, event: AnyEvent) -> SetRecord | None:
    """Returns the newest set after one more event of any set.

    An event of another set begins that one; what can be said of a set long after its end leaves ``record`` alone. So
    does an event that comes twice.
    """
    if event.set is None or not isinstance(event, SetEvent):
        return record
    if record is not None and record.id == event.set:
        return record if record.has(event) else follow(record, event)
    return record if isinstance(event, RepCorrected | SetEnded) else begin(event, event.set)


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
        if isinstance(event, SetStarted) and event.set is not None:
            found[event.set] = begin(event, event.set)
        elif (record := _record_of(event, found)) is not None:
            found[record.id] = follow(record, event)
    return found


def _doubt(end: SetEnded) -> tuple[int, int] | None:
    if end.at_least is None or end.at_most is None:
        return None
    return end.reps - end.at_least, end.at_most - end.reps


def _record_of(event: SetEvent, found: dict[str, SetRecord]) -> SetRecord | None:
    if event.set is not None:
        return found.get(event.set)
    return found.get(event.refers) if isinstance(event, RepCorrected) else None


def _undone(record: SetRecord, undone: RepCorrected) -> tuple[Entry, ...]:
    """Returns the entries without the rep that is referred to; without the last one, where only the set is named."""
    entries = list(record.entries)
    for at in reversed(range(len(entries))):
        if entries[at].rep is not None and undone.refers in (entries[at].event.id, record.id):
            entries[at] = Entry(entries[at].event, undone)
            break  # a rep that was undone already is not undone again
    return tuple(entries)
