"""A daemon without a camera: a real journal behind a real socket, and commands that are only remembered."""

import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daemon import events
from daemon.clock import rfc3339
from daemon.config.exercise_list import AUTO_ENTRY, Exercises
from daemon.config.plan_list import Plans
from daemon.config.settings import Box, Mqtt, Settings, Socket
from daemon.core.facts import Correction, Ending, Tempo
from daemon.errors import UsageError
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.ipc.codec import Telemetry
from daemon.ipc.server import About, Backend, IpcServer
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.first_boot import FirstBoot
from daemon.runtime.session import new_id
from daemon.system.clock import SystemClock, boot_id


class FakeBox:
    """Can be started, stopped and started again on the same journal.

    Attributes:
        commands: What was asked for.
        keys: With which keys, in the same order.
        announced: Whether Home Assistant is told of it.
        exercises: What it says that can be chosen.
        plans: What it says that can be begun.
        first_boot: Its steps; None: it has none.
        picture: What it answers to ``picture``.
        forgetful: It dies before it keeps any acknowledgement.
        unsaved: Events that it cannot save; while there are any, no command is answered.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.clock = SystemClock()
        self.boot = boot_id()
        self.commands: list[Args] = []
        self.keys: list[str | None] = []
        self.forgetful = False
        self.announced = True
        self.exercises: Callable[[], object] = lambda: Exercises(exercises=[AUTO_ENTRY], chosen="auto")
        self.plans: Callable[[], object] = lambda: Plans(plans=[])
        self.first_boot: FirstBoot | None = None
        self.picture: Callable[[verbs.box.Picture], object] = lambda _: None
        self.unsaved = 0
        self.workout: str | None = None
        self.set: str | None = None
        self._writer: JournalWriter | None = None
        self._server: IpcServer | None = None

    @property
    def settings(self) -> Settings:
        return Settings(
            box=Box(id="box"),
            socket=Socket(path=self.folder / "s.sock"),
            mqtt=Mqtt(port=self.port, keepalive_s=5, discovery=self.announced),
        )

    def config(self, extra: str = "") -> Path:
        path = self.folder / "spotter.toml"
        path.write_text(
            f'[box]\nid = "box"\n[socket]\npath = "s.sock"\n[mqtt]\nport = {self.port}\nkeepalive_s = 5\n{extra}'
        )
        return path

    def start(self) -> None:
        journal = self.folder / "journal.db"
        self._writer = JournalWriter(journal, self.clock)
        backend = Backend(
            open_journal=lambda: JournalReader(journal),
            submit=self._submit,
            acknowledge=(lambda *_: None) if self.forgetful else self._writer.acknowledge,
            forget=self._forget,
            exercises=self._exercises,
            plans=self._plans,
            picture=lambda args, answer: answer(self.picture(args)),
            setup=lambda: {} if self.first_boot is None else self.first_boot.look(),
            answer_setup=self._answer_setup,
            health=lambda look_up: {"fps": 29.9, "version": "test", "link": look_up("link")} | self._journal_health(),
        )
        assert self.settings.socket.path is not None
        self._server = IpcServer(self.settings.socket.path, About("box", self.boot, "test"), backend, self.clock)
        self._writer.subscribe(self._server.on_committed)
        self._writer.start()
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def record(self, *recorded: AnyEvent) -> int:
        """Into the journal, and wait for the commit; returns the newest event's place."""
        assert self._writer is not None
        saved: queue.Queue[Outcome] = queue.Queue()
        self._writer.append(recorded, saved.put)
        return max((event.seq for event in saved.get(timeout=120).events), default=0)

    def remember(self, key: str, value: str | None) -> None:
        """As the daemon does, and wait for the commit."""
        assert self._writer is not None
        self._writer.remember(key, value)
        self.record()

    def await_watched(self) -> None:
        """Waits until somebody watches: what is shown before is told to nobody, and never again."""
        end = time.monotonic() + 120
        while self._server is None or not self._server.demand.hz:
            assert time.monotonic() < end, "nobody watches"
            time.sleep(0.01)

    def show(self, **changed: Any) -> None:  # noqa: ANN401 - the struct checks them
        assert self._server is not None
        self._server.telemetry(
            Telemetry(t=self.clock.monotonic(), fps=30.0, **({"state": "active", "exercise": "squat"} | changed))
        )

    def _forget(self, args: verbs.journal.Forget, done: Callable[[Any], None]) -> None:
        assert self._writer is not None
        self._writer.forget(before=args.before, athlete=args.athlete, done=lambda outcome: done(outcome.erased))

    def cursor(self) -> int:
        reader = JournalReader(self.folder / "journal.db")
        try:
            return reader.cursor("link")
        finally:
            reader.close()

    def rep(self, n: int, *, age_s: float = 0.0, boot: str | None = None) -> events.Rep:
        end = self.clock.monotonic() - age_s
        return events.Rep(
            **self.envelope(end, boot),
            exercise="squat",
            n=n,
            start=end - 2,
            end=end,
            tempo=Tempo(1.0, 0.0, 1.0, 0.0),
            depth=1.0,
            rom_deg=90.0,
            rom_share=None,
            view="side",
            confidence=0.9,
            withheld={},
        )

    def undoes(self) -> events.RepCorrected:
        """The last rep is taken back."""
        envelope = self.envelope(self.clock.monotonic())
        return events.RepCorrected(**envelope, refers=self.set or "", kind=Correction.UNDONE, exercise="squat", n=0)

    def reps(self, count: int) -> list[events.Rep]:
        return [self.rep(n + 1) for n in range(count)]

    def begin(self) -> list[AnyEvent]:
        """A workout and a set begin; what is made from now on belongs to them."""
        self.workout, self.set = new_id(), new_id()
        now = self.clock.monotonic()
        return [
            events.WorkoutStarted(**(self.envelope(now) | {"set": None})),
            events.SetStarted(**self.envelope(now), exercise="squat"),
        ]

    def end(self, reps: int) -> list[AnyEvent]:
        now = self.clock.monotonic()
        return [
            events.SetEnded(
                **self.envelope(now),
                exercise="squat",
                why=Ending.STOPPED,
                reps=reps,
                rejected=0,
                duration_s=9.0,
                at_least=reps,
                at_most=reps,
            ),
            events.WorkoutEnded(**(self.envelope(now) | {"set": None}), sets=1, reps=reps),
        ]

    def envelope(self, t_mono: float, boot: str | None = None) -> dict[str, Any]:
        """The fields that every event has."""
        return {
            "id": new_id(),
            "t": rfc3339(self.clock.now()),
            "boot": boot or self.boot,
            "t_mono": t_mono,
            "box": "box",
            "workout": self.workout,
            "set": self.set,
        }

    def _exercises(self) -> object:
        return self.exercises()

    def _plans(self) -> object:
        return self.plans()

    def _answer_setup(self, args: verbs.box.SetupAnswer, told: Callable[[object], None]) -> None:
        assert self.first_boot is not None
        self.first_boot.answer(args, told)

    def _journal_health(self) -> dict[str, Any]:
        return {"unsaved": self.unsaved, "trouble": "the disk is full"} if self.unsaved else {}

    def _submit(self, command: Command) -> None:
        self.commands.append(command.args)
        self.keys.append(command.key)
        if not self.unsaved:
            self._answer(command)

    def _answer(self, command: Command) -> None:
        if isinstance(command.args, verbs.sets.Undo):
            command.answer(UsageError("there is no rep to take back"))
        else:
            command.answer({"done": command.verb})
