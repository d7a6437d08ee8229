"""Turns the core's facts into events: adds ids, time, box, and the workout, set and rep that they belong to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import uuid_utils

from daemon import events
from daemon.clock import rfc3339
from daemon.core.facts import Correction, Fact, RepCorrected, SetStarted, WorkoutEnded, WorkoutStarted
from daemon.core.plan.plan_facts import PlanFact
from daemon.core.workout import RECOGNISED
from daemon.envelope import wrap
from daemon.events import AnyEvent, ClockSet
from daemon.runtime.loads import Loads
from daemon.set_record import SetRecord, follow, newest


def new_id() -> str:
    """Returns a UUIDv7 (RFC 9562)."""
    return str(uuid_utils.uuid7())


@dataclass(slots=True)
class Session:
    """Makes events of facts: knows the open workout and set that events name, and the reps that corrections name.

    Attributes:
        box, boot: The same in every event.
        when: UTC of a moment of the facts' clock (s).
        athlete: Whose the open set is, else who trains next; None: nobody was named.
        chosen: Who was chosen last: trains as soon as no set runs.
        workout: Id of the open workout.
        record: The open set, or the workout's last one, which can still be corrected.
        loads: What is lifted.
    """

    box: str
    boot: str
    when: Callable[[float], datetime]
    athlete: str | None = None
    chosen: str | None = None
    workout: str | None = None
    record: SetRecord | None = None
    loads: Loads = field(default_factory=Loads)

    def __post_init__(self) -> None:
        """Whoever trains at the beginning is chosen."""
        self.chosen = self.chosen or self.athlete

    def to_events(self, facts: Sequence[Fact | PlanFact], rep: str | None = None) -> list[AnyEvent]:
        """Returns each fact as an event, in order; ``rep`` is the one that is undone or confirmed, None: the newest."""
        return [event for fact in facts for event in (self._to_event(fact, rep), *self._usual_load(fact))]

    @property
    def set(self) -> str | None:
        """Id of the open set, or of the workout's last one."""
        return None if self.record is None else self.record.id

    def correction(
        self, fact: RepCorrected, rep: str | None, record: SetRecord, load_kg: float | None = None
    ) -> events.RepCorrected:
        """Returns the fact as an event of a set that is known; ``rep`` is the one that is undone or confirmed."""
        envelope = self._envelope(new_id(), fact) | {
            "athlete": record.first.athlete,
            "workout": record.first.workout,
            "set": record.id,
        }
        event = wrap(fact, refers=rep or record.id, load_kg=load_kg, **envelope)
        self.record = newest(self.record, event)
        self.loads.note(follow(record, event))
        return event

    def clock_set(self, moved_s: float, t: float) -> ClockSet:
        """Returns that the wall clock was found moved at ``t`` (s): it is the box's own, and nobody's training."""
        now = rfc3339(self.when(t))
        return ClockSet(id=new_id(), t=now, boot=self.boot, t_mono=round(t, 6), box=self.box, moved_s=moved_s)

    def next_kg(self, exercise: str) -> float | None:
        """Returns what the next set will be done with (kg); None: nothing was said, or no load."""
        return self.loads.next_kg(self.athlete, exercise, self.workout)

    def restore(self, workout: str | None, record: SetRecord | None) -> None:
        """Take up what a restart cut off: the open workout and its last set."""
        self.workout, self.record = workout, record

    def _to_event(self, fact: Fact | PlanFact, rep: str | None) -> AnyEvent:
        own = new_id()
        reference = {"refers": self._refers(fact, rep) or own} if isinstance(fact, RepCorrected) else {}
        load = {"load_kg": self._used_kg(fact)} if isinstance(fact, SetStarted) else {}
        event = wrap(fact, **reference, **load, **self._envelope(own, fact))
        if isinstance(fact, WorkoutEnded):
            self.workout = self.record = None
        self.record = newest(self.record, event)
        if self.record is not None and isinstance(fact, SetStarted | RepCorrected) and not _recognised(fact):
            self.loads.note(self.record)
        return event

    def _used_kg(self, fact: SetStarted) -> float | None:
        return self.loads.use(self.athlete, fact.exercise, self.workout)

    def _usual_load(self, fact: Fact | PlanFact) -> list[AnyEvent]:
        """Returns the load of a set of ``auto`` whose exercise has just been found out, where it is known."""
        record = self.record
        if not isinstance(fact, RepCorrected) or not _recognised(fact) or record is None or record.load_kg is not None:
            return []
        kg = self.loads.use(self.athlete, fact.exercise, self.workout)
        if kg is None:
            return []
        loaded = RepCorrected(fact.t, Correction.LOAD, fact.exercise, record.count, RECOGNISED)
        return [self.correction(loaded, None, record, kg)]

    def _envelope(self, own: str, fact: Fact | PlanFact) -> dict[str, str | float | None]:
        if isinstance(fact, WorkoutStarted):
            self.workout = own
        return {
            "id": own,
            "t": rfc3339(self.when(fact.t)),
            "boot": self.boot,
            "t_mono": round(fact.t, 6),
            "box": self.box,
            "athlete": self.athlete,
            "workout": self.workout,
            "set": self._set_of(fact, own),
        }

    def _set_of(self, fact: Fact | PlanFact, own: str) -> str | None:
        if isinstance(fact, SetStarted):
            return own
        return None if isinstance(fact, WorkoutStarted | WorkoutEnded | PlanFact) else self.set

    def _refers(self, fact: RepCorrected, rep: str | None) -> str | None:
        """Returns the id of the rep, where one is undone or confirmed; else the set's."""
        among = () if self.record is None else self.record.correctable(fact.kind)
        return (rep or among[-1].id) if among else self.set


def _recognised(fact: Fact | PlanFact) -> bool:
    """Whether the exercise of a set of ``auto`` has just been found out."""
    return isinstance(fact, RepCorrected) and fact.why == RECOGNISED
