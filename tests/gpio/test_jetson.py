"""The Jetson's header: its lines are found by name, given back, and what goes wrong is one line with its mend."""

import inspect
import threading
from pathlib import Path
from typing import cast

import gpiod
import pytest
from gpiozero import LED, Button, Device, DigitalInputDevice, PinFixedPull
from gpiozero.exc import GPIOZeroError

from daemon.errors import PinError
from daemon.gpio import boards
from daemon.gpio.headers import AGX_ORIN, BOARDS, ORIN_NANO, THOR, Board
from daemon.gpio.jetson import JetsonFactory
from daemon.gpio.lines import Lines, OpenChip
from daemon.system.clock import SystemClock
from tests.fakes.gpio_chips import FakeChip, FakeChips, FakeRequest

PIN_7 = ("tegra234-gpio", "PAC.06")


def compatible(folder: Path, *entries: str) -> Path:
    path = folder / "compatible"
    path.write_bytes(b"".join(entry.encode() + b"\0" for entry in entries))
    return path


def own(kind: type) -> dict[str, object]:
    """What a class gives its callers."""
    return {name: each for name, each in vars(kind).items() if not name.startswith("_") or name == "__exit__"}


@pytest.mark.parametrize(("fake", "real"), [(FakeChip, gpiod.Chip), (FakeRequest, gpiod.LineRequest)])
def test_the_chips_of_the_tests_take_what_the_real_ones_take(fake: type, real: type) -> None:
    for name, method in own(fake).items():
        if name == "push":  # a test's own hand on the wire
            continue
        theirs = getattr(real, name)
        if isinstance(method, property):
            assert isinstance(theirs, property), name
            continue
        assert callable(method)
        for ours, wanted in zip(
            inspect.signature(method).parameters.values(), inspect.signature(theirs).parameters.values(), strict=True
        ):
            assert (ours.name, ours.kind, ours.default) == (wanted.name, wanted.kind, wanted.default), name


@pytest.mark.parametrize(
    ("entry", "board"),
    [
        ("nvidia,p3768-0000+p3767-0005-super", ORIN_NANO),
        ("nvidia,p3509-0000+p3767-0000", ORIN_NANO),
        ("nvidia,p3737-0000+p3701-0005", AGX_ORIN),
        ("nvidia,p4071-0000+p3834-0008", THOR),
        ("nvidia,p3971-0080+p3834-0008", THOR),
    ],
)
def test_a_board_is_known_by_its_device_tree(entry: str, board: Board, tmp_path: Path) -> None:
    tree = compatible(tmp_path, entry, entry.partition("+")[2], "nvidia,tegra")
    assert boards.find("auto", tree) is board


def test_a_machine_without_a_header_is_told_what_to_set(tmp_path: Path) -> None:
    for tree in (compatible(tmp_path, "raspberrypi,4-model-b"), tmp_path / "none"):
        with pytest.raises(PinError, match=r"set gpio\.board \(orin-nano, agx-orin, thor\), or gpio\.enabled = false"):
            boards.find("auto", tree)
    assert boards.find("thor", tmp_path / "none") is THOR


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_a_header_has_each_pin_and_each_line_once(board: Board) -> None:
    assert len({row.pin for row in board.rows}) == len({row.bcm for row in board.rows}) == len(board.rows) == 22
    assert (
        len({(row.chip, row.line) for row in board.rows}) == len({(row.chip, row.offset) for row in board.rows}) == 22
    )
    # Power, ground, and the two I2C buses and the console that the board itself uses.
    assert {row.pin for row in board.rows}.isdisjoint({1, 2, 3, 4, 5, 6, 8, 9, 10, 14, 17, 20, 25, 27, 28, 30, 34, 39})


def test_the_line_is_found_by_name_wherever_it_lies(jetson: JetsonFactory, chips: FakeChips) -> None:
    lamp = LED("BOARD7", pin_factory=jetson)
    assert chips.taken == ["PAC.06"]
    assert chips.wires[PIN_7].consumer == "spotter"
    assert chips.open_chips == []
    lamp.close()


def test_a_kernel_that_names_no_lines_is_asked_by_number(tmp_path: Path) -> None:
    chips = FakeChips(tmp_path, ORIN_NANO, named=False)
    factory = JetsonFactory(SystemClock(), ORIN_NANO, Lines(tmp_path, cast("OpenChip", chips.open)))
    lamp = LED("BOARD7", pin_factory=factory)
    lamp.on()
    assert chips.wires[PIN_7].high
    lamp.close()
    assert chips.taken == []


def test_no_other_line_is_taken_instead(jetson: JetsonFactory, chips: FakeChips) -> None:
    chips.wires[PIN_7].name = "PAC.99"
    with pytest.raises(PinError, match=r"has no line PAC\.06 \(header pin 7\)"):
        LED("BOARD7", pin_factory=jetson)


def test_closing_gives_every_line_back(jetson: JetsonFactory, chips: FakeChips) -> None:
    button = DigitalInputDevice("BOARD7", pull_up=None, active_state=False, pin_factory=jetson)
    button.when_activated = lambda: None
    kept = LED("BOARD15", pin_factory=jetson)
    assert sorted(chips.taken) == ["PAC.06", "PN.01"]
    jetson.close()
    assert chips.taken == []
    assert kept.pin.function == "input"
    assert "pin 7" not in {thread.name for thread in threading.enumerate()}


def test_a_button_takes_its_line_once(jetson: JetsonFactory, chips: FakeChips, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[object] = []
    asked = FakeChip.request_lines
    monkeypatch.setattr(FakeChip, "request_lines", lambda *a, **k: requests.append(a) or asked(*a, **k))
    button = DigitalInputDevice("BOARD7", pull_up=None, active_state=False, pin_factory=jetson)
    assert not button.is_active
    assert len(requests) == 1


def test_a_pull_that_a_jetson_does_not_have_is_refused_and_not_pretended(jetson: JetsonFactory) -> None:
    with pytest.raises(PinFixedPull, match="fit a resistor"):
        Button("BOARD7", pin_factory=jetson)


def test_a_bouncing_contact_is_waited_out_for_longer_than_the_chip_could(
    jetson: JetsonFactory, chips: FakeChips
) -> None:
    wire, told, settled = chips.wires[PIN_7], [], threading.Event()
    button = DigitalInputDevice("BOARD7", pull_up=None, active_state=False, bounce_time=0.3, pin_factory=jetson)
    button.when_activated = lambda: told.append("down")

    def freed() -> None:
        told.append("up")
        settled.set()

    button.when_deactivated = freed
    for _ in range(5):
        wire.drive(high=False)
        wire.drive(high=True)
    assert settled.wait(60)
    assert told == ["down", "up"]  # the first edge at once, and at the end where the wire lies otherwise


def test_no_permission_is_one_line_that_says_what_to_do(jetson: JetsonFactory, chips: FakeChips) -> None:
    chips.locked = True
    with pytest.raises(PinError, match="into the group gpio"):
        LED("BOARD7", pin_factory=jetson)


def test_a_missing_chip_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    factory = JetsonFactory(SystemClock(), THOR, Lines(tmp_path))
    with pytest.raises(PinError, match=r"no GPIO chip tegra264-gpio-main in .*: check gpio\.board"):
        LED("BOARD7", pin_factory=factory)


def test_a_line_that_another_program_has_names_that_program(jetson: JetsonFactory, chips: FakeChips) -> None:
    chips.wires[PIN_7].consumer = "sysfs"
    with pytest.raises(
        PinError, match=r"header pin 7 \(line PAC\.06 of tegra234-gpio\): another program has it \(sysfs\)"
    ):
        LED("BOARD7", pin_factory=jetson)


def test_a_pin_of_the_supply_is_refused(jetson: JetsonFactory) -> None:
    with pytest.raises(GPIOZeroError, match="BOARD1 is not a valid pin name"):
        LED("BOARD1", pin_factory=jetson)


def test_gpiozero_finds_the_factory_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "jetson")
    monkeypatch.setattr(Device, "pin_factory", None)
    with pytest.raises(PinError, match="no header that is known on this machine"):
        Device.ensure_pin_factory()
