"""Button, lamp and beeper as one box: real gpiozero devices on its mock pins, in real time."""

import sys
import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin

from daemon.config.settings import Gpio
from daemon.errors import PinError
from daemon.gpio.devices import GpioOutput, open_devices
from daemon.gpio.panel import Devices, Panel
from daemon.gpio.patterns import Blink, Show, Tune
from daemon.gpio.press import Gesture, Timing
from daemon.system.clock import SystemClock
from tests.fakes.listener import wait_until
from tests.fakes.pins import StampedPin, Strokes

pytestmark = [pytest.mark.slow, pytest.mark.alone]  # a double press is two within a tenth of a second

WAIT_S = 60.0
"""For a broken panel, never a promise of speed."""
QUICK = Timing(debounce_s=0.005, long_s=0.15, longer_s=1.0, double_s=0.1, stuck_s=1.5)
MOCK = {"GPIOZERO_PIN_FACTORY": "mock"}


class Fitted:
    """A panel on mock pins; the button's wire is high, as its pull-up makes it."""

    def __init__(self, factory: MockFactory) -> None:
        self.button: StampedPin = factory.pin("BOARD7")
        self.lamp: MockPin = factory.pin("BOARD15")
        self.beeper: MockPin = factory.pin("BOARD18")
        self.button.drive_at(0.0, high=True)
        self.gestures: SimpleQueue[Gesture] = SimpleQueue()
        self.panel = Panel(open_devices(Gpio(enabled=True), SystemClock(), MOCK), SystemClock(), QUICK)
        self.panel.start(self.gestures.put)
        self._strokes = Strokes()

    def press(self, seconds: float = 0.03) -> None:
        down, up = self._strokes.next(seconds)
        self.button.drive_at(down, high=False)
        self.button.drive_at(up, high=True)

    def gesture(self) -> Gesture:
        return self.gestures.get(timeout=WAIT_S)


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fitted]:
    factory = MockFactory(pin_class=StampedPin)
    monkeypatch.setattr(Device, "pin_factory", factory)
    fitted = Fitted(factory)
    yield fitted
    fitted.panel.close()


def levels(pin: MockPin) -> list[bool]:
    """Each level that it was driven to, the first one before anything was."""
    return [bool(each.state) for each in list(pin.states)]


def until(pin: MockPin, *, high: bool) -> None:
    wait_until(lambda: pin.state == high, WAIT_S, lambda: f"{pin!r} did not become {high}")


def test_each_gesture_is_reported(fitted: Fitted) -> None:
    fitted.press()
    assert fitted.gesture() is Gesture.SHORT
    fitted.press(0.3)
    assert [fitted.gesture(), fitted.gesture()] == [Gesture.HELD, Gesture.LONG]


def test_the_lamp_follows_the_state(fitted: Fitted) -> None:
    fitted.panel.show(Show.ACTIVE)
    until(fitted.lamp, high=True)
    fitted.panel.show(Show.DARK)
    until(fitted.lamp, high=False)
    assert not fitted.lamp.state


def test_the_lamp_blinks_while_somebody_looks_at_the_picture(fitted: Fitted) -> None:
    fitted.panel.show(Show.DARK)
    fitted.panel.watching(True)
    wait_until(lambda: levels(fitted.lamp)[:5] == [False, True, False, True, False], WAIT_S)
    fitted.panel.watching(False)
    fitted.panel.play(Tune.SET_ENDED)  # begins once the panel has taken what was asked before
    until(fitted.beeper, high=True)
    assert not fitted.lamp.state
    changes = len(fitted.lamp.states)
    wait_until(lambda: levels(fitted.beeper) == [False] + [True, False] * 3, WAIT_S)
    assert len(fitted.lamp.states) == changes, "the tune is longer than two blinks"


def test_a_rep_is_one_beep(fitted: Fitted) -> None:
    fitted.panel.play(Tune.REP)
    wait_until(lambda: len(fitted.beeper.states) == 3, WAIT_S)
    assert levels(fitted.beeper) == [False, True, False]


def test_a_refusal_is_seen_on_a_lit_lamp(fitted: Fitted) -> None:
    fitted.panel.show(Show.ACTIVE)
    until(fitted.lamp, high=True)
    fitted.panel.blink(Blink.REFUSED)
    wait_until(lambda: levels(fitted.lamp) == [False, True] + [False, True] * 4, WAIT_S)
    assert fitted.panel.trouble is None


def test_a_press_is_as_long_as_the_finger_was_on_the_button_though_it_is_reported_late(fitted: Fitted) -> None:
    now = time.monotonic()
    for t, high in ((now - 3.0, False), (now - 2.97, True), (now - 2.0, False), (now - 1.7, True)):
        fitted.button.drive_at(t, high=high)
    assert [fitted.gesture() for _ in range(3)] == [Gesture.SHORT, Gesture.HELD, Gesture.LONG]


def test_a_stuck_button_is_reported_once_until_it_is_freed(fitted: Fitted, caplog: pytest.LogCaptureFixture) -> None:
    fitted.button.drive_at(time.monotonic(), high=False)
    assert [fitted.gesture() for _ in range(3)] == [Gesture.HELD, Gesture.HELD_LONGER, Gesture.STUCK]
    assert "the button is stuck" in (fitted.panel.trouble or "")
    fitted.button.drive_at(time.monotonic(), high=True)
    assert fitted.gesture() is Gesture.FREED
    assert fitted.panel.trouble is None
    assert caplog.text.count("the button is stuck") == 1
    fitted.press()
    assert fitted.gesture() is Gesture.SHORT, "the next one that is told"


def test_closing_puts_everything_out_and_gives_the_pins_back(fitted: Fitted) -> None:
    fitted.panel.show(Show.ACTIVE)
    fitted.panel.play(Tune.TARGET)
    until(fitted.lamp, high=True)
    fitted.panel.close()
    fitted.panel.close()
    assert fitted.lamp.states[-1].state is False
    assert fitted.beeper.states[-1].state is False
    wait_until(lambda: "panel" not in threads(), WAIT_S)
    again = open_devices(Gpio(enabled=True), SystemClock(), MOCK)
    assert again.lamp is not None
    for device in (again.button, again.lamp, again.beeper):
        assert device is not None
        device.close()


def test_a_box_may_have_a_lamp_alone(fitted: Fitted) -> None:
    fitted.panel.close()
    devices = open_devices(Gpio(enabled=True, button=0, beeper=0), SystemClock(), MOCK)
    assert (devices.button, devices.beeper) == (None, None)
    panel = Panel(devices, SystemClock())
    panel.start(lambda _: None)
    panel.play(Tune.REP)
    panel.show(Show.ACTIVE)
    until(fitted.lamp, high=True)
    panel.close()


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


class BrokenLamp:
    """A lamp whose line the kernel has taken away."""

    def light(self, *, on: bool) -> None:
        raise PinError("header pin 15: No such device, or choose another pin")

    def close(self) -> None: ...


def test_a_lamp_that_fails_is_reported_and_the_button_works_on(
    fitted: Fitted, caplog: pytest.LogCaptureFixture
) -> None:
    fitted.panel.close()
    devices = open_devices(Gpio(enabled=True, lamp=0), SystemClock(), MOCK)
    gestures: SimpleQueue[Gesture] = SimpleQueue()
    panel = Panel(Devices(devices.button, BrokenLamp(), devices.beeper), SystemClock(), QUICK)
    panel.start(gestures.put)
    panel.show(Show.ARMED)
    fitted.press()
    assert gestures.get(timeout=WAIT_S) is Gesture.SHORT
    assert panel.trouble == "header pin 15: No such device, or choose another pin"
    assert caplog.text.count("No such device") == 1
    panel.close()


def test_a_pin_in_use_is_one_line_and_leaves_no_other_pin_taken(fitted: Fitted) -> None:
    with pytest.raises(PinError, match=r"the header's pins cannot be used: .*already in use") as caught:
        open_devices(Gpio(enabled=True, button=11, lamp=13, beeper=18), SystemClock(), MOCK)
    assert "\n" not in str(caught.value)
    GpioOutput(13, Device.pin_factory).close()


def test_an_unknown_pin_factory_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mokc")
    monkeypatch.setattr(Device, "pin_factory", None)
    with pytest.raises(PinError, match=r"GPIOZERO_PIN_FACTORY: .*mokc"):
        open_devices(Gpio(enabled=True), SystemClock())


def test_without_a_header_the_settings_are_named() -> None:
    with pytest.raises(PinError, match=r"gpio\.enabled = false"):
        open_devices(Gpio(enabled=True), SystemClock(), {})


def test_a_box_with_nothing_fitted_does_nothing_and_keeps_nothing() -> None:
    panel = Panel(Devices(), SystemClock())
    panel.start(lambda _: None)
    held = sys.getrefcount(Tune.REP)
    for _ in range(1000):
        panel.play(Tune.REP)
    assert "panel" not in threads()
    assert sys.getrefcount(Tune.REP) < held + 1000
    panel.close()
