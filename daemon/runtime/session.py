"""Stamps the core's facts: ids, time, box, and which workout, set and rep they belong to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import uuid_utils

from daemon import events
from daemon.core.facts import (
    Correction,
    Fact,
    RepCorrected,
    RepCounted,
    SetStarted,
    WorkoutEnded,
    WorkoutStarted,
)
from daemon.events import AnyEvent


def new_id() -> str:
    """A UUIDv7 (RFC 9562)."""
    return str(uuid_utils.uuid7())


@dataclass(frozen=True, slots=True)
class Subject:
    """The set that a correction speaks of, and who did it."""

    set: str
    workout: str | None
    athlete: str | None


@dataclass(slots=True)
class Session:
    """Knows what is open, so that every event says what it belongs to and a correction what it refers to.

    Attributes:
        box, boot: The same in every event.
        when: UTC of a moment of the facts' clock (s).
        athlete: Who, or None.
        workout, set: Ids of what is open; ``set`` stays after its end, for corrections.
        reps: Ids of the set's counted reps that were not undone, newest last.
    """

    box: str
    boot: str
    when: Callable[[float], datetime]
    athlete: str | None = None
    workout: str | None = None
    set: str | None = None
    reps: list[str] = field(default_factory=list)

    def to_events(self, facts: Sequence[Fact]) -> list[AnyEvent]:
        """Each fact as an event, in order."""
        return [self._to_event(fact) for fact in facts]

    def correction(self, fact: RepCorrected, subject: Subject, rep: str | None) -> AnyEvent:
        """The fact as an event of any set, the open one or not; ``rep`` is the one that is undone."""
        own = new_id()
        if subject.set == self.set and fact.kind is Correction.ADDED:
            self.reps.append(own)
        elif subject.set == self.set and rep in self.reps:
            self.reps.remove(rep)
        envelope = self._envelope(own, fact) | {
            "athlete": subject.athlete,
            "workout": subject.workout,
            "set": subject.set,
        }
        return events.wrap(fact, refers=rep or subject.set, **envelope)

    def _to_event(self, fact: Fact) -> AnyEvent:
        own = new_id()
        refers = self._enter(fact, own)
        reference = {} if refers is None else {"refers": refers}
        event = events.wrap(fact, **reference, **self._envelope(own, fact))
        if isinstance(fact, WorkoutEnded):
            self.workout = self.set = None
        return event

    def _envelope(self, own: str, fact: Fact) -> dict[str, str | float | None]:
        of_set = None if isinstance(fact, WorkoutStarted | WorkoutEnded) else self.set
        return {
            "id": own,
            "t": events.rfc3339(self.when(fact.t)),
            "boot": self.boot,
            "t_mono": round(fact.t, 6),
            "box": self.box,
            "athlete": self.athlete,
            "workout": self.workout,
            "set": of_set,
        }

    def _enter(self, fact: Fact, own: str) -> str | None:
        """Open what the fact opens; the id that a correction refers to, or None."""
        if isinstance(fact, WorkoutStarted):
            self.workout = own
        elif isinstance(fact, SetStarted):
            self.set, self.reps = own, []
        elif isinstance(fact, RepCounted):
            self.reps.append(own)
        elif isinstance(fact, RepCorrected):
            return self._refers(fact, own)
        return None

    def _refers(self, fact: RepCorrected, own: str) -> str:
        if fact.kind is Correction.UNDONE and self.reps:
            return self.reps.pop()
        if fact.kind is Correction.ADDED:
            self.reps.append(own)
        return self.set or own

    def restore(self, workout: str | None, recorded: Sequence[AnyEvent]) -> None:
        """Take up what a restart cut off: the open workout, and the open set's events in order."""
        self.workout = workout
        for event in recorded:
            if isinstance(event, events.SetStarted):
                self.set, self.reps, self.athlete = event.set, [], event.athlete
            elif isinstance(event, events.Rep) or (
                isinstance(event, events.RepCorrected) and event.kind is Correction.ADDED
            ):
                self.reps.append(event.id)
            elif isinstance(event, events.RepCorrected) and event.refers in self.reps:
                self.reps.remove(event.refers)
