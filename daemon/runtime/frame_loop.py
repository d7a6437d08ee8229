"""The frame loop: the one thread that owns the core. Poses and commands in; events, answers and snapshots out."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from daemon.core import workout
from daemon.core.facts import Fact
from daemon.core.pose.orientation import Orientation, advice, follow
from daemon.core.state import RefusedError, Workout
from daemon.errors import SpotterError, UsageError
from daemon.events import AnyEvent, Rep
from daemon.ipc.verbs.box import Camera
from daemon.ipc.verbs.command import Command
from daemon.journal.jobs import Outcome
from daemon.journal.writer import JournalWriter
from daemon.ports import Clock, EngineSight, PoseFrame
from daemon.runtime.answers import Answers
from daemon.runtime.command_handler import CommandHandler
from daemon.runtime.session import Session
from daemon.runtime.snapshot import Snapshot
from daemon.system.health import Vitals
from daemon.system.stages import StageTimes
from daemon.vision.camera_supervisor import CameraState, CameraSupervisor

WAKE_S = 0.05
"""The longest wait for a frame: a command is never older than this before it is looked at."""


def _ignore(_: Sequence[AnyEvent]) -> None:
    """Do nothing with committed events."""


@dataclass(frozen=True, slots=True)
class LoopDeps:
    """What the loop works with. Only the journal and the queue are shared with other threads.

    Attributes:
        supervisor: The camera and the engine.
        handler: Carries out commands.
        session: Makes events of facts.
        journal: Takes events, never waits.
        commands: Every command: button, dashboard, link.
        clock: The time.
        stages: Records where a frame's time goes.
        on_committed: Called with events once they are on the disk, on the journal's thread; must not wait.
        vitals: Returns how the machine is.
        other_trouble: Returns one line on what is wrong apart from journal and camera, or None.
        engine: Name of the pose engine.
        threads: Returns the processor threads that the engine's network runs on now; None on a GPU.
        sight: Returns what the engine last saw, in numbers.
        turn: Degrees clockwise by which the camera's picture is turned.
        clock_moved: Returns by how much the wall clock was moved (s) since it was last found moved, or None.
    """

    supervisor: CameraSupervisor
    handler: CommandHandler
    session: Session
    journal: JournalWriter
    commands: "SimpleQueue[Command]"
    clock: Clock
    stages: StageTimes
    on_committed: Callable[[Sequence[AnyEvent]], None] = _ignore
    vitals: Callable[[], Vitals] = Vitals
    other_trouble: Callable[[], str | None] = lambda: None
    engine: str = ""
    threads: Callable[[], str | None] = lambda: None
    sight: Callable[[], EngineSight] = EngineSight
    turn: int = 0
    clock_moved: Callable[[], float | None] = lambda: None


class FrameLoop:
    """Runs until ``stop`` is set or the source ends.

    Args:
        deps: What the loop works with.
        state: The core's state to begin with.
        publish: Called with a snapshot after every turn, on the loop's thread.
    """

    def __init__(self, deps: LoopDeps, state: Workout, publish: Callable[[Snapshot], None]) -> None:
        self._deps = deps
        self._state = state
        self._publish = publish
        self._frame: PoseFrame | None = None
        self._orientation = Orientation()
        self._first_t: float | None = None
        self._frames = 0
        self._pending = 0
        self._saved: SimpleQueue[int] = SimpleQueue()
        self._ahead_s = 0.0
        self._answers = Answers(deps.clock)

    def run(self, stop: threading.Event) -> None:
        """Count and carry out commands; a set that runs when ``stop`` is set stays open for the next start.

        Raises:
            EngineError: The engine broke.
        """
        self._state = self._deps.handler.athletes.apply_choice(self._state)
        while not stop.is_set() and self._deps.supervisor.camera is not CameraState.ENDED:
            self._turn(stop)
        if self._deps.supervisor.camera is CameraState.ENDED and self._state.set is not None:
            self._take(*workout.stop(self._state, self._now()))

    def snapshot(self) -> Snapshot:
        """Returns how the loop stands; a few µs. For the loop's thread."""
        deps = self._deps
        return Snapshot(
            t=self._now(),
            workout=self._state,
            frame=self._frame,
            first_t=self._first_t,
            frames=self._frames,
            pending=self._pending,
            unsaved=deps.journal.unsaved,
            athlete=deps.session.athlete,
            set=deps.session.set if self._state.set is not None else None,
            load_kg=self._load_kg(),
            last_kg=deps.session.loads.last_kg(deps.session.athlete, self._state.exercise.name),
            record=deps.session.record,
            camera=deps.supervisor.camera,
            camera_trouble=deps.supervisor.trouble,
            picture_trouble=advice(self._orientation.turn, deps.turn),
            journal_trouble=deps.journal.trouble,
            other_trouble=deps.other_trouble(),
            engine=deps.engine,
            threads=deps.threads(),
            sight=deps.sight(),
            vitals=deps.vitals(),
            plan=deps.handler.plans.outlook(self._now()),
            proposal=deps.handler.proposals.more(self._state.exercise.name),
            chosen=deps.session.chosen,
            athletes=deps.handler.roster.profiles,
        )

    def _load_kg(self) -> float | None:
        session = self._deps.session
        if self._state.set is not None:
            return None if session.record is None else session.record.load_kg
        return session.next_kg(self._state.exercise.name)

    def _now(self) -> float:
        """This moment on the frames' clock (s): it goes on evenly between two frames."""
        return self._deps.clock.monotonic() - self._ahead_s

    def _turn(self, stop: threading.Event) -> None:
        if self._deps.supervisor.idle:
            stop.wait(WAKE_S)
        self._look_at_clock()
        self._deps.stages.restart()
        frame = self._deps.supervisor.read(WAKE_S)
        self._count_saved()
        self._answers.answer_late(self._deps.journal.trouble)
        while (command := self._next_command()) is not None:
            self._handle(command)
        if frame is not None:
            self._step(frame)
        else:
            self._take(*workout.tick(self._state, self._now()))
        self._publish(self.snapshot())

    def _look_at_clock(self) -> None:
        """Journal that the wall clock was set, before anything is stamped by it as it is now."""
        moved_s = self._deps.clock_moved()
        if moved_s is not None:
            self._deps.journal.append([self._deps.session.clock_set(moved_s, self._now())])

    def _step(self, frame: PoseFrame) -> None:
        self._frame = frame
        if self._first_t is None:
            self._first_t = frame.t
        self._frames += 1
        self._ahead_s = self._deps.clock.monotonic() - frame.t
        self._deps.stages.restart()
        self._orientation = follow(self._orientation, frame.pose)
        state, facts = workout.step(self._state, frame.pose, frame.t, (frame.width, frame.height))
        self._deps.stages.lap("core")
        self._take(state, facts)
        self._deps.stages.lap("journal")
        self._deps.stages.spend("latency", self._deps.clock.monotonic() - frame.t)

    def _take(self, state: Workout, facts: list[Fact]) -> None:
        """Go on with the state, let the plan follow its facts, and journal them."""
        events = self._deps.session.to_events(facts) if facts else []
        self._keep(*self._deps.handler.follow(state, events, self._now()))

    def _keep(self, state: Workout, events: list[AnyEvent], on_saved: Callable[[], None] | None = None) -> None:
        """Go on with the state and journal the events.

        Args:
            state: The core's new state.
            events: In order.
            on_saved: Called once they are on the disk, and with them what a command has had remembered before.
        """
        self._state = state
        if not events and on_saved is None:
            return
        reps = sum(isinstance(event, Rep) for event in events)
        self._pending += reps

        def done(outcome: Outcome) -> None:
            # On the writer's thread: it hands over through the queue and the caller's own answer.
            if outcome.saved:
                self._saved.put(reps)
                self._deps.on_committed(outcome.events)
                if on_saved is not None:
                    on_saved()

        self._deps.journal.append(events, done)

    def _count_saved(self) -> None:
        while not self._saved.empty():  # this thread alone takes from it
            self._pending -= self._saved.get_nowait()

    def _next_command(self) -> Command | None:
        try:
            return self._deps.commands.get_nowait()
        except Empty:
            return None

    def _handle(self, command: Command) -> None:
        if self._answers.repeat(command):
            return
        try:
            state, events, result = self._deps.handler.handle(self._state, command.args, self._now())
        except RefusedError as error:
            command.answer(UsageError(str(error)))
        except SpotterError as error:
            command.answer(error)
        else:
            saved = self._answers.carried_out(command, result)
            if isinstance(command.args, Camera):
                saved()  # nothing of it is kept
            else:
                self._keep(state, events, saved)
