"""What every part of ``spotter run`` needs: settings, clock, session, queue of commands."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from queue import SimpleQueue

from daemon.clock import local
from daemon.config import paths
from daemon.config.exercise_library import ExerciseLibrary
from daemon.config.settings import Settings
from daemon.ipc.verbs.command import Command
from daemon.runtime.recent_log import RecentLog
from daemon.runtime.session import Session
from daemon.runtime.wall_clock import WallClock
from daemon.system.clock import SystemClock, boot_id
from daemon.system.heartbeat import Heartbeats
from daemon.system.sd_notify import Notifier, watchdog_s
from daemon.system.stages import StageTimes

HEARTBEATS_S = {"loop": 4.0, "journal": 5.0, "ipc": 5.0}
"""Seconds of silence after which a thread counts as hung; systemd restarts the daemon within 10.

The loop turns twenty times a second; a slow disk may hold the journal for longer.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the command line asks of the daemon, beside the settings.

    Attributes:
        source: The camera's address.
        exercise: The exercise to begin with, or None: the one that was used last, or the settings'.
        config: Where settings and exercises come from.
        origin: Monotonic time of a recording's second 0: a daemon that is started again with it goes on with the
            recording where its journal ends. None: from the beginning, now.
        turn: Degrees clockwise to the upright picture, or None: as the address says.
    """

    source: str
    exercise: str | None
    config: Path | None
    origin: float | None
    turn: int | None


@dataclass(frozen=True, slots=True)
class Context:
    """What all parts may need; made once at the start.

    Attributes:
        config, plan: What the user asks for.
        clock: The time.
        wall: UTC of this boot's moments, and whether it was set meanwhile.
        notifier: The service manager.
        heartbeats: Each thread's sign of life.
        stages: Where a frame's time goes.
        session: What is open: workout, set, athlete.
        log: The last warnings and errors.
        library: Every exercise.
        commands: From button, dashboard and link to the frame loop.
    """

    config: Settings
    plan: Plan
    clock: SystemClock
    wall: WallClock
    notifier: Notifier
    heartbeats: Heartbeats
    stages: StageTimes
    session: Session
    log: RecentLog
    library: ExerciseLibrary
    commands: "SimpleQueue[Command]" = field(default_factory=SimpleQueue)

    def today(self) -> date:
        """Returns the day in the box's time zone."""
        return local(self.clock.now()).date()

    @property
    def journal_path(self) -> Path:
        """The database."""
        return self.config.journal.path or paths.journal_path()

    @property
    def socket_path(self) -> Path:
        """The socket."""
        return self.config.socket.path or paths.socket_path()


def prepare(config: Settings, plan: Plan, log: RecentLog) -> Context:
    """Returns the context; makes the folders of journal and socket, and opens nothing.

    Raises:
        SpotterError: A folder cannot be made; says why.
    """
    clock, notifier = SystemClock(), Notifier()
    wall = WallClock(clock.reading)
    session = Session(config.box.id, boot_id(), wall.utc)
    heartbeats = Heartbeats(clock, HEARTBEATS_S, notifier.watchdog, watchdog_s())
    library = ExerciseLibrary(plan.config)
    context = Context(config, plan, clock, wall, notifier, heartbeats, StageTimes(clock), session, log, library)
    for path in (context.journal_path, context.socket_path):
        paths.make(path.parent)
    return context
