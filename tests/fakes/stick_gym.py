"""A box whose journal is real and whose athlete is a stick."""

from pathlib import Path

from daemon.config import exercises
from daemon.core import workout
from daemon.core.counting.set_state import TallyMark
from daemon.core.facts import Correction, RepCounted, Side, Tempo
from daemon.core.state import Workout
from daemon.core.workout import begin
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.corrections import Corrected, CorrectionHandler, recorded_by
from daemon.runtime.loads import Loads, read_by
from daemon.runtime.recovery import Moment, recover
from daemon.runtime.session import Session
from tests.fakes import stick
from tests.fakes.clock import ManualClock

SQUAT = exercises.load("squat")


class Gym:
    """A box whose journal is real and whose athlete is a stick; ``restart`` kills it and starts it again."""

    def __init__(self, folder: Path, *, disk: bool = True) -> None:
        self.clock = ManualClock(0.0)
        self.writer = JournalWriter(folder / "journal.db", self.clock)
        self.state = begin(SQUAT)
        self.t = 0.0
        self.events: list[AnyEvent] = []
        self.reader = JournalReader(self.writer.path)
        self.session = self._session()
        if disk:
            self.writer.start()

    def squats(self, count: int, *, stop: bool = True) -> str:
        """A set of so many; returns its id."""
        self.keep(*workout.start(self.state, self.t, armed=False))
        began = self.t
        for i, angle in enumerate(stick.squats(*[75] * count)):
            self.t = began + i / stick.FPS
            self.keep(*workout.step(self.state, stick.squatting(angle, self.t), self.t, stick.SIZE))
        if stop and self.state.set is not None:
            self.keep(*workout.stop(self.state, self.t))
        self.t += 5
        return str(self.session.set)

    def unsure(self, *confidences: float, stop: bool = True) -> str:
        """A set whose reps are as sure as told; returns its id."""
        self.keep(*workout.start(self.state, self.t, armed=False))
        for n, confidence in enumerate(confidences, start=1):
            running = self.state.set
            assert running is not None
            self.t += 3
            tally = (*running.tally, TallyMark(Side.LEFT, confidence))
            tempo = Tempo(1, 0, 1, 0)
            rep = RepCounted(
                self.t, "squat", n, self.t - 2, self.t, tempo, 1.0, None, None, "side", confidence, {}, Side.LEFT
            )
            self.keep(self.state._replace(set=running._replace(tally=tally)), [rep])
        if stop:
            self.keep(*workout.stop(self.state, self.t))
        return str(self.session.set)

    def keep(self, state: Workout, facts: list[object]) -> None:
        self.state = state
        self._journal(self.session.to_events(facts))  # type: ignore[arg-type]

    def correct(self, set_id: str | None, kind: Correction, **more: str) -> Corrected:
        corrections = CorrectionHandler(recorded_by(self.writer, self.reader), exercises.load, self.session)
        self.state, events, told = corrections.correct(
            self.state, verbs.sets.Correct(set=set_id, kind=kind, **more), self.t
        )
        self._journal(events)
        return told

    def restart(self) -> None:
        self.writer.close()
        self.writer = JournalWriter(self.writer.path, self.clock)
        self.writer.start()
        self.session = self._session()
        now = Moment(self.t, self.clock.now(), "boot", 120.0)
        self.state, facts = recover(begin(SQUAT), self.session, self.reader, exercises.load, now)
        assert facts == []

    def standing(self) -> tuple[object, ...]:
        last = self.state.last
        assert last is not None
        done = last.exercise.name, last.reps, last.rejected
        rest_s = round(self.t - self.state.idle_since, 3)
        assert self.session.record is not None
        reps = [rep.id for rep in self.session.record.reps]
        return self.state.phase, self.state.sets, self.state.reps, rest_s, reps, *done

    def history(self) -> list[tuple[str, int]]:
        return [(each.exercise, each.reps) for each in self.reader.history(10)]

    def of(self, set_id: str, kind: type) -> list[AnyEvent]:
        return [event for event in self.events if event.set == set_id and isinstance(event, kind)]

    def _session(self) -> Session:
        loads = Loads(read_by(self.reader), self.reader.recall, self.writer.remember, self.writer.waiting)
        return Session("box", "boot", lambda _: self.clock.now(), athlete="Ann", loads=loads)

    def _journal(self, events: list[AnyEvent]) -> None:
        self.events += events
        if events:
            self.writer.append(events)
