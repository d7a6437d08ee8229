"""A rep is confirmed when its row is on the disk, and not a frame earlier, whoever asks."""

import dataclasses
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from msgspec.structs import replace

from daemon.camera.patience import patience
from daemon.camera.trace import TraceSource
from daemon.camera.uri import parse
from daemon.config import exercises, plans
from daemon.core import workout
from daemon.core.form.baseline import Baseline
from daemon.core.plan import state_machine
from daemon.core.plan.outlook import outlook
from daemon.events import AnyEvent, ClockSet, Rep, StepStarted, WorkoutStarted
from daemon.ipc import verbs
from daemon.ipc.codec import Telemetry
from daemon.ipc.telemetry_demand import EVERY_FRAME, NOBODY, TelemetryDemand
from daemon.ipc.verbs.command import Command
from daemon.journal.jobs import Done, Outcome
from daemon.journal.writer import JournalWriter
from daemon.ports import PoseFrame, ReadStatus
from daemon.runtime.command_handler import CommandHandler
from daemon.runtime.corrections import CorrectionHandler
from daemon.runtime.frame_loop import FrameLoop, LoopDeps
from daemon.runtime.plan_runner import PlanRunner
from daemon.runtime.proposals import Proposals
from daemon.runtime.session import Session
from daemon.runtime.snapshot import Snapshot
from daemon.runtime.status import StatusPublisher, telemetry
from daemon.set_record import of_set
from daemon.system.stages import StageTimes
from daemon.vision.camera_supervisor import CameraState, CameraSupervisor
from tests.fakes import stick
from tests.fakes.clock import ManualClock
from tests.fakes.scripted import ScriptedPoses
from tests.fakes.workout import Lifter


class SlowDisk(JournalWriter):
    """A real writer whose disk takes nothing until it is let."""

    def __init__(self, path: Path, clock: ManualClock) -> None:
        super().__init__(path, clock)
        self.held: list[tuple[Sequence[AnyEvent], Done | None]] = []

    def append(self, events: Sequence[AnyEvent], done: Done | None = None) -> None:
        self.held.append((events, done))

    def let(self) -> None:
        for events, done in self.held:
            if done is not None:
                done(Outcome(saved=True, events=tuple(events)))
        self.held = []


EVERYBODY = TelemetryDemand(EVERY_FRAME, pose=True)


class Screen:
    """Implements ``TelemetrySink``: keeps what it is sent."""

    def __init__(self, demand: TelemetryDemand) -> None:
        self.demand = demand
        self.shown: list[Telemetry] = []

    def telemetry(self, message: Telemetry) -> None:
        self.shown.append(message)


SQUATS = [
    PoseFrame(i / stick.FPS, stick.squatting(angle, i / stick.FPS), *stick.SIZE)
    for i, angle in enumerate(stick.squats(75, 75))
]


class Box:
    """A frame loop over two squats of the stick figure."""

    def __init__(
        self,
        folder: Path,
        demand: TelemetryDemand = EVERYBODY,
        *,
        frames: Sequence[PoseFrame] = SQUATS,
        **deps: Any,  # noqa: ANN401 - whatever LoopDeps takes
    ) -> None:
        clock = ManualClock(0.0)
        supervisor = CameraSupervisor(
            lambda: ScriptedPoses([*frames, ReadStatus.END]), clock, patience(parse("test://"), 1.0)
        )
        supervisor.start()
        session = Session("box", "boot", lambda _: clock.now())
        self.usual: dict[str | None, tuple[Baseline, ...]] = {None: (Baseline("squat", "side", 92.0, 99.0, 30),)}
        self.disk = SlowDisk(folder / "journal.db", clock)
        self.answers: list[object] = []
        self.commands: SimpleQueue[Command] = SimpleQueue()
        self.commands.put(Command(verbs.sets.Start(exercise="squat"), self.answers.append))
        corrections = CorrectionHandler(lambda _: [], exercises.load, session)
        handler = CommandHandler(
            exercises.load,
            supervisor,
            session,
            self.disk.remember,
            corrections,
            lambda who: self.usual.get(who, ()),
            PlanRunner(exercises.load, plans.load, session),
            Proposals(session),
        )
        parts = LoopDeps(
            supervisor,
            handler,
            session,
            self.disk,
            self.commands,
            clock,
            StageTimes(clock),
            **deps,
        )
        screen = Screen(demand)
        self.shown, self.snapshots = screen.shown, list[Snapshot]()
        status = StatusPublisher(screen, clock)

        def publish(snapshot: Snapshot) -> None:
            self.snapshots.append(snapshot)
            status.publish(snapshot, 30.0)

        self.loop = FrameLoop(parts, workout.begin(exercises.load("squat")), publish)

    def close(self) -> None:
        self.disk.close()


def test_a_rep_is_pending_until_it_is_on_the_disk(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.loop.run(threading.Event())
    made = [event for events, _ in box.disk.held for event in events if isinstance(event, Rep)]
    assert len(made) == 2
    assert max(message.reps for message in box.shown) == 0
    assert box.shown[-1].reps_pending == 2
    box.close()


@pytest.mark.timeout(60)  # a plan that heard of its own sets twice went on without end
def test_skipping_work_that_no_rest_follows_goes_on_to_the_next_work_once(tmp_path: Path) -> None:
    box = Box(tmp_path, frames=[])
    for args in (verbs.plans.Plan(plan="amrap"), verbs.plans.Skip(), verbs.plans.Skip()):
        box.commands.put(Command(args, box.answers.append))
    box.loop.run(threading.Event())
    begun = [event for events, _ in box.disk.held for event in events if isinstance(event, StepStarted)]
    assert [(each.phase.value, each.exercise) for each in begun] == [
        ("ready", "push_up"), ("work", "push_up"), ("work", "squat"),
        ("work", "sit_up"),  # the recording ends, and the set with it
    ]  # fmt: skip
    box.close()


def test_a_client_that_asks_for_little_is_told_a_plans_next_phase_at_once(tmp_path: Path) -> None:
    box, screen, clock = Box(tmp_path), Screen(TelemetryDemand(hz=1.0, pose=False)), ManualClock(0.0)
    running, _, _ = state_machine.begin(plans.load("emom"), 0.0)
    status, seen = StatusPublisher(screen, clock), box.loop.snapshot()
    for _ in range(40):
        clock.t += 0.5
        running, _, _ = state_machine.step(running, [], clock.t)
        status.publish(replace(seen, plan=outlook(running, clock.t)), 30.0)
        status.publish(replace(seen, plan=outlook(running, clock.t)), 30.0)
    told = [message.plan for message in screen.shown]
    assert [plan.left_s for plan in told if plan is not None][9:12] == [0.5, 60.0, 59.0]
    assert len(told) == 21
    box.close()


def test_that_the_clock_was_set_is_journaled_before_anything_that_the_new_clock_stamps(tmp_path: Path) -> None:
    moves = [None, None, 86_400.0]
    box = Box(tmp_path, clock_moved=lambda: moves.pop() if moves else None)
    box.loop.run(threading.Event())
    first, second = [events[0] for events, _ in box.disk.held[:2]]
    assert isinstance(first, ClockSet)
    assert (first.moved_s, first.boot, first.set) == (86_400.0, "boot", None)
    assert isinstance(second, WorkoutStarted)
    reps = [event.n for events, _ in box.disk.held for event in events if isinstance(event, Rep)]
    assert reps == [1, 2], "a clock that jumps by a day miscounts nothing"
    box.close()


def test_the_score_of_a_rep_is_told_once_the_rep_is_on_the_disk(tmp_path: Path) -> None:
    box, lifter = Box(tmp_path), Lifter()
    good = lifter.lifts(1, score=80.0, score_pm=6.0)
    record = of_set([lifter.starts(), good, lifter.lifts(2, score=60.0, cue="Deeper.")])
    seen = box.loop.snapshot()
    told = [telemetry(replace(seen, record=record, pending=n), 30.0, pose=False) for n in (2, 1, 0)]
    assert [(each.score, each.score_pm, each.cue) for each in told] == [
        (None, None, None),
        (80.0, 6.0, None),
        (60.0, None, "Deeper."),
    ]
    box.close()


def test_under_a_plan_the_target_is_the_plans_and_never_the_exercises_own(tmp_path: Path) -> None:
    box = Box(tmp_path)
    seen = box.loop.snapshot()
    running, _, _ = state_machine.begin(plans.load("tabata"), seen.t)
    under_plan = replace(seen, plan=outlook(running, seen.t))
    assert seen.workout.exercise.target.reps is not None
    assert telemetry(seen, 30.0, pose=False).target_reps == seen.workout.exercise.target.reps
    assert telemetry(under_plan, 30.0, pose=False).target_reps is None
    box.close()


def test_a_set_is_measured_against_what_its_athlete_usually_reaches(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.loop.run(threading.Event())
    assert {message.usual_deg for message in box.shown} == {92.0}
    box.close()
    box = Box(tmp_path / "ben")
    box.usual["ben"] = (Baseline("squat", "side", 71.0, 80.0, 9),)
    start = box.commands.get()
    box.commands.put(Command(verbs.athletes.Athlete(athlete="ben"), box.answers.append))
    box.commands.put(start)
    box.loop.run(threading.Event())
    assert {message.usual_deg for message in box.shown} == {71.0}
    box.close()


def test_a_command_is_answered_only_after_its_commit(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.loop.run(threading.Event())
    assert box.answers == []
    box.disk.let()
    assert box.answers == [{"state": "armed", "exercise": "squat", "reps": 0}]
    box.close()


def test_telemetry_follows_the_athlete(tmp_path: Path) -> None:
    nobody = [PoseFrame(-i / stick.FPS, None, *stick.SIZE) for i in (3, 2, 1)]
    box = Box(tmp_path, frames=[*nobody, *SQUATS])
    box.loop.run(threading.Event())
    assert {message.state for message in box.shown} >= {"armed", "active"}
    assert {message.phase for message in box.shown} >= {"start", "eccentric", "concentric"}
    assert max(message.signal or 0.0 for message in box.shown) > 0.9
    assert all(message.person == (message.state == "active") for message in box.shown[1:-1])
    box.close()


def test_telemetry_counts_who_is_in_view(tmp_path: Path) -> None:
    empty = PoseFrame(SQUATS[-1].t + 0.1, None, *stick.SIZE)
    box = Box(tmp_path, frames=[SQUATS[0], dataclasses.replace(SQUATS[1], others=1), empty])
    box.loop.run(threading.Event())
    assert [message.people for message in box.shown[:3]] == [1, 2, 0]
    box.close()


def test_nothing_is_made_for_nobody_and_no_joints_for_who_wants_none(tmp_path: Path) -> None:
    alone = Box(tmp_path / "a", NOBODY)
    alone.loop.run(threading.Event())
    assert alone.shown == []
    alone.close()
    plain = Box(tmp_path / "b", TelemetryDemand(EVERY_FRAME, pose=False))
    plain.loop.run(threading.Event())
    assert len(plain.shown) > 100
    assert all(message.outline is None for message in plain.shown)
    plain.close()


def test_what_the_set_aims_at_is_shown(tmp_path: Path) -> None:
    box = Box(tmp_path)
    own = exercises.load("squat").target
    box.commands.put(Command(verbs.sets.Target(reps=50, rest_s=33)))
    box.loop.run(threading.Event())
    shown = box.shown[-1]
    assert (shown.target_reps, shown.target_rest_s) == (50, 33)
    assert shown.target_tempo == (None if own.tempo is None else list(own.tempo))
    box.close()


def test_each_turn_ends_in_a_snapshot_that_stays_as_it_was(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.loop.run(threading.Event())
    box.close()
    first, last = box.snapshots[0], box.snapshots[-1]
    frames = [snapshot.frames for snapshot in box.snapshots]
    assert frames == sorted(frames)
    assert (first.frames, first.pending, first.camera) == (1, 0, CameraState.OK)
    assert (last.pending, last.camera) == (2, CameraState.ENDED)
    assert last.set is not None
    with pytest.raises(AttributeError):
        first.frames = 2  # type: ignore[misc]  # that it cannot be set is the point


def test_a_picture_that_is_turned_is_said_with_what_to_set(tmp_path: Path) -> None:
    frames, trace = [], TraceSource(Path(__file__).parents[1] / "golden" / "demo.npz", turn=90)
    while isinstance(frame := trace.read(0.0), PoseFrame):
        frames.append(frame)
    box = Box(tmp_path, frames=frames[:90], turn=180, other_trouble=lambda: "no button")
    box.loop.run(threading.Event())
    assert box.snapshots[0].trouble == "no button"
    assert box.snapshots[-1].trouble == "the picture seems turned by 90°: set turn = 90"
    box.close()
