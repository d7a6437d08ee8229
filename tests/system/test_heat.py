"""A hot machine is asked for fewer frames before its kernel slows it down, and does not see-saw."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.config.settings import Heat as Config
from daemon.system import heat
from daemon.system.health import Machine
from daemon.system.heat import Heat, Steps
from daemon.system.watch import VitalsWatch
from tests.fakes import sysfs
from tests.fakes.clock import ManualClock

STEPS = Steps(limit_c=95.0, warm_fps=20.0, hot_fps=15.0)


def caps(temperatures: Iterable[float | None]) -> list[float | None]:
    """The frame rate after each of these readings, one a second."""
    state, found = Heat(), []
    for t, temperature in enumerate(temperatures):
        state = heat.step(state, temperature, float(t), STEPS)
        found.append(heat.cap_fps(state, STEPS))
    return found


def test_a_cool_machine_gives_every_frame() -> None:
    assert set(caps([20.0, 60.0, 84.9])) == {None}


def test_it_steps_down_on_the_way_to_the_limit_and_not_at_it() -> None:
    assert caps([84.0, 85.0, 89.0, 90.0, 94.0, 99.0]) == [None, 20.0, 20.0, 15.0, 15.0, 15.0]


def test_a_sudden_heat_takes_both_steps_at_once() -> None:
    assert caps([50.0, 93.0]) == [None, 15.0]


def test_it_comes_back_a_step_at_a_time_after_half_a_minute_of_cool() -> None:
    found = caps([91.0] + [70.0] * 70)
    assert [found.index(cap) for cap in (15.0, 20.0, None)] == [0, 31, 62]


def test_it_does_not_see_saw_about_a_bound() -> None:
    found = caps([84.5 if t % 2 else 85.5 for t in range(600)])
    assert found == [20.0] * 600


def test_a_short_cool_spell_changes_nothing() -> None:
    assert set(caps([86.0, *[70.0] * 20, 82.0, *[70.0] * 20])) == {20.0}


def test_without_a_reading_it_stays_where_it_is() -> None:
    assert set(caps([91.0, *[None] * 600])) == {15.0}


@given(st.lists(st.floats(-50, 150), max_size=200))
def test_it_is_never_faster_than_this_heat_allows(temperatures: list[float]) -> None:
    for temperature, cap in zip(temperatures, caps(temperatures), strict=True):
        if temperature >= 90:
            assert cap == 15.0
        elif temperature >= 85:
            assert cap in (15.0, 20.0)


def test_the_limit_is_the_boards_own(tmp_path: Path) -> None:
    board = sysfs.thor(tmp_path)  # slows down at 104 °C
    watch = VitalsWatch(Machine(board.root).read, Config(), ManualClock())
    board.heat("tj-thermal", 93.0)
    watch.look()
    assert watch.cap_fps is None
    board.heat("tj-thermal", 95.0)
    watch.look()
    assert watch.cap_fps == 20.0
    assert watch.vitals.throttled == "hot (95 °C): 20 frames a second until it is cooler"


def test_the_kernels_own_throttling_is_said_first(tmp_path: Path) -> None:
    board = sysfs.orin_nano(tmp_path)
    board.heat("tj-thermal", 97.0)
    board.alert("cpu-throttle-alert", 2)
    watch = VitalsWatch(Machine(board.root).read, Config(), ManualClock())
    watch.look()
    assert watch.cap_fps == 15.0
    assert (watch.vitals.throttled or "").startswith("too hot: the kernel slows the CPU down")


@pytest.mark.parametrize(
    ("config", "cap"), [(Config(enabled=False), None), (Config(limit_c=110.0), None), (Config(limit_c=70.0), 15.0)]
)
def test_the_settings_have_the_last_word(config: Config, cap: float | None, tmp_path: Path) -> None:
    board = sysfs.orin_nano(tmp_path)
    board.heat("tj-thermal", 92.0)
    watch = VitalsWatch(Machine(board.root).read, config, ManualClock())
    watch.look()
    assert watch.cap_fps == cap


def test_it_is_read_in_a_thread_of_its_own_which_ends(tmp_path: Path) -> None:
    watch = VitalsWatch(Machine(sysfs.orin_nano(tmp_path).root).read, Config(), ManualClock())
    watch.start()
    watch.close()
    watch.close()
    assert watch.vitals.power_mode == "25W"
