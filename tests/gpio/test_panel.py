"""Button, lamp and beeper as one box: real gpiozero devices on its mock pins, in real time."""

import threading
import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin

from daemon.errors import PinError
from daemon.gpio.devices import GpioOutput, open_devices
from daemon.gpio.panel import Devices, Panel
from daemon.gpio.patterns import Blink, Show, Tune
from daemon.gpio.press import Gesture, Timing
from daemon.service.clock import SystemClock
from daemon.settings import Gpio

QUICK = Timing(debounce_s=0.005, long_s=0.15, double_s=0.1, stuck_s=0.5)
MOCK = {"GPIOZERO_PIN_FACTORY": "mock"}


class Fitted:
    """A panel on mock pins; the button's wire is high, as its pull-up makes it."""

    def __init__(self, factory: MockFactory) -> None:
        self.button: MockPin = factory.pin("BOARD7")
        self.lamp: MockPin = factory.pin("BOARD15")
        self.beeper: MockPin = factory.pin("BOARD18")
        self.button.drive_high()
        self.gestures: SimpleQueue[Gesture] = SimpleQueue()
        self.panel = Panel(open_devices(Gpio(enabled=True), SystemClock(), MOCK), SystemClock(), QUICK)
        self.panel.start(self.gestures.put)

    def press(self, seconds: float = 0.03) -> None:
        self.button.drive_low()
        time.sleep(seconds)
        self.button.drive_high()

    def gesture(self) -> Gesture:
        return self.gestures.get(timeout=5)


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fitted]:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    monkeypatch.setattr(Device, "pin_factory", None)
    Device.ensure_pin_factory()
    fitted = Fitted(Device.pin_factory)
    yield fitted
    fitted.panel.close()


def until(pin: MockPin, *, high: bool) -> None:
    limit = time.monotonic() + 5
    while pin.state != high:
        assert time.monotonic() < limit, f"{pin!r} did not become {high}"
        time.sleep(0.002)


def test_each_gesture_is_told(fitted: Fitted) -> None:
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
    for high in (True, False, True, False):
        until(fitted.lamp, high=high)
    fitted.panel.watching(False)
    time.sleep(0.5)
    assert not fitted.lamp.state


def test_a_rep_is_one_beep(fitted: Fitted) -> None:
    fitted.panel.play(Tune.REP)
    until(fitted.beeper, high=True)
    until(fitted.beeper, high=False)
    fitted.beeper.assert_states([False, True, False])


def test_a_refusal_is_seen_on_a_lit_lamp(fitted: Fitted) -> None:
    fitted.panel.show(Show.ACTIVE)
    until(fitted.lamp, high=True)
    fitted.panel.blink(Blink.REFUSED)
    for high in (False, True, False, True):
        until(fitted.lamp, high=high)
    assert fitted.panel.trouble is None


def test_a_stuck_button_is_said_once_and_taken_back(fitted: Fitted, caplog: pytest.LogCaptureFixture) -> None:
    fitted.button.drive_low()
    assert [fitted.gesture(), fitted.gesture()] == [Gesture.HELD, Gesture.STUCK]
    assert "the button is stuck" in (fitted.panel.trouble or "")
    fitted.button.drive_high()
    assert fitted.gesture() is Gesture.FREED
    assert fitted.panel.trouble is None
    assert caplog.text.count("the button is stuck") == 1
    with pytest.raises(Empty):
        fitted.gestures.get(timeout=0.3)


def test_closing_puts_everything_out_and_gives_the_pins_back(fitted: Fitted) -> None:
    before = threading.active_count()
    fitted.panel.show(Show.ACTIVE)
    fitted.panel.play(Tune.TARGET)
    until(fitted.lamp, high=True)
    fitted.panel.close()
    fitted.panel.close()
    assert fitted.lamp.states[-1].state is False
    assert fitted.beeper.states[-1].state is False
    assert threading.active_count() == before - 1
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


class BrokenLamp:
    """A lamp whose line the kernel has taken away."""

    def light(self, *, on: bool) -> None:
        raise PinError("header pin 15: No such device, or choose another pin")

    def close(self) -> None: ...


def test_a_lamp_that_fails_is_said_and_the_button_works_on(fitted: Fitted, caplog: pytest.LogCaptureFixture) -> None:
    fitted.panel.close()
    devices = open_devices(Gpio(enabled=True, lamp=0), SystemClock(), MOCK)
    gestures: SimpleQueue[Gesture] = SimpleQueue()
    panel = Panel(Devices(devices.button, BrokenLamp(), devices.beeper), SystemClock(), QUICK)
    panel.start(gestures.put)
    panel.show(Show.ARMED)
    fitted.button.drive_high()
    fitted.press()
    assert gestures.get(timeout=5) is Gesture.SHORT
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
    before = threading.active_count()
    panel = Panel(Devices(), SystemClock())
    panel.start(lambda _: None)
    for _ in range(1000):
        panel.play(Tune.REP)
    assert threading.active_count() == before
    assert panel._asked.empty()
    panel.close()
