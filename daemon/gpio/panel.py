"""Button, lamp and beeper played by one thread: it alone waits, reads the button and drives the outputs."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from queue import Empty, SimpleQueue

from daemon.errors import PinError
from daemon.gpio import press
from daemon.gpio.face import Face
from daemon.gpio.patterns import Blink, Place, Show, Tune
from daemon.gpio.press import Gesture, Timing
from daemon.ports import Beeper, Button, Clock, Lamp

CLOSE_S = 1.0
"""Seconds that the thread is given to put out lamp and beeper."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Devices:
    """What is fitted; None: that is not."""

    button: Button | None = None
    lamp: Lamp | None = None
    beeper: Beeper | None = None


@dataclass(frozen=True, slots=True)
class _Wire:
    """The button's wire changed."""

    t: float
    down: bool


@dataclass(frozen=True, slots=True)
class _Watch:
    """Somebody looks at the picture, or has ceased to."""

    on: bool


class _Stop:
    """The last thing that is asked."""


_Asked = _Wire | _Watch | _Stop | Show | Blink | Tune | Place


class Panel:
    """The front of the box. Every method but ``close`` may be called from any thread and never waits.

    Args:
        devices: What is fitted; closed with the panel.
        clock: The time.
        timing: What tells a long press from a short one.

    Attributes:
        trouble: One line on what is wrong and what to do, or None.
    """

    def __init__(self, devices: Devices, clock: Clock, timing: Timing | None = None) -> None:
        self.trouble: str | None = None
        self._devices = devices
        self._clock = clock
        self._timing = timing or Timing()
        self._asked: SimpleQueue[_Asked] = SimpleQueue()
        self._face = Face()
        self._shown: Show | None = None
        self._lit: bool | None = None
        self._sounding: bool | None = None
        self._thread: threading.Thread | None = None

    def start(self, pressed: Callable[[Gesture], None]) -> None:
        """Begin, where anything is fitted; ``pressed`` is called in the panel's thread and must not wait."""
        if self._devices == Devices():
            return
        self._thread = threading.Thread(target=self._run, args=(pressed,), name="panel", daemon=True)
        self._thread.start()

    def show(self, show: Show) -> None:
        """Lets the lamp show this from now on. Costs one comparison where nothing changes."""
        if show is not self._shown:
            self._shown = show
            self._ask(show)

    def watching(self, on: bool) -> None:  # noqa: FBT001 - the one thing that it takes
        """Somebody looks at the camera's picture: the lamp blinks until they cease to, whatever else it had to say."""
        self._ask(_Watch(on))

    def blink(self, blink: Blink) -> None:
        """Lets the lamp blink this once."""
        self._ask(blink)

    def tell(self, place: Place) -> None:
        """Lets lamp and beeper say who was chosen."""
        self._ask(place)

    def play(self, tune: Tune) -> None:
        """Lets the beeper play this."""
        self._ask(tune)

    def close(self) -> None:
        """Lamp and beeper off, and the pins given back; safe to call twice."""
        if self._thread is not None:
            self._asked.put(_Stop())
            self._thread.join(CLOSE_S)
            self._thread = None
        for device in (self._devices.button, self._devices.lamp, self._devices.beeper):
            if device is not None:
                device.close()

    def _ask(self, what: _Asked) -> None:
        if self._thread is not None:
            self._asked.put(what)

    def _run(self, pressed: Callable[[Gesture], None]) -> None:
        button = self._devices.button
        state = press.begin(self._clock.monotonic(), down=button is not None and button.down)
        if button is not None:
            button.watch(self._wire)
        while True:
            wait_s = min(self._drive(), self._until(press.due(state, self._timing)))
            asked = self._next(wait_s)
            if isinstance(asked, _Stop):
                return
            wire = asked.down if isinstance(asked, _Wire) else None
            t = asked.t if isinstance(asked, _Wire) else self._clock.monotonic()
            state, gestures = press.step(state, t, self._timing, wire=wire)
            for gesture in gestures:
                self._stuck(gesture)
                pressed(gesture)
            self._take(asked)

    def _wire(self, down: bool, ago_s: float) -> None:  # noqa: FBT001 - passed by position
        """Takes the finger's time: on a busy machine an edge may be reported late."""
        self._asked.put(_Wire(self._clock.monotonic() - ago_s, down))

    def _until(self, t: float | None) -> float:
        return inf if t is None else max(t - self._clock.monotonic(), 0.0)

    def _next(self, wait_s: float) -> _Asked | None:
        try:
            return self._asked.get(timeout=None if wait_s == inf else wait_s)
        except Empty:
            return None

    def _take(self, asked: _Asked | None) -> None:
        t = self._clock.monotonic()
        if isinstance(asked, Show):
            self._face.turn(asked, t)
        elif isinstance(asked, Blink):
            self._face.blink(asked, t)
        elif isinstance(asked, Tune):
            self._face.play(asked)
        elif isinstance(asked, Place):
            self._face.place(asked, t)
        elif isinstance(asked, _Watch):
            self._face.watch(t, on=asked.on)

    def _drive(self) -> float:
        """Set lamp and beeper; the seconds until one of them may change."""
        lit, sounding, wait_s = self._face.at(self._clock.monotonic())
        try:
            if lit != self._lit and self._devices.lamp is not None:
                self._devices.lamp.light(on=lit)
            if sounding != self._sounding and self._devices.beeper is not None:
                self._devices.beeper.sound(on=sounding)
        except PinError as error:
            self._complain(str(error))
        self._lit, self._sounding = lit, sounding
        return wait_s

    def _stuck(self, gesture: Gesture) -> None:
        if gesture is Gesture.STUCK:
            self._complain("the button is stuck: free it, or look for a short circuit in its wires")
        elif gesture is Gesture.FREED:
            self.trouble = None

    def _complain(self, why: str) -> None:
        if why != self.trouble:
            _log.warning("%s", why)
        self.trouble = why
