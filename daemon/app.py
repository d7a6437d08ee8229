"""The composition root of ``spotter run``: the one module that knows every part.

Read ``run``: storage, socket, vision and loop start in this order and stop in the reverse one. What is missing at the
start ends the daemon with one line; what is lost later is opened again.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib import metadata

from daemon.athletes.roster import Roster
from daemon.config import paths, programmes
from daemon.config.settings import Settings
from daemon.events import AnyEvent
from daemon.ipc.server import IpcServer
from daemon.journal.database import WRITER
from daemon.journal.opening import open_journal
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.masking import masked
from daemon.runtime.announcer import Announcer, open_announcer
from daemon.runtime.backend import about, backend
from daemon.runtime.bookkeeper import Bookkeeper
from daemon.runtime.command_handler import CommandHandler
from daemon.runtime.context import Context, Plan, prepare
from daemon.runtime.corrections import CorrectionHandler, recorded_by
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.first_boot import FirstBoot
from daemon.runtime.frame_loop import FrameLoop, LoopDeps
from daemon.runtime.front_panel import open_front_panel
from daemon.runtime.health import HealthMonitor, Keeping
from daemon.runtime.housekeeper import Folders, Housekeeper
from daemon.runtime.last_events import wait_for_consumers
from daemon.runtime.loads import Loads
from daemon.runtime.loads import read_by as last_loads_by
from daemon.runtime.parts import Keepers, Socket, Storage, Vision
from daemon.runtime.programme_keeper import ProgrammeKeeper
from daemon.runtime.programmes import Programmes
from daemon.runtime.proposal_keeper import ProposalKeeper
from daemon.runtime.proposals import Proposals
from daemon.runtime.proposed_plans import proposing
from daemon.runtime.recent_log import recording
from daemon.runtime.record_keeper import RecordKeeper
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
    context.library.start()
    stack.callback(context.library.close)
    beat = context.heartbeats.beater("journal")
    journal = stack.enter_context(open_journal(context.journal_path, context.clock, beat))
    journal.remember(WRITER, metadata.version("spotter"))
    reader = stack.enter_context(JournalReader(journal.path))
    context.session.loads = Loads(last_loads_by(reader), reader.recall, journal.remember)
    if known_clock(reader.recall(CLOCK), context.session.boot) is None:
        journal.remember(CLOCK, kept_clock(context.session.boot, context.wall.set_s))
    recovered = take_up(reader, context)
    disk = DiskWatch(journal.path.parent, context.config.disk.least_free_mib)
    disk.start()
    stack.callback(disk.close)
    roster = Roster(reader.profiles(), journal.remember)
    return Storage(journal, reader, recovered, roster, disk, open_housekeeper(context, journal, stack))


def open_housekeeper(context: Context, journal: JournalWriter, stack: ExitStack) -> Housekeeper:
    """Hold what is kept within its budget, while nobody trains."""
    folders = Folders(journal.path, context.config.engine.models or paths.models_folder())
    session = context.session
    keeper = Housekeeper(folders, context.config.disk, journal, context.clock, lambda: session.set is None)
    keeper.start()
    stack.callback(keeper.close)
    return keeper


def open_socket(context: Context, storage: Storage, stack: ExitStack) -> Socket:
    """Open front panel, loudspeaker and socket; start them once journal and server know each other."""
    journal, library = storage.journal, context.library

    def keeping() -> Keeping:
        return Keeping(journal.saved, storage.disk.free_mib, storage.housekeeper.kept_mib)

    health = HealthMonitor(context.clock, context.stages, journal.path, context.log, keeping)
    boot = FirstBoot(context.config, context.plan.config, library.names, lambda: health.engine)
    panel = open_front_panel(context.config.gpio, context.clock, context.commands.put, boot.names)
    stack.callback(panel.close)
    announcer = open_announcer(context.config.sound, context.clock)
    stack.callback(announcer.close)
    books = Bookkeeper(journal.path)
    stack.callback(books.close)
    keepers = open_keepers(context, storage, books, announcer)
    preview = Preview(context.clock, pixels=context.config.camera.picture, watching=panel.watching)
    behind = backend(context, journal, health, preview, boot)
    behind = proposing(behind, keepers.proposals, keepers.programmes, lambda: health.athlete)
    server = IpcServer(context.socket_path, about(context), behind, context.clock)
    stack.callback(server.stop)
    journal.subscribe(server.on_committed)
    journal.start()
    panel.start()
    announcer.start()
    books.start()
    server.start()
    return Socket(server, panel, announcer, books, keepers, preview, health)


def open_keepers(context: Context, storage: Storage, books: Bookkeeper, announcer: Announcer) -> Keepers:
    """Returns who compares what is journaled with what was done before; what could not go on is the first of it."""
    journal, title = storage.journal, context.library.title
    publisher = EventPublisher(journal, announcer.on_committed)
    keepers = Keepers(
        RecordKeeper(books, publisher, title),
        ProposalKeeper(books, publisher, title),
        ProgrammeKeeper(books, context.today),
    )
    if storage.recovered.events:
        journal.append(storage.recovered.events, lambda outcome: keepers.on_committed(outcome.events))
    keepers.proposals.of(context.session.athlete)
    return keepers


def open_vision(context: Context, start_s: float, preview: Preview, stack: ExitStack) -> Vision:
    """Load the pose engine and open the camera; from now on the supervisor opens it again where it is lost."""
    config, plan = context.config, context.plan
    vitals = VitalsWatch(WithJtop(Machine().read).read, config.heat, context.clock)
    vitals.start()
    stack.callback(vitals.close)
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
    """Count until a signal or the end of a recording; each turn's snapshot goes to everything that shows it."""
    source = masked(context.plan.source)
    status = StatusPublisher(socket.server, context.clock)
    report = Report(context.notifier, context.clock, source)
    beat = context.heartbeats.beater("loop")

    def publish(snapshot: Snapshot) -> None:
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

    deps = loop_deps(context, storage, socket, vision)
    _log.info("watching %s", source)
    FrameLoop(deps, storage.recovered.state, publish).run(stop)
    context.notifier.stopping()
    socket.books.close()
    wait_for_consumers(storage.journal, storage.reader, context.clock, stop)


def loop_deps(context: Context, storage: Storage, socket: Socket, vision: Vision) -> LoopDeps:
    """Returns what the frame loop works with; the reader belongs to its thread."""
    find, session, journal = context.library.find, context.session, storage.journal
    corrections = CorrectionHandler(recorded_by(journal, storage.reader), find, session)
    usual_range = read_by(storage.reader)
    panel, announcer, keepers = socket.panel, socket.announcer, socket.keepers
    upgrade, clock = UpgradeNotice(context.journal_path.parent / NAME), context.clock

    def tell(committed: Sequence[AnyEvent]) -> None:
        panel.on_committed(committed)
        announcer.on_committed(committed)
        keepers.on_committed(committed)

    return LoopDeps(
        vision.camera,
        CommandHandler(
            find,
            vision.camera,
            session,
            journal.remember,
            corrections,
            usual_range,
            storage.recovered.plans,
            Proposals(session, keepers.proposals.of),
            storage.roster,
            Programmes(
                keepers.programmes,
                lambda name: programmes.load(name, context.plan.config),
                journal.remember,
                context.today,
            ),
        ),
        session,
        journal,
        context.commands,
        context.clock,
        context.stages,
        on_committed=tell,
        vitals=lambda: vision.vitals.vitals,
        other_trouble=lambda: (
            journal.fresh_notice
            or storage.disk.trouble
            or panel.trouble
            or announcer.trouble
            or vision.engine.notice
            or storage.housekeeper.trouble
            or upgrade.trouble(clock.monotonic(), clock.now())
        ),
        engine=vision.engine.name,
        threads=lambda: vision.engine.threads,
        sight=lambda: vision.engine.sight,
        clock_moved=context.wall.look,
        turn=Footage(context.plan.source, turn=context.plan.turn).degrees,
    )
