"""What the dashboard says of the machine is what the board's own files say; what a board does not have is left open."""

from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.system.health import Machine, Vitals
from tests.fakes import sysfs
from tests.fakes.sysfs import Tree

ORIN_NANO = Vitals(51.062, 95.0, 0.437, 9.25, "25W", 0.25)
AGX_ORIN = Vitals(45.031, 99.0, 0.0, 9.31, "MAXN", 0.0)
THOR = Vitals(50.9, 104.0, None, 28.12, "120W", None)
PC = Vitals(64.5, None, None, None, None, None)


@pytest.mark.parametrize(
    ("board", "vitals"),
    [(sysfs.orin_nano, ORIN_NANO), (sysfs.agx_orin, AGX_ORIN), (sysfs.thor, THOR), (sysfs.pc, PC)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_board_is_read_by_its_own_files(board: Callable[[Path], Tree], vitals: Vitals, tmp_path: Path) -> None:
    assert Machine(board(tmp_path).root).read() == vitals


def test_a_machine_that_says_nothing_is_no_error(tmp_path: Path) -> None:
    assert Machine(tmp_path).read() == Vitals()


def test_what_this_machine_says_of_itself_is_plausible() -> None:
    vitals = Machine().read()
    assert vitals.temperature_c is None or -20 < vitals.temperature_c < 125
    assert vitals.power_w is None or 0 <= vitals.power_w < 1000
    assert all(share is None or 0 <= share <= 1 for share in (vitals.gpu_load, vitals.fan))


def test_the_kernel_slowing_down_is_said_in_words(tmp_path: Path) -> None:
    board = sysfs.orin_nano(tmp_path)
    machine = Machine(board.root)
    assert machine.read().throttled is None
    board.alert("gpu-throttle-alert", 1)
    board.alert("soc0-throttle-alert", 1)
    assert machine.read().throttled == "too hot: the kernel slows the GPU and the SOC down; give it air"


def test_a_fan_at_work_is_not_throttling(tmp_path: Path) -> None:
    board = sysfs.agx_orin(tmp_path)
    board.alert("pwm-fan", 4)
    assert Machine(board.root).read().throttled is None


def test_over_current_is_said_while_it_happens_and_not_for_what_was(tmp_path: Path) -> None:
    board = sysfs.agx_orin(tmp_path)  # has counted seven since it was switched on
    machine = Machine(board.root)
    assert machine.read().throttled is None
    board.write("sys/class/hwmon/hwmon5/oc3_event_cnt", "9")
    assert "over-current" in (machine.read().throttled or "")
    assert machine.read().throttled is None


def test_a_processor_that_slows_itself_down_is_said(tmp_path: Path) -> None:
    board = sysfs.pc(tmp_path)
    machine = Machine(board.root)
    machine.read()
    board.write("sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count", "13")
    assert "slows itself down" in (machine.read().throttled or "")


@pytest.mark.parametrize("text", ["", "hot", "51062 C", "\x00"])
def test_a_file_that_says_nonsense_is_passed_over(text: str, tmp_path: Path) -> None:
    board = sysfs.orin_nano(tmp_path)
    for name in ("thermal/thermal_zone0/temp", "hwmon/hwmon1/in1_input", "devfreq/17000000.gpu/device/load"):
        board.write(f"sys/class/{name}", text)
    board.write("var/lib/nvpmodel/status", text)
    vitals = Machine(board.root).read()
    assert vitals.temperature_c == 51.062
    assert vitals.gpu_load is None
    assert vitals.power_mode is None
    assert vitals.power_w == pytest.approx(5.14)


def test_sensors_that_are_switched_off_tell_no_temperature(tmp_path: Path) -> None:
    board = sysfs.orin_nano(tmp_path)
    for zone in ("cpu", "gpu", "soc0", "tj"):
        board.heat(f"{zone}-thermal", -256.0)
    assert Machine(board.root).read().temperature_c is None


def test_a_mode_without_a_name_is_told_by_its_number(tmp_path: Path) -> None:
    board = sysfs.orin_nano(tmp_path)
    board.write("var/lib/nvpmodel/status", "pmode:0007")
    assert Machine(board.root).read().power_mode == "mode 7"
