"""What each phase of the daemon's start hands to the next."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol, TypeVar

from daemon.athletes.roster import Roster
from daemon.events import AnyEvent
from daemon.ipc.server import IpcServer
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import PoseEngine
from daemon.runtime.announcer import Announcer
from daemon.runtime.front_panel import FrontPanel
from daemon.runtime.health import HealthMonitor
from daemon.runtime.history_worker import HistoryWorker
from daemon.runtime.housekeeper import Housekeeper
from daemon.runtime.programme_cache import ProgrammeCache
from daemon.runtime.proposal_cache import ProposalCache
from daemon.runtime.record_finder import RecordFinder
from daemon.runtime.recovery import Recovered
from daemon.system.disk import DiskWatch
from daemon.system.watch import VitalsWatch
from daemon.vision.camera_supervisor import CameraSupervisor
from daemon.vision.preview import Preview


class Part(Protocol):
    """A part that works beside the frame loop, from ``start`` to ``close``."""

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End; safe to call twice."""


P = TypeVar("P", bound=Part)


def started(part: P, stack: ExitStack) -> P:
    """Start a part, and close it with the stack."""
    part.start()
    stack.callback(part.close)
    return part


@dataclass(frozen=True, slots=True)
class Storage:
    """The journal, a reader for the main thread, the recovered state, the known athletes, the disk and its budget."""

    journal: JournalWriter
    reader: JournalReader
    recovered: Recovered
    roster: Roster
    disk: DiskWatch
    housekeeper: Housekeeper


@dataclass(frozen=True, slots=True)
class History:
    """The parts that compare new events with the history, and the worker whose thread reads it for them."""

    worker: HistoryWorker
    records: RecordFinder
    proposals: ProposalCache
    programmes: ProgrammeCache

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Take in what is on the disk. Called on the journal's thread; never waits."""
        self.records.on_committed(events)
        self.proposals.on_committed(events)
        self.programmes.on_committed(events)


@dataclass(frozen=True, slots=True)
class Socket:
    """The ways in and out: the socket's server with what it answers, front panel, loudspeaker; the history."""

    server: IpcServer
    panel: FrontPanel
    announcer: Announcer
    history: History
    preview: Preview
    health: HealthMonitor

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Take in what is on the disk. Called on the journal's thread; never waits."""
        self.panel.on_committed(events)
        self.announcer.on_committed(events)
        self.history.on_committed(events)


@dataclass(frozen=True, slots=True)
class Vision:
    """The camera, the pose engine behind it, and the machine that both run on."""

    camera: CameraSupervisor
    engine: PoseEngine
    vitals: VitalsWatch
