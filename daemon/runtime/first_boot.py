"""The first boot as the daemon knows it: tells how it stands, and takes down what opens nothing."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from daemon.config.settings import Settings
from daemon.core.nearest import suggestion
from daemon.errors import SpotterError, UsageError
from daemon.ipc import verbs
from daemon.setup import checklist, notes, steps, where
from daemon.setup.checklist import Box, Machine, Setup
from daemon.setup.notes import Notes
from engines.tensorrt import device

_ON_PROCESSOR = "/onnx"


class FirstBoot:
    """Answers ``setup`` and ``setup_answer``; from any thread.

    Args:
        config: The settings.
        given: What ``--config`` named.
        exercises: Returns the names of those that there are.
        engine: Returns which engine counts, as in the health; None: none yet.
    """

    def __init__(
        self,
        config: Settings,
        given: Path | None,
        exercises: Callable[[], Sequence[str]],
        engine: Callable[[], str | None],
    ) -> None:
        self._settings = config
        self._file = notes.path(config)
        self._exercises = exercises
        self._engine = engine
        self._given = where.given_keys(given)
        self._installed = given is None and where.own_file(None).exists()
        self._notes = Notes()
        self._read()

    def names(self) -> Sequence[str]:
        """Returns the exercises that the button goes through."""
        return self._box(Machine()).round or self._exercises()

    def look(self) -> Setup:
        """Returns how it stands."""
        self._read()
        box = self._box(self._machine())
        untouched = not box.begun
        first_run = untouched and self._installed and box.machine.paired is not True
        return Setup(
            name=box.name, round=box.round, steps=checklist.lines(box), untouched=untouched, first_run=first_run
        )

    def answer(self, args: verbs.box.SetupAnswer, reply: Callable[[Setup | SpotterError], None]) -> None:
        """Takes an answer down, and calls ``reply`` from another thread, as a disk may be slow."""

        def work() -> None:
            try:
                self._check(args)
                self._notes = notes.change(self._file, lambda known: _changed(known, args))
                reply(self.look())
            except SpotterError as error:
                reply(error)

        threading.Thread(target=work, name="setup", daemon=True).start()

    def _read(self) -> None:
        """`spotter setup` may have written the notes; the daemon counts without them, too."""
        with contextlib.suppress(SpotterError):
            self._notes = notes.read(self._file)

    def _check(self, args: verbs.box.SetupAnswer) -> None:
        """Raises ``UsageError`` where the settings have the last word, or the answer cannot be meant."""
        own, command = where.own_file(None), "sudo spotter setup"
        if args.name is not None and self._settings.box.name is not None:
            raise UsageError(f"the box is named in {own}: change it at the box, {command} name")
        if args.name is not None and (args.name != args.name.strip() or not args.name):
            raise UsageError("a name has no space at either end")
        if args.round is not None and "gpio.exercises" in self._given:
            raise UsageError(f"the exercises are named in {own}: change them at the box, {command} round")
        known = self._exercises() if args.round else ()
        for name in args.round or ():
            if name not in known:
                raise UsageError(f"no exercise '{name}': {suggestion(name, known)}")
        if args.later is not None:
            steps.find(args.later)

    def _box(self, machine: Machine) -> Box:
        return Box(self._settings, self._given, self._notes, machine)

    def _machine(self) -> Machine:
        engine = self._engine()
        ready = None if engine is None else not (engine.endswith(_ON_PROCESSOR) and device.is_expected())
        return Machine(where.time_zone(), where.clock_set(), where.page_is_open(), engine, ready)


def _changed(known: Notes, args: verbs.box.SetupAnswer) -> Notes:
    if args.name is not None:
        known = msgspec.structs.replace(known.without_left_out("name"), name=args.name)
    if args.round is not None:
        known = msgspec.structs.replace(known.without_left_out("round"), round=tuple(dict.fromkeys(args.round)))
    if args.done is not None:
        known = known.with_done(args.done)
    if args.later is not None:
        known = known.with_left_out(args.later)
    return msgspec.structs.replace(known, dismissed=known.dismissed or args.dismiss)
