"""Button, lamp and beeper: the doctor finds their lines, and what stands in the way."""

from pathlib import Path

import pytest

from daemon.cli.doctor import header
from daemon.cli.doctor.finding import Finding, Verdict
from daemon.config.settings import Gpio
from daemon.gpio.headers import ORIN_NANO
from tests.cli.doctor.board import Jetson
from tests.fakes.gpio_chips import FakeChips


@pytest.fixture
def board(tmp_path: Path) -> Jetson:
    return Jetson(tmp_path)


def look(board: Jetson, chips: FakeChips, config: Gpio | None = None) -> Finding:
    (found,) = header.checks(board.ground, config or Gpio(enabled=True), chips.open)
    return found


def chips(board: Jetson, *, named: bool = True) -> FakeChips:
    (board.root / "dev").mkdir(exist_ok=True)
    return FakeChips(board.root / "dev", ORIN_NANO, named=named)


def test_the_lines_of_the_pins_are_found(board: Jetson) -> None:
    found = look(board, chips(board))
    assert found.verdict is Verdict.OK
    assert "pin 7 is PAC.06" in found.says


def test_what_is_switched_off_is_well(board: Jetson) -> None:
    assert look(board, chips(board), Gpio()).verdict is Verdict.OK


def test_a_pin_that_is_ground_is_named(board: Jetson) -> None:
    found = look(board, chips(board), Gpio(enabled=True, button=9))
    assert found.verdict is Verdict.FAIL
    assert "pin 9" in found.says


def test_a_chip_that_nobody_may_open_is_a_matter_of_the_group(board: Jetson) -> None:
    made = chips(board)
    made.locked = True
    assert "usermod -aG gpio" in str(look(board, made).mend)


def test_a_kernel_that_names_no_lines_is_noted(board: Jetson) -> None:
    assert look(board, chips(board, named=False)).verdict is Verdict.NOTE


def test_another_boards_chip_is_not_this_boards(board: Jetson) -> None:
    found = look(board, chips(board), Gpio(enabled=True, board="thor"))
    assert found.verdict is Verdict.FAIL
    assert "gpio.board" in str(found.mend)


def test_a_machine_without_a_header_is_told(board: Jetson) -> None:
    board.remove("proc/device-tree/compatible")
    assert look(board, chips(board)).verdict is Verdict.FAIL
