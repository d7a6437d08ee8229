"""The box's front panel: presses become commands, events become beeps, the set's state lights the lamp."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from daemon.config.settings import Gpio
from daemon.core.counting.set_state import SetPhase
from daemon.core.facts import Correction, Ending
from daemon.core.plan.cues import Cue, cues
from daemon.core.plan.outlook import Outlook
from daemon.errors import PinError, SpotterError, UnsavedError
from daemon.events import AnyEvent, Rep, RepCorrected, RepRejected, SetEnded, SetStarted
from daemon.gpio.boards import find
from daemon.gpio.devices import open_devices
from daemon.gpio.jetson import JetsonFactory
from daemon.gpio.panel import Devices, Panel
from daemon.gpio.patterns import Blink, Place, Show, Tune
from daemon.gpio.press import Gesture, Timing
from daemon.ipc import verbs
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from daemon.ports import Clock
from daemon.runtime.snapshot import Snapshot
from daemon.system.clock import SystemClock
from daemon.vision.camera_supervisor import CameraState

_SHOWS = {
    SetPhase.IDLE: Show.IDLE,
    SetPhase.ARMED: Show.ARMED,
    SetPhase.ACTIVE: Show.ACTIVE,
    SetPhase.PAUSED: Show.PAUSED,
    SetPhase.ENDED: Show.REST,
}
_SECONDS = frozenset({Cue.THREE, Cue.TWO, Cue.ONE})
_BEEPS = {Cue.THREE: Tune.TICK, Cue.TWO: Tune.TICK, Cue.ONE: Tune.TICK, Cue.DONE: Tune.TARGET}
_LONGER = 3.0
"""A longer press is as many times as long as a long one."""
T = TypeVar("T")
_log = logging.getLogger(__name__)


class FrontPanel:
    """Translates between the frame loop and the panel.

    Args:
        panel: Button, lamp and beeper.
        submit: Takes a command to the frame loop.
        names: Returns the exercises in the order in which the button selects them.
    """

    def __init__(self, panel: Panel, submit: Callable[[Command], None], names: Callable[[], Sequence[str]]) -> None:
        self._panel = panel
        self._submit = submit
        self._names = names
        self._running = False
        self._exercise = ""
        self._requested = ""
        self._athletes: tuple[str | None, ...] = ()
        self._chosen: str | None = None
        self._plan: Outlook | None = None

    @property
    def trouble(self) -> str | None:
        """One line on what is wrong and what to do, or None."""
        return self._panel.trouble

    def start(self) -> None:
        """Start reading the button."""
        self._panel.start(self._pressed)

    def show(self, snapshot: Snapshot) -> None:
        """Light the lamp as the loop stands; beep and blink a plan's last seconds. Called in its thread, each turn."""
        self._running = snapshot.workout.set is not None
        self._exercise = snapshot.exercise.name
        self._athletes = (*(each.name for each in snapshot.athletes), None) if snapshot.athletes else ()
        self._chosen = snapshot.chosen
        due = cues(self._plan, snapshot.plan)
        self._plan = snapshot.plan
        for cue in due:
            if cue in _BEEPS:
                self._panel.play(_BEEPS[cue])
            if cue in _SECONDS:
                self._panel.blink(Blink.TICK)
        self._panel.show(_show(snapshot))

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Beep for what is on the disk, and for nothing earlier."""
        for event in events:
            tune = _tune(event)
            if tune is not None:
                self._panel.play(tune)

    def watching(self, on: bool) -> None:  # noqa: FBT001 - the one thing that it takes
        """Blink while a client looks at the camera's picture."""
        self._panel.watching(on)

    def close(self) -> None:
        """Switch lamp and beeper off."""
        self._panel.close()

    def _pressed(self, gesture: Gesture) -> None:
        if gesture is Gesture.HELD:
            self._panel.play(Tune.HELD)
            return
        if gesture is Gesture.HELD_LONGER:
            if self._athletes:
                self._panel.play(Tune.HELD_LONGER)
            return
        args = self._command(gesture)
        if args is not None:
            self._submit(Command(args, self._on_answer))

    def _next(self) -> str:
        """Returns the exercise after the chosen or the refused one: a broken file does not block the button."""
        self._requested = _after(self._requested or self._exercise, self._names())
        return self._requested

    def _command(self, gesture: Gesture) -> Args | None:
        if gesture is Gesture.SHORT:
            return verbs.box.Counting(on=not self._running)
        if gesture is Gesture.DOUBLE:
            return verbs.sets.Undo()
        if gesture is Gesture.LONGER and self._athletes:
            return verbs.athletes.Athlete(athlete=_after(self._chosen, self._athletes))
        if gesture in (Gesture.LONG, Gesture.LONGER) and self._plan is not None:
            return verbs.plans.Skip(block=not self._running)
        if gesture in (Gesture.LONG, Gesture.LONGER):
            return verbs.sets.Exercise(exercise=self._next())
        return None

    def _on_answer(self, result: Any | SpotterError) -> None:  # noqa: ANN401 - each verb has its own answer
        if isinstance(result, UnsavedError):
            self._requested = ""  # done: the lamp shows that it is not saved
            return
        if isinstance(result, SpotterError):
            _log.info("refused the button: %s", result)
            self._panel.play(Tune.REFUSED)
            self._panel.blink(Blink.REFUSED)
            return
        self._requested = ""
        if "athlete" in result and result["athlete"] in self._athletes:
            self._chosen = result["athlete"]  # the next press goes on from there, even before the loop shows it
            self._panel.tell(Place((self._athletes.index(self._chosen) + 1) % len(self._athletes)))
            return
        self._panel.play(Tune.DONE)
        self._panel.blink(Blink.DONE)


def open_front_panel(
    config: Gpio, clock: Clock, submit: Callable[[Command], None], names: Callable[[], Sequence[str]]
) -> FrontPanel:
    """Returns the front panel of these settings, not started. What cannot be used is logged and is its ``trouble``."""
    devices, trouble = Devices(), None
    if config.enabled:
        try:
            devices = open_devices(config, clock)
        except PinError as error:
            trouble = f"button, lamp and beeper are off: {error}"
            _log.warning("%s", trouble)
    panel = Panel(devices, clock, Timing(long_s=config.long_press_s, longer_s=_LONGER * config.long_press_s))
    panel.trouble = trouble
    return FrontPanel(panel, submit, lambda: config.exercises or names())


def jetson_factory() -> JetsonFactory:
    """Returns the pin factory that gpiozero loads for ``GPIOZERO_PIN_FACTORY=jetson``.

    Raises:
        PinError: The machine has no known header.
    """
    return JetsonFactory(SystemClock(), find())


def _show(snapshot: Snapshot) -> Show:
    if snapshot.journal_trouble or snapshot.camera_trouble:
        return Show.FAULT
    if snapshot.camera is CameraState.OFF:
        return Show.DARK
    if snapshot.plan is not None and snapshot.workout.set is None:
        return Show.REST
    return _SHOWS[snapshot.workout.phase]


def _tune(event: AnyEvent) -> Tune | None:
    if isinstance(event, Rep) or (isinstance(event, RepCorrected) and event.kind is Correction.ADDED):
        return Tune.REP
    if isinstance(event, RepRejected):
        return Tune.NO_REP
    if isinstance(event, SetStarted):
        return Tune.SET_STARTED
    if isinstance(event, SetEnded):
        return Tune.TARGET if event.why is Ending.TARGET else Tune.SET_ENDED
    return None


def _after(name: T, names: Sequence[T]) -> T:
    """Returns the next exercise or athlete; after the last one, the first."""
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
