"""What gpiozero asks of a pin factory: its own mock and the Jetson's over chips without hardware give the same."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from gpiozero import LED, Button, DigitalInputDevice, GPIOPinInUse, PinInvalidFunction, PinInvalidPin, PinSetInput
from gpiozero.pins.mock import MockFactory

from daemon.gpio.headers import AGX_ORIN, BOARDS, Board
from daemon.gpio.jetson import JetsonFactory
from daemon.gpio.lines import Lines, OpenChip
from daemon.system.clock import SystemClock
from tests.fakes.gpio_chips import FakeChips


class Bench:
    """A factory, and a hand on the wire of header pin 7."""

    def __init__(self, factory: Any, drive: Callable[[bool], None]) -> None:  # noqa: ANN401 - gpiozero has no types
        self.factory = factory
        self.drive = drive

    def button(self) -> DigitalInputDevice:
        self.drive(True)
        return DigitalInputDevice("BOARD7", pull_up=None, active_state=False, pin_factory=self.factory)


def mock(_: Path) -> Bench:
    factory = MockFactory()
    pin = factory.pin("BOARD7")
    return Bench(factory, lambda high: pin.drive_high() if high else pin.drive_low())


def on(board: Board, folder: Path) -> Bench:
    chips = FakeChips(folder, board)
    row = board.row(7)
    wire = chips.wires[row.chip, row.line]
    factory = JetsonFactory(SystemClock(), board, Lines(folder, cast("OpenChip", chips.open)))
    return Bench(factory, lambda high: wire.drive(high=high))


MAKERS = {"mock": mock} | {board.name: lambda folder, board=board: on(board, folder) for board in BOARDS}


@pytest.fixture(params=MAKERS.values(), ids=MAKERS.keys())
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    bench = request.param(tmp_path)
    yield bench
    bench.factory.close()


def wait_for(happened: threading.Event) -> None:
    assert happened.wait(60)


def test_a_button_is_up_until_it_is_pressed(bench: Bench) -> None:
    button = bench.button()
    assert not button.is_active
    bench.drive(False)
    assert button.is_active


def test_pressing_and_letting_go_are_told(bench: Bench) -> None:
    button, pressed, freed = bench.button(), threading.Event(), threading.Event()
    button.when_activated, button.when_deactivated = pressed.set, freed.set
    bench.drive(False)
    wait_for(pressed)
    assert not freed.is_set()
    bench.drive(True)
    wait_for(freed)


def test_no_edge_is_lost_in_a_hurry(bench: Bench) -> None:
    button, seen, done = bench.button(), [], threading.Event()

    def tell(_: object = None) -> None:
        seen.append(1)
        if len(seen) == 200:
            done.set()

    button.when_activated = tell
    for _ in range(200):
        bench.drive(False)
        bench.drive(True)
    wait_for(done)
    assert len(seen) >= 200


def test_a_handler_may_close_its_own_button(bench: Bench) -> None:
    button, closed = bench.button(), threading.Event()

    def close() -> None:
        button.close()
        closed.set()

    button.when_activated = close
    bench.drive(False)
    wait_for(closed)
    assert button.closed


def test_a_lamp_goes_on_and_off(bench: Bench) -> None:
    lamp = LED("BOARD15", pin_factory=bench.factory)
    assert not lamp.value
    lamp.on()
    assert lamp.value == 1
    assert lamp.pin.state
    lamp.off()
    assert not lamp.pin.state


def test_an_output_begins_at_the_level_that_is_asked_for(bench: Bench) -> None:
    pin = bench.factory.pin("BOARD15")
    pin.output_with_state(True)
    assert (pin.function, bool(pin.state)) == ("output", True)


def test_the_same_pin_is_the_same_object_under_each_of_its_names(bench: Bench) -> None:
    pin = bench.factory.pin("BOARD7")
    assert bench.factory.pin("GPIO4") is pin
    assert bench.factory.pin("BCM4") is pin
    assert bench.factory.pin(4) is pin


def test_two_devices_on_one_pin_are_refused(bench: Bench) -> None:
    kept = bench.button()
    with pytest.raises(GPIOPinInUse):
        LED("BOARD7", pin_factory=bench.factory)
    kept.close()
    LED("BOARD7", pin_factory=bench.factory).close()


@pytest.mark.parametrize("name", ["BOARD1", "BOARD41", "GPIO99", 99, "button"])
def test_what_is_no_gpio_is_refused(bench: Bench, name: str | int) -> None:
    with pytest.raises(PinInvalidPin):
        bench.factory.pin(name)


def test_what_a_pin_cannot_do_is_refused(bench: Bench) -> None:
    pin = bench.factory.pin("BOARD13")
    pin.function = "input"
    with pytest.raises(PinInvalidFunction):
        pin.function = "pwm"
    with pytest.raises(PinSetInput):
        pin.state = True
    assert pin.pull == "floating"
    assert pin.edges == "both"


def test_a_closed_pin_is_an_input_again(bench: Bench) -> None:
    lamp = LED("BOARD15", pin_factory=bench.factory)
    pin = lamp.pin
    lamp.close()
    assert pin.function == "input"


def test_time_goes_on_in_seconds(bench: Bench) -> None:
    earlier = bench.factory.ticks()
    assert 0 <= bench.factory.ticks_diff(bench.factory.ticks(), earlier) < 60


def test_a_pin_that_only_leads_outwards_is_no_button(tmp_path: Path) -> None:
    factory = on(AGX_ORIN, tmp_path).factory
    with pytest.raises(PinInvalidFunction, match="only leads outwards"):
        Button("BOARD11", pull_up=None, active_state=False, pin_factory=factory)
    LED("BOARD11", pin_factory=factory).close()
