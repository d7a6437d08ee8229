"""The frame loop: the one thread that owns the core. Sights and commands in; events, answers and telemetry out."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from daemon.core import workout
from daemon.core.facts import Fact
from daemon.core.workout import RefusedError, Workout
from daemon.errors import SpotterError, UsageError
from daemon.events import AnyEvent, Rep
from daemon.ipc.verbs import Command
from daemon.journal.jobs import Outcome
from daemon.journal.writer import JournalWriter
from daemon.ports import Clock, PoseFrame
from daemon.runtime.command_handler import CommandHandler
from daemon.runtime.session import Session
from daemon.system.health import Vitals
from daemon.system.stages import StageTimes
from daemon.vision.camera_supervisor import CameraState, CameraSupervisor

WAKE_S = 0.05
"""The longest wait for a frame: a command is never older than this before it is looked at."""


def _nobody(_: Sequence[AnyEvent]) -> None:
    """Stand for somebody who hears nothing."""


@dataclass(frozen=True, slots=True)
class LoopDeps:
    """What the loop works with; each belongs to its thread alone, but for the journal and the queue.

    Attributes:
        supervisor: The camera and the engine.
        handler: Carries out commands.
        session: Makes events of facts.
        journal: Takes events, never waits.
        commands: Every command: button, dashboard, link.
        clock: The time.
        stages: Told where a frame's time goes.
        on_committed: Told events once they are on the disk, on the journal's thread; must not wait.
        vitals: How the machine is.
        other_trouble: One line on what is wrong beside journal and camera, or None.
    """

    supervisor: CameraSupervisor
    handler: CommandHandler
    session: Session
    journal: JournalWriter
    commands: "SimpleQueue[Command]"
    clock: Clock
    stages: StageTimes
    on_committed: Callable[[Sequence[AnyEvent]], None] = _nobody
    vitals: Callable[[], Vitals] = Vitals
    other_trouble: Callable[[], str | None] = lambda: None


class FrameLoop:
    """Runs until it is told to stop, or the source ends.

    Attributes:
        state: The core's state.
        sight: The newest sight, or None before the first.
        first_t: Time of the first sight (s), or None before it.
        seen: Frames looked at.
        pending: Reps that are not on the disk yet.
    """

    def __init__(self, deps: LoopDeps, state: Workout, show: Callable[["FrameLoop"], None]) -> None:
        self.state = state
        self.sight: PoseFrame | None = None
        self.first_t: float | None = None
        self.seen = 0
        self.pending = 0
        self.deps = deps
        self._show = show
        self._saved: SimpleQueue[int] = SimpleQueue()
        self._ahead = 0.0

    def run(self, stop: threading.Event) -> None:
        """Look, count, obey, tell; a set that is running when told to stop stays open for the next start.

        Raises:
            EngineError: The engine broke.
        """
        while not stop.is_set() and self.deps.supervisor.camera is not CameraState.ENDED:
            self._turn(stop)
        if self.deps.supervisor.camera is CameraState.ENDED and self.state.set is not None:
            self._take(*workout.stop(self.state, self.now()))

    def now(self) -> float:
        """This moment on the sights' clock (s): it goes on evenly between two frames."""
        return self.deps.clock.monotonic() - self._ahead

    def _turn(self, stop: threading.Event) -> None:
        if self.deps.supervisor.idle:
            stop.wait(WAKE_S)
        self.deps.stages.restart()
        sight = self.deps.supervisor.look(WAKE_S)
        self._count_saved()
        while (command := self._next_command()) is not None:
            self._handle(command)
        if sight is not None:
            self._see(sight)
        else:
            self._take(*workout.tick(self.state, self.now()))
        self._show(self)

    def _see(self, sight: PoseFrame) -> None:
        self.sight = sight
        if self.first_t is None:
            self.first_t = sight.t
        self.seen += 1
        self._ahead = self.deps.clock.monotonic() - sight.t
        self.deps.stages.restart()
        state, facts = workout.step(self.state, sight.pose, sight.t, (sight.width, sight.height))
        self.deps.stages.lap("core")
        self._take(state, facts)
        self.deps.stages.lap("journal")
        self.deps.stages.spend("latency", self.deps.clock.monotonic() - sight.t)

    def _take(self, state: Workout, facts: list[Fact]) -> None:
        """Make the state ours and journal its facts."""
        self._keep(state, self.deps.session.to_events(facts) if facts else [])

    def _keep(self, state: Workout, events: list[AnyEvent], told: Callable[[], None] | None = None) -> None:
        """Make the state ours and journal the events; ``told`` is called once they are on the disk."""
        self.state = state
        if not events:
            if told is not None:
                told()
            return
        reps = _reps(events)
        self.pending += reps

        def done(outcome: Outcome) -> None:
            # On the writer's thread: it hands over through the queue and the caller's own answer.
            if outcome.saved:
                self._saved.put(reps)
                self.deps.on_committed(outcome.events)
                if told is not None:
                    told()

        self.deps.journal.append(events, done)

    def _count_saved(self) -> None:
        while not self._saved.empty():  # this thread alone takes from it
            self.pending -= self._saved.get_nowait()

    def _next_command(self) -> Command | None:
        try:
            return self.deps.commands.get_nowait()
        except Empty:
            return None

    def _handle(self, command: Command) -> None:
        try:
            state, events, result = self.deps.handler.handle(self.state, command.args, self.now())
        except RefusedError as error:
            command.answer(UsageError(str(error)))
        except SpotterError as error:
            command.answer(error)
        else:
            self._keep(state, events, lambda: command.answer(result))


def _reps(events: list[AnyEvent]) -> int:
    return sum(isinstance(event, Rep) for event in events)
