"""The composition root of ``spotter run``: the one module that knows every part.

Read ``run``: storage, socket, vision and loop start in this order and stop in the reverse one. What is missing at the
start ends the daemon with one line; what is lost later is opened again.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from importlib import metadata

from daemon.athletes.roster import Roster
from daemon.config import paths, programmes
from daemon.config.settings import Settings
from daemon.ipc.server import IpcServer
from daemon.journal.database import WRITER
from daemon.journal.opening import open_journal
from daemon.journal.reader import JournalReader
from daemon.masking import masked
from daemon.runtime.announcer import Announcer, open_announcer
from daemon.runtime.backend import about, backend
from daemon.runtime.command_handler import CommandHandler
from daemon.runtime.context import Context, Plan, prepare
from daemon.runtime.corrections import CorrectionHandler, recorded_by
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.first_boot import FirstBoot
from daemon.runtime.frame_loop import FrameLoop, LoopDeps
from daemon.runtime.front_panel import open_front_panel
from daemon.runtime.health import Condition, HealthMonitor
from daemon.runtime.history_worker import HistoryWorker
from daemon.runtime.housekeeper import Folders, Housekeeper
from daemon.runtime.last_events import wait_for_consumers
from daemon.runtime.loads import Loads
from daemon.runtime.loads import read_by as last_loads_by
from daemon.runtime.parts import History, Socket, Storage, Vision, started
from daemon.runtime.programme_cache import ProgrammeCache
from daemon.runtime.programmes import Programmes
from daemon.runtime.proposal_cache import ProposalCache
from daemon.runtime.proposals import Proposals
from daemon.runtime.proposed_plans import proposing
from daemon.runtime.recent_log import recording
from daemon.runtime.record_finder import RecordFinder
from daemon.runtime.recovery import take_up
from daemon.runtime.snapshot import Snapshot
from daemon.runtime.status import StatusPublisher
from daemon.runtime.usual_range import read_by
from daemon.runtime.wall_clock import CLOCK, kept_clock, known_clock
from daemon.system.disk import DiskWatch
from daemon.system.health import Machine
from daemon.system.jtop import WithJtop
from daemon.system.report import Report
from daemon.system.watch import VitalsWatch
from daemon.upgrade.notice import NAME, UpgradeNotice
from daemon.vision.camera import Footage, FrameHandling, open_camera
from daemon.vision.camera_supervisor import CameraSupervisor
from daemon.vision.preview import Preview
from engines.factory import open_engine

_log = logging.getLogger(__name__)


def _nothing() -> None:
    """Do nothing: the default callback."""


def run(config: Settings, plan: Plan, stop: threading.Event, on_healthy: Callable[[], None] = _nothing) -> None:
    """Watch until ``stop`` is set, or a recorded source has ended.

    Args:
        config: The settings.
        plan: What the command line asks for.
        stop: Ends it.
        on_healthy: Called, more than once, when there are frames or a reason why not, and the journal can be written.

    Raises:
        SpotterError: Something is missing at the start, or the engine broke; one line says what to do.
    """
    with ExitStack() as stack:
        context = prepare(config, plan, stack.enter_context(recording()))
        storage = open_storage(context, stack)
        socket = open_socket(context, storage, stack)
        vision = open_vision(context, storage.recovered.played_s, socket.preview, stack)
        run_loop(context, storage, socket, vision, stop, on_healthy)


def open_storage(context: Context, stack: ExitStack) -> Storage:
    """Read the exercises, open the journal, which starts when the socket has subscribed, and go on where it ends."""
    config, session = context.config, context.session
    started(context.library, stack)
    beat = context.heartbeats.beater("journal")
    journal = stack.enter_context(open_journal(context.journal_path, context.clock, beat))
    journal.remember(WRITER, metadata.version("spotter"))
    reader = stack.enter_context(JournalReader(journal.path))
    session.loads = Loads(last_loads_by(reader), reader.recall, journal.remember, journal.waiting)
    if known_clock(reader.recall(CLOCK), session.boot) is None:
        journal.remember(CLOCK, kept_clock(session.boot, context.wall.set_s))
    folders = Folders(journal.path, config.engine.models or paths.models_folder())
    return Storage(
        journal=journal,
        reader=reader,
        recovered=take_up(reader, context),
        roster=Roster(reader.profiles(), journal.remember),
        disk=started(DiskWatch(journal.path.parent, config.disk.least_free_mib), stack),
        housekeeper=started(
            Housekeeper(folders, config.disk, journal, context.clock, lambda: session.set is None), stack
        ),
    )


def open_socket(context: Context, storage: Storage, stack: ExitStack) -> Socket:
    """Open front panel, loudspeaker and socket; start them once journal and server know each other."""
    journal, library = storage.journal, context.library

    def condition() -> Condition:
        hung = tuple(context.heartbeats.silent())
        return Condition(hung, journal.saved, storage.disk.free_mib, storage.housekeeper.kept_mib)

    health = HealthMonitor(context.clock, context.stages, journal.path, context.log, condition)
    boot = FirstBoot(context.config, context.plan.config, library.names, lambda: health.engine)
    panel = open_front_panel(context.config.gpio, context.clock, context.commands.put, boot.names)
    stack.callback(panel.close)
    announcer = open_announcer(context.config.sound, context.clock)
    stack.callback(announcer.close)
    history = open_history(context, storage, announcer)
    stack.callback(history.worker.close)
    preview = Preview(context.clock, pixels=context.config.camera.picture, watching=panel.watching)
    behind = backend(context, journal, health, preview, boot)
    behind = proposing(behind, history.proposals, history.programmes, lambda: health.athlete)
    server = IpcServer(context.socket_path, about(context), behind, context.clock)
    stack.callback(server.stop)
    journal.subscribe(server.on_committed)
    journal.start()
    panel.start()
    announcer.start()
    history.worker.start()
    server.start()
    return Socket(server, panel, announcer, history, preview, health)


def open_history(context: Context, storage: Storage, announcer: Announcer) -> History:
    """Open the parts that compare new events with the history, and hand them what the recovery ended."""
    journal, title = storage.journal, context.library.title
    worker = HistoryWorker(journal.path)
    publisher = EventPublisher(journal, announcer.on_committed)
    history = History(
        worker,
        RecordFinder(worker, publisher, title),
        ProposalCache(worker, publisher, title),
        ProgrammeCache(worker, context.today),
    )
    if storage.recovered.events:
        journal.append(storage.recovered.events, lambda outcome: history.on_committed(outcome.events))
    history.proposals.of(context.session.athlete)
    return history


def open_vision(context: Context, start_s: float, preview: Preview, stack: ExitStack) -> Vision:
    """Load the pose engine and open the camera; from now on the supervisor opens it again where it is lost."""
    config, plan = context.config, context.plan
    vitals = started(VitalsWatch(WithJtop(Machine().read).read, config.heat, context.clock), stack)
    models = config.engine.models or paths.models_folder()
    engine = open_engine(
        config.engine.name, models, config.engine.threads, context.stages, context.clock, config=plan.config
    )
    footage = Footage(plan.source, start_s, plan.origin, plan.turn)
    handling = FrameHandling(engine, preview.look, lambda: vitals.cap_fps, context.stages)
    camera = open_camera(config, footage, handling, context.clock, wait=context.notifier.present)
    stack.callback(camera.close)
    return Vision(camera, engine, vitals)


def run_loop(  # noqa: PLR0913, PLR0917 - the phases of the start, and what ends it
    context: Context,
    storage: Storage,
    socket: Socket,
    vision: Vision,
    stop: threading.Event,
    on_healthy: Callable[[], None],
) -> None:
    """Count until a signal or the end of a recording."""
    deps = loop_deps(context, storage, socket, vision)
    show = shown_by(context, storage, socket, on_healthy)
    _log.info("watching %s", masked(context.plan.source))
    FrameLoop(deps, storage.recovered.state, show).run(stop)
    if not stop.is_set():
        _log.info("%s has ended, and with it this daemon", masked(context.plan.source))
    context.notifier.stopping()
    socket.history.worker.close()
    wait_for_consumers(storage.journal, storage.reader, context.clock, stop)


def shown_by(
    context: Context, storage: Storage, socket: Socket, on_healthy: Callable[[], None]
) -> Callable[[Snapshot], None]:
    """Returns the function that hands each turn's snapshot to everything that shows it."""
    status = StatusPublisher(socket.server, context.clock)
    report = Report(context.notifier, context.clock, masked(context.plan.source))
    beat = context.heartbeats.beater("loop")

    def show(snapshot: Snapshot) -> None:
        socket.health.update(snapshot)
        status.publish(snapshot, socket.health.fps)
        socket.panel.show(snapshot)
        socket.announcer.show(snapshot)
        others = 0 if snapshot.frame is None else snapshot.frame.others
        socket.preview.answer(snapshot.exercise, snapshot.camera_trouble, snapshot.picture_trouble, others)
        beat()
        report.update(snapshot.frames, socket.health.fps, socket.health.trouble)
        if report.ready and storage.journal.saved:
            on_healthy()

    return show


def loop_deps(context: Context, storage: Storage, socket: Socket, vision: Vision) -> LoopDeps:
    """Returns what the frame loop works with; the reader belongs to its thread."""
    return LoopDeps(
        supervisor=vision.camera,
        handler=command_handler(context, storage, socket.history, vision.camera),
        session=context.session,
        journal=storage.journal,
        commands=context.commands,
        clock=context.clock,
        stages=context.stages,
        on_committed=socket.on_committed,
        vitals=lambda: vision.vitals.vitals,
        other_trouble=other_trouble(context, storage, socket, vision),
        engine=vision.engine.name,
        threads=lambda: vision.engine.threads,
        sight=lambda: vision.engine.sight,
        clock_moved=context.wall.look,
        turn=Footage(context.plan.source, turn=context.plan.turn).degrees,
    )


def command_handler(context: Context, storage: Storage, history: History, camera: CameraSupervisor) -> CommandHandler:
    """Returns what carries out the commands."""
    find, session, remember = context.library.find, context.session, storage.journal.remember
    return CommandHandler(
        find=find,
        supervisor=camera,
        session=session,
        remember=remember,
        corrections=CorrectionHandler(recorded_by(storage.journal, storage.reader), find, session),
        usual_range=read_by(storage.reader),
        plans=storage.recovered.plans,
        proposals=Proposals(session, history.proposals.of),
        roster=storage.roster,
        programmes=Programmes(
            history.programmes, partial(programmes.load, config=context.plan.config), remember, context.today
        ),
    )


def other_trouble(context: Context, storage: Storage, socket: Socket, vision: Vision) -> Callable[[], str | None]:
    """Returns the function that says what is wrong apart from the journal and the camera, the gravest first."""
    upgrade, clock = UpgradeNotice(context.journal_path.parent / NAME), context.clock
    return lambda: (
        storage.journal.fresh_notice
        or storage.disk.trouble
        or socket.panel.trouble
        or socket.announcer.trouble
        or vision.engine.notice
        or storage.housekeeper.trouble
        or upgrade.trouble(clock.monotonic(), clock.now())
    )
