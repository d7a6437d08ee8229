"""The composition root of ``spotter run``: the one module that knows every adapter.

Start order: journal, socket, engine, camera, loop; stop order: the reverse. What is missing at the start ends the
daemon with one line; what is lost later is opened again.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from queue import SimpleQueue

from daemon.camera.csi import Csi
from daemon.camera.gstreamer import Pace, open_source
from daemon.camera.ladder import Ladder
from daemon.camera.uri import FileAddress, PatternAddress, masked, parse
from daemon.config import paths
from daemon.config.exercise_library import ExerciseLibrary
from daemon.config.rules import rules
from daemon.config.settings import Settings
from daemon.core import workout
from daemon.core.workout import Workout
from daemon.ipc import verbs
from daemon.ipc.server import About, Backend, IpcServer
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import PoseEngine, PoseSource
from daemon.runtime.answers import Answers
from daemon.runtime.command_handler import CommandHandler, known_target
from daemon.runtime.corrections import CorrectionHandler, recorded_by
from daemon.runtime.frame_loop import FrameLoop, LoopDeps
from daemon.runtime.front_panel import FrontPanel, open_front_panel
from daemon.runtime.recent_log import listening
from daemon.runtime.recovery import Moment, recover
from daemon.runtime.relay import Relay
from daemon.runtime.session import Session
from daemon.runtime.status import StatusPublisher
from daemon.system.clock import SystemClock, boot_id
from daemon.system.health import Machine
from daemon.system.heartbeat import Heartbeats
from daemon.system.jtop import WithJtop
from daemon.system.report import Report
from daemon.system.sd_notify import Notifier, watchdog_s
from daemon.system.stages import StageTimes
from daemon.system.watch import VitalsWatch
from daemon.vision.camera_supervisor import CameraSupervisor
from daemon.vision.frame_limiter import FrameLimiter
from daemon.vision.pose_source import CameraPoseSource
from daemon.vision.preview import Preview
from engines.factory import open_engine

HEARTBEATS_S = {"loop": 5.0, "journal": 5.0, "ipc": 5.0}
"""Seconds of silence after which a stage counts as hung; promise 4 allows 10 until the restart."""
SETTLE_S, SETTLE_POLL_S = 1.5, 0.02
"""Seconds that consumers are given to take the last events of a recording, and between two looks."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the command line asks of the daemon, beside the settings.

    Attributes:
        source: The camera's address.
        exercise: The exercise to begin with, or None: the one that was used last, or the settings'.
        config: Where settings and exercises come from.
        origin: Monotonic time of a recording's second 0: a daemon that is started again with it goes on with the
            recording where its journal ends. None: from the beginning, now.
    """

    source: str
    exercise: str | None
    config: Path | None
    origin: float | None


@dataclass(frozen=True, slots=True)
class _Common:
    """What every part needs."""

    config: Settings
    plan: Plan
    clock: SystemClock
    beats: Heartbeats
    stages: StageTimes
    session: Session
    commands: "SimpleQueue[verbs.Command]"
    library: ExerciseLibrary

    @property
    def journal_path(self) -> Path:
        return self.config.journal.path or paths.journal_path()


@dataclass(frozen=True, slots=True)
class _Looking:
    """Who is shown each frame, how many a second the heat allows, and what finds the joints."""

    view: Preview
    cap_fps: Callable[[], float | None]
    engine: PoseEngine


def run(config: Settings, plan: Plan, stop: threading.Event) -> None:
    """Watch until ``stop`` is set, or a recorded source has ended.

    Raises:
        SpotterError: Something is missing at the start, or the engine broke; one line says what to do.
    """
    clock, notifier, relay = SystemClock(), Notifier(), Relay()
    beats = Heartbeats(clock, HEARTBEATS_S, notifier.watchdog, watchdog_s())
    with contextlib.ExitStack() as stack:
        common = _Common(
            config, plan, clock, beats, StageTimes(clock), _session(config, clock), SimpleQueue(), _library(plan, stack)
        )
        words = stack.enter_context(listening())
        journal = _open_journal(common, relay, stack)
        state, start_s = _take_up(common, journal)
        status = StatusPublisher(config.engine.name, clock, relay.telemetry, relay.watched)
        vitals, front = _watch_vitals(common, stack), _front_panel(common, stack)
        view = Preview(clock, pixels=config.camera.picture, watching=front.watching)
        relay.server = _serve(common, journal, Answers(status, view, words, common.library), stack)
        engine = _open_engine(common)
        status.engine = engine.name
        looking = _Looking(view, lambda: vitals.cap_fps, engine)
        supervisor = _open_camera(common, start_s, stack, looking, waits=notifier.present)
        reader = stack.enter_context(JournalReader(common.journal_path))
        corrections = CorrectionHandler(recorded_by(journal, reader), common.library.find, common.session)
        handler = CommandHandler(common.library.find, supervisor, common.session, journal.remember, corrections)
        deps = LoopDeps(
            supervisor,
            handler,
            common.session,
            journal,
            common.commands,
            clock,
            common.stages,
            on_committed=front.on_committed,
            vitals=lambda: vitals.vitals,
            other_trouble=lambda: front.trouble or engine.notice,
        )
        beat, report = beats.beater("loop"), Report(notifier, clock, masked(plan.source))

        def show(loop: FrameLoop) -> None:
            status.show(loop)
            front.show(loop)
            view.answer(loop.state.movement.exercise, supervisor.trouble)
            beat()
            report.tell(loop.seen, status.fps, status.health.trouble if status.health is not None else None)

        _log.info("watching %s", masked(plan.source))
        FrameLoop(deps, state, show).run(stop)
        notifier.stopping()
        _settle(common, journal, stop)


def _settle(common: _Common, journal: JournalWriter, stop: threading.Event) -> None:
    """A recording has ended: who follows the journal gets its last events before the socket goes away."""
    until = common.clock.monotonic() + SETTLE_S
    with contextlib.closing(JournalReader(common.journal_path)) as reader:
        while common.clock.monotonic() < until and not stop.wait(SETTLE_POLL_S):
            if journal.unsaved == 0 and reader.behind() == 0:
                return


def _session(config: Settings, clock: SystemClock) -> Session:
    return Session(config.box.id, boot_id(), lambda t: clock.now() - timedelta(seconds=clock.monotonic() - t))


def _library(plan: Plan, stack: contextlib.ExitStack) -> ExerciseLibrary:
    library = ExerciseLibrary(plan.config)
    library.start()
    stack.callback(library.close)
    return library


def _open_journal(common: _Common, relay: Relay, stack: contextlib.ExitStack) -> JournalWriter:
    paths.make(common.journal_path.parent)
    beat = common.beats.beater("journal")
    journal = JournalWriter(common.journal_path, common.clock, on_commit=relay.committed, beat=beat)
    journal.start()
    stack.callback(_close, journal)
    if journal.notice is not None:
        _log.warning("%s", journal.notice)
    return journal


def _close(journal: JournalWriter) -> None:
    lost = journal.close()
    if lost:
        _log.error("%d events could not be saved: %s", lost, journal.trouble)


def _take_up(common: _Common, journal: JournalWriter) -> tuple[Workout, float]:
    """The state to begin with, from what the journal remembers, and where in a recording to begin (s)."""
    now = Moment(common.clock.monotonic(), common.clock.now(), common.session.boot, common.config.set.resume_s)
    with contextlib.closing(JournalReader(common.journal_path)) as reader:
        name = common.plan.exercise or reader.recall("exercise") or common.config.set.exercise
        common.session.athlete = reader.recall("athlete")
        begun = workout.begin(common.library.find(name), rules(common.config, common.plan.config))
        begun = workout.aim(begun, known_target(reader.recall("target")))
        state, facts = recover(begun, common.session, reader, common.library.find, now)
        last = reader.after(reader.last_seq() - 1, 1) if reader.last_seq() else []
    if facts:
        journal.append(common.session.to_events(facts))
    origin = common.plan.origin
    if origin is None or not last or last[0].boot != now.boot or last[0].t_mono < origin:
        return state, 0.0
    return state, last[0].t_mono - origin


def _serve(common: _Common, journal: JournalWriter, answers: Answers, stack: contextlib.ExitStack) -> IpcServer:
    def forget(args: verbs.Forget, told: Callable[[int], None]) -> None:
        journal.forget(before=args.before, athlete=args.athlete, done=lambda outcome: told(outcome.forgotten))

    backend = Backend(
        open_journal=lambda: JournalReader(common.journal_path),
        submit=common.commands.put,
        acknowledge=journal.acknowledge,
        forget=forget,
        health=answers.health,
        beat=common.beats.beater("ipc"),
        exercises=answers.exercises,
        picture=answers.picture,
    )
    about = About(common.config.box.id, common.session.boot, metadata.version("spotter"))
    path = common.config.socket.path or paths.socket_path()
    paths.make(path.parent)
    server = IpcServer(path, about, backend, common.clock)
    server.start()
    stack.callback(server.stop)
    answers.server = server
    return server


def _watch_vitals(common: _Common, stack: contextlib.ExitStack) -> VitalsWatch:
    watch = VitalsWatch(WithJtop(Machine().read).read, common.config.heat, common.clock)
    watch.start()
    stack.callback(watch.close)
    return watch


def _front_panel(common: _Common, stack: contextlib.ExitStack) -> FrontPanel:
    front = open_front_panel(common.config.gpio, common.clock, common.commands.put, common.library.names)
    front.start()
    stack.callback(front.close)
    return front


def _open_engine(common: _Common) -> PoseEngine:
    config = common.config.engine
    return open_engine(config.name, config.models or paths.models_folder(), config.threads, common.stages)


def _open_camera(
    common: _Common,
    start_s: float,
    stack: contextlib.ExitStack,
    looking: _Looking,
    *,
    waits: bool,
) -> CameraSupervisor:
    """The camera, and the engine behind it.

    Args:
        common: What every part needs.
        start_s: Where in a recording to begin (s).
        stack: Closes the camera.
        looking: What finds the joints, who is shown each frame, and how many the heat allows.
        waits: A camera that is away at the start is waited for: a service tells that by its status, where a user at a
            terminal is better told by its end.
    """
    config, source = common.config, common.plan.source

    csi = Csi(Ladder(paths.camera_mark(), "the camera"), config.camera.nvmm)

    def watch(from_s: float = 0.0) -> PoseSource:
        # A recording plays at its own speed, as if a camera saw it now.
        frames = open_source(source, common.clock, pace=Pace.LIVE, start_s=from_s, origin=common.plan.origin, csi=csi)
        return FrameLimiter(
            CameraPoseSource(frames, looking.engine, common.stages, looking.view.look), common.clock, looking.cap_fps
        )

    live = not isinstance(parse(source), FileAddress | PatternAddress)
    supervisor = CameraSupervisor(
        None if waits and live else watch(start_s), watch, common.clock, config.camera.stall_s
    )
    stack.callback(supervisor.close)
    return supervisor
