"""The daemon without a camera: a real journal behind a real server on a real socket."""

import asyncio
import itertools
import queue
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from daemon import events
from daemon.ipc import verbs
from daemon.ipc.client import Client
from daemon.ipc.server import About, Backend, IpcServer
from daemon.ipc.verbs.command import Command
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import Clock, Erased, Journal
from daemon.system.clock import SystemClock

LIMIT_S = 120.0
"""For a broken program, never a promise of speed."""
T = TypeVar("T")
M = TypeVar("M")
_numbers = itertools.count(1)


def an_event(exercise: str = "squat", set_id: str = "set-1") -> events.SetStarted:
    """An event with an id of its own."""
    return events.SetStarted(
        id=f"event-{next(_numbers)}",
        t="2026-01-31T06:30:00.000000Z",
        boot="boot",
        t_mono=1.0,
        box="box",
        workout="workout-1",
        set=set_id,
        exercise=exercise,
    )


@dataclass
class Box:
    """The journal and the socket of a daemon, without a camera.

    Attributes:
        folder: Where both lie.
        commands: What was submitted, in order; a test answers as the frame loop would.
        health, exercises, plans, picture, setup, answer_setup: What the backend answers.
        clock: The server's and the journal's.
        open_journal: Opens the readers.
        socket_path: Where it listens; by default in the folder.
    """

    folder: Path
    commands: "queue.Queue[Command]" = field(default_factory=queue.Queue)
    health: Callable[[], object] = lambda: {"fps": 30.0}
    exercises: Callable[[], object] = dict
    plans: Callable[[], object] = dict
    picture: Callable[[verbs.box.Picture, Callable[[object], None]], None] = lambda _, answer: answer(None)
    setup: Callable[[], object] = dict
    answer_setup: Callable[[verbs.box.SetupAnswer, Callable[[object], None]], None] = lambda _, answer: answer(None)
    clock: Clock = field(default_factory=SystemClock)
    open_journal: Callable[[Path], Journal] = JournalReader
    socket_path: Path | None = None

    def __post_init__(self) -> None:
        self.socket = self.socket_path or self.folder / "spotter.sock"
        self.writer = JournalWriter(self.folder / "journal.db", self.clock)
        backend = Backend(
            open_journal=lambda: self.open_journal(self.writer.path),
            submit=self.commands.put,
            acknowledge=self.writer.acknowledge,
            forget=self._forget,
            keep=lambda args, answer: self.writer.append(args.sets, lambda outcome: answer(outcome.new)),
            health=lambda _: self.health(),
            exercises=self.exercises,
            plans=self.plans,
            picture=self.picture,
            setup=self.setup,
            answer_setup=self.answer_setup,
        )
        self.server = IpcServer(self.socket, About("box", "boot", "0.1"), backend, self.clock)

        self.writer.subscribe(self.server.on_committed)

    def start(self) -> None:
        """Journal first, then the socket."""
        self.writer.start()
        self.server.start()

    async def command(self) -> Command:
        """The next command that a client gave."""
        return await asyncio.to_thread(self.commands.get, timeout=LIMIT_S / 2)

    def record(self, *what: events.AnyEvent) -> list[events.AnyEvent]:
        """Journal events and wait for their commit."""
        saved: list[Outcome] = []
        done = threading.Event()
        self.writer.append(what, lambda outcome: (saved.append(outcome), done.set()))
        assert done.wait(LIMIT_S / 2)
        return list(saved[0].events)

    def stop(self) -> None:
        """The socket first, then the journal."""
        self.server.stop()
        self.writer.close()

    def _forget(self, args: verbs.journal.Forget, done: Callable[[Erased], None]) -> None:
        self.writer.forget(before=args.before, athlete=args.athlete, done=lambda outcome: done(outcome.erased))


def go(scenario: Callable[[], Awaitable[T]], limit_s: float = LIMIT_S) -> T:
    """Run a scenario on an event loop of its own, bounded in time."""

    async def bounded() -> T:
        return await asyncio.wait_for(scenario(), limit_s)

    return asyncio.run(bounded())


async def take(client: Client, count: int, kind: type[M]) -> list[M]:
    """The next ``count`` messages of a kind."""
    found: list[M] = []
    while len(found) < count:
        message = await client.__anext__()
        if isinstance(message, kind):
            found.append(message)
    return found
