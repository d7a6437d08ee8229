"""Corrections of any set, the running one or one that the journal holds, and what becomes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from daemon import events
from daemon.core import workout
from daemon.core.counting.set_state import TallyMark
from daemon.core.facts import Correction, RepCorrected
from daemon.core.spec import Exercise, Kind
from daemon.core.state import Workout
from daemon.errors import UsageError
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.ipc.results import Corrected
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.session import Session
from daemon.set_record import Entry, SetRecord, follow, records

Recorded = Callable[[str], Sequence[AnyEvent]]
"""Every event of a set, in order, those that still wait for the disk too; raises ``UsageError`` where there is none."""


def recorded_by(writer: JournalWriter, reader: JournalReader) -> Recorded:
    """Returns a function that finds a set's events, on the disk and on their way there; its caller owns the reader."""

    def recorded(set_id: str) -> list[AnyEvent]:
        waiting = [event for event in writer.waiting() if event.set == set_id]  # before the disk: none falls between
        try:
            kept = reader.set(set_id)
        except UsageError:
            if not waiting:
                raise
            kept = []
        known = {event.id for event in kept}
        return [*kept, *(event for event in waiting if event.id not in known)]

    return recorded


@dataclass(frozen=True, slots=True)
class CorrectionHandler:
    """Corrects sets: the running one through the core, any other through its record.

    Attributes:
        recorded: The journal's view of a set.
        find: An exercise by its name.
        session: Makes the event.
    """

    recorded: Recorded
    find: Callable[[str], Exercise]
    session: Session

    def correct(self, state: Workout, args: verbs.sets.Correct, t: float) -> tuple[Workout, list[AnyEvent], Corrected]:
        """Returns the workout with the correction in it, the events, and what the set comes to.

        Raises:
            RefusedError: The running set cannot be corrected so.
            UsageError: There is no such set, rep or exercise.
            ConfigError: The exercise's file is wrong.
            JournalError: The journal cannot be read.
        """
        record = self._record(args.set)
        if args.kind is Correction.LOAD:
            return state, *self._load(record, args, t)
        if state.set is not None and record.id == self.session.set:
            return self._correct_running(state, record, args, t)
        return self._correct_ended(state, record, args, t)

    def _load(self, record: SetRecord, args: verbs.sets.Correct, t: float) -> tuple[list[AnyEvent], Corrected]:
        if args.load_kg == record.load_kg:
            return [], _summary(record)
        fact = RepCorrected(t, args.kind, record.exercise, record.count, args.reason or None)
        event = self.session.correction(fact, None, record, args.load_kg)
        return [event], _summary(follow(record, event))

    def _correct_running(
        self, state: Workout, record: SetRecord, args: verbs.sets.Correct, t: float
    ) -> tuple[Workout, list[AnyEvent], Corrected]:
        rep = _rep(args, record)
        at = None if rep is None else record.reps.index(rep)
        why = args.reason or None
        if args.exercise is not None:
            after, facts = workout.choose(state, t, self.find(args.exercise), why)
        else:
            after, facts = workout.correct(state, t, args.kind, why, at)
        made = self.session.to_events(facts, None if rep is None else rep.id)
        return after, made, _summary(self.session.record or record)

    def _correct_ended(
        self, state: Workout, record: SetRecord, args: verbs.sets.Correct, t: float
    ) -> tuple[Workout, list[AnyEvent], Corrected]:
        exercise = None if args.exercise is None else self._named(args.exercise)
        if exercise is not None:
            if exercise.name == record.exercise:
                return state, [], _summary(record)
            args = msgspec.structs.replace(args, exercise=exercise.name)  # it may have been given as it is shown
        event = self.session.correction(*_fact(args, record, t), record)
        corrected = follow(record, event)
        if state.open and record.first.workout == self.session.workout:
            newest = tally(corrected) if record.id == self.session.set and state.set is None else None
            state = workout.correct_ended(state, corrected.count - record.count, exercise, newest=newest)
        return state, [event], _summary(corrected)

    def _named(self, name: str) -> Exercise:
        found = self.find(name)
        if found.kind is not Kind.ONE:
            raise UsageError(
                f"{name!r} cannot be assigned to a finished set; name an exercise, see `spotter exercise list`"
            )
        return found

    def _record(self, set_id: str | None) -> SetRecord:
        """Returns the set of this id; None: the running one, or the one that ended last."""
        current = self.session.record
        if current is not None and set_id in (None, current.id):
            return current
        if set_id is None:
            raise UsageError("no set to correct yet: start one first")
        record = records(self.recorded(set_id)).get(set_id)
        if record is None:
            raise UsageError(f"the beginning of set {set_id} was forgotten: it cannot be corrected")
        return record


def tally(record: SetRecord) -> tuple[TallyMark, ...]:
    """Returns the mark of each rep that counts, as the core keeps it."""
    return tuple(_mark(entry, entry.rep) for entry in record.entries if entry.rep is not None)


def _mark(entry: Entry, rep: events.Rep | events.RepCorrected) -> TallyMark:
    if isinstance(rep, events.RepCorrected):
        return TallyMark()
    return TallyMark(rep.side) if entry.confirmed else TallyMark(rep.side, rep.confidence)


def _summary(record: SetRecord) -> Corrected:
    return Corrected(record.id, record.exercise, record.count, record.load_kg)


def _fact(args: verbs.sets.Correct, record: SetRecord, t: float) -> tuple[RepCorrected, str | None]:
    """Returns the fact, and the id of the rep that is undone or confirmed."""
    why = args.reason or None
    if args.kind is Correction.EXERCISE:
        return RepCorrected(t, args.kind, args.exercise or record.exercise, record.count, why), None
    rep = _rep(args, record)
    if rep is None:
        return RepCorrected(t, args.kind, record.exercise, record.count + 1, why), None
    return RepCorrected(t, args.kind, record.exercise, rep.n, why), rep.id


def _rep(args: verbs.sets.Correct, record: SetRecord) -> events.Rep | events.RepCorrected | None:
    """Returns the rep that is undone or confirmed; None where the correction is about none.

    Raises:
        UsageError: The set has no such rep.
    """
    if args.kind not in (Correction.UNDONE, Correction.CONFIRMED):
        return None
    among = record.correctable(args.kind)
    if not among:
        confirms = args.kind is Correction.CONFIRMED
        raise UsageError(f"the set has no {'unsure rep to confirm' if confirms else 'rep to undo'}")
    found = next((rep for rep in among if rep.id == args.rep), among[-1] if args.rep is None else None)
    if found is None:
        that = "is unsure" if args.kind is Correction.CONFIRMED else "counts"
        raise UsageError(f"set {record.id} has no rep {args.rep} that {that}: the `set` query names its reps")
    return found
