"""The wall clock is set under a running box: seen without root, told once, and never mistaken for something else."""

from datetime import datetime, timedelta, timezone

import pytest

from daemon.clock import Reading
from daemon.runtime.wall_clock import WallClock, kept_clock, known_clock

DAY_S = 86_400.0
NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Machine:
    """Its clocks, moved by hand."""

    def __init__(self) -> None:
        self.awake_s, self.asleep_s, self.set_s = 10.0, 0.0, 0.0
        self.glitches_s = [0.0]

    def read(self) -> Reading:
        boot_s = self.awake_s + self.asleep_s
        glitch_s = self.glitches_s.pop(0) if len(self.glitches_s) > 1 else self.glitches_s[0]
        return Reading(self.awake_s, boot_s, NEVER + timedelta(seconds=boot_s + self.set_s + glitch_s))


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_a_clock_that_is_set_is_told_once_and_by_how_much(machine: Machine) -> None:
    wall = WallClock(machine.read)
    machine.awake_s += 1
    assert wall.look() is None
    machine.set_s = 1.7e9
    assert wall.utc(machine.awake_s).year == 1970, "what is stamped before the next look is of the same clock"
    assert wall.look() == 1.7e9
    assert wall.look() is None
    assert wall.utc(machine.awake_s) == NEVER + timedelta(seconds=1.7e9 + 11)


def test_a_moment_in_the_past_is_told_by_the_clock_as_it_is_now(machine: Machine) -> None:
    wall = WallClock(machine.read)
    machine.awake_s, machine.set_s = 20.0, DAY_S
    wall.look()
    assert wall.utc(15.0) == NEVER + timedelta(seconds=DAY_S + 15)


def test_a_machine_that_slept_has_not_moved_its_clock(machine: Machine) -> None:
    wall = WallClock(machine.read)
    machine.asleep_s += 3600
    assert wall.look() is None
    assert wall.utc(machine.awake_s) == NEVER + timedelta(seconds=3610)


def test_a_process_that_was_stopped_between_two_clocks_tells_no_move(machine: Machine) -> None:
    wall = WallClock(machine.read)
    machine.glitches_s = [30.0, 0.0]
    assert wall.look() is None
    assert wall.look() is None


def test_small_steps_add_up(machine: Machine) -> None:
    wall = WallClock(machine.read)
    told = []
    for _ in range(4):
        machine.set_s += 0.4
        told.append(wall.look())
    assert told == [None, None, 1.2, None]


def test_a_clock_that_was_set_while_the_daemon_was_off_is_told_at_its_start(machine: Machine) -> None:
    kept = kept_clock("boot", WallClock(machine.read).set_s)
    machine.set_s = DAY_S
    known = known_clock(kept, "boot")
    assert known == 0.0
    assert WallClock(machine.read, known).look() == DAY_S


@pytest.mark.parametrize("kept", [None, "", "another 12.5"])
def test_of_another_boot_nothing_is_known(kept: str | None) -> None:
    assert known_clock(kept, "boot") is None
