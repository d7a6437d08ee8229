"""Corrections of a set that has ended, however old: what the journal holds of it, and what becomes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daemon import events
from daemon.core import workout
from daemon.core.facts import Correction, RepCorrected
from daemon.core.spec import Exercise
from daemon.core.workout import Workout
from daemon.errors import UsageError
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.session import Session, Subject
from daemon.set_record import SetRecord, records

Recorded = Callable[[str], Sequence[AnyEvent]]
"""Every event of a set, in order, those that still wait for the disk too; raises ``UsageError`` where there is none."""


def recorded_by(writer: JournalWriter, reader: JournalReader) -> Recorded:
    """What there is of a set, on the disk and on its way there; the reader belongs to who calls the result."""

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
class Corrected:
    """What a corrected set comes to, for whoever corrected it."""

    set: str
    exercise: str
    reps: int


@dataclass(frozen=True, slots=True)
class CorrectionHandler:
    """Corrects ended sets.

    Attributes:
        recorded: The journal's view of a set.
        find: An exercise by its name.
        session: Makes the event.
    """

    recorded: Recorded
    find: Callable[[str], Exercise]
    session: Session

    def correct(self, state: Workout, args: verbs.Correct, t: float) -> tuple[Workout, list[AnyEvent], Corrected]:
        """The workout with the correction in its totals, the event, and what the set comes to.

        Raises:
            UsageError: There is no such set, rep or exercise, or the set goes on.
            ConfigError: The exercise's file is wrong.
            JournalError: The journal cannot be read.
        """
        record = self._record(args.set)
        exercise = None if args.exercise is None else self._named(args.exercise)
        if exercise is not None and exercise.name == record.exercise:
            return state, [], Corrected(args.set, record.exercise, len(record.reps))
        fact, rep, by = _fact(args, record, t)
        subject = Subject(args.set, record.first.workout, record.first.athlete)
        if state.open and record.first.workout == self.session.workout:
            newest = args.set == self.session.set and state.set is None
            state = workout.amend(state, by, exercise, newest=newest)
        event = self.session.correction(fact, subject, rep)
        return state, [event], Corrected(args.set, fact.exercise, len(record.reps) + by)

    def _named(self, name: str) -> Exercise:
        found = self.find(name)
        if not found.movement and not found.requires:
            raise UsageError(
                f"{name!r} cannot be assigned to a finished set; name an exercise, see `spotter exercise list`"
            )
        return found

    def _record(self, set_id: str) -> SetRecord:
        record = records(self.recorded(set_id)).get(set_id)
        if record is None:
            raise UsageError(f"the beginning of set {set_id} was forgotten: it cannot be corrected")
        if record.end is None:
            raise UsageError(f"set {set_id} goes on: correct it with undo, add or exercise")
        return record


def _fact(args: verbs.Correct, record: SetRecord, t: float) -> tuple[RepCorrected, str | None, int]:
    """The fact, the id of the rep that is undone, and by how much the set's reps change."""
    why = args.reason or None
    if args.kind is Correction.EXERCISE:
        return RepCorrected(t, args.kind, args.exercise or record.exercise, len(record.reps), why), None, 0
    if args.kind is Correction.ADDED:
        return RepCorrected(t, args.kind, record.exercise, len(record.reps) + 1, why), None, 1
    rep = _undone(args, record)
    return RepCorrected(t, args.kind, record.exercise, rep.n, why), rep.id, -1


def _undone(args: verbs.Correct, record: SetRecord) -> events.Rep | events.RepCorrected:
    if not record.reps:
        raise UsageError(f"set {args.set} has no rep to undo")
    if args.rep is None:
        return record.reps[-1]
    found = next((rep for rep in record.reps if rep.id == args.rep), None)
    if found is None:
        raise UsageError(f"set {args.set} has no rep {args.rep} that counts: the `set` query names its reps")
    return found
