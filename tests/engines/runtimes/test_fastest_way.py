"""Which of two ways is taken, as a machine is free, gets busy and is free again."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from engines.runtimes.fastest_way import LOOK_EVERY_S, TURN, FastestWay

SPIN, SLEEP = 0, 1
FREE = (0.007, 0.009)
BUSY = (0.018, 0.012)
FRAME_S = 1 / 30
SOON_S = 7.0
"""Seconds in which a change is followed."""


@dataclass
class Machine:
    """Thirty runs a second, each of which takes as long as the machine then needs for it."""

    fastest: FastestWay = field(default_factory=lambda: FastestWay(2))
    t: float = 1000.0
    ways: list[int] = field(default_factory=list)

    def run(self, seconds: float, costs_s: tuple[float, float], hiccup: Callable[[int], float] = lambda _: 0.0) -> None:
        for _ in range(round(seconds / FRAME_S)):
            way = self.fastest.next
            self.ways.append(way)
            self.t += FRAME_S
            self.fastest.took(costs_s[way] + hiccup(len(self.ways)), self.t)


@pytest.mark.parametrize(("costs_s", "best"), [(FREE, SPIN), (BUSY, SLEEP)])
def test_the_faster_way_is_found_in_the_first_second(costs_s: tuple[float, float], best: int) -> None:
    machine = Machine()
    machine.run(1.1, costs_s)
    assert machine.fastest.best == best
    assert set(machine.ways) == {SPIN, SLEEP}
    assert machine.fastest.next == best


def test_a_core_that_gets_busy_is_followed_and_one_that_is_free_again_too() -> None:
    machine = Machine()
    machine.run(20, FREE)
    assert machine.fastest.best == SPIN
    machine.run(SOON_S, BUSY)
    assert machine.fastest.best == SLEEP
    machine.run(20, BUSY)
    machine.run(SOON_S, FREE)
    assert machine.fastest.best == SPIN


def test_a_way_that_only_a_try_shows_to_be_faster_is_found_within_the_next_look() -> None:
    machine = Machine()
    machine.run(2, (0.018, 0.009))
    assert machine.fastest.best == SLEEP
    machine.run(LOOK_EVERY_S + 2, (0.007, 0.009))
    assert machine.fastest.best == SPIN


def test_ways_that_take_the_same_do_not_flap() -> None:
    machine = Machine()
    machine.run(300, (0.0100, 0.0096))
    assert machine.fastest.best == SPIN
    tried = machine.ways.count(SLEEP)
    assert tried <= 15 * (1 + 300 / LOOK_EVERY_S), "only while they are compared"


def test_a_moment_of_another_process_decides_nothing() -> None:
    for at in range(1, 31):
        machine = Machine()
        machine.run(1.1, FREE, lambda run, at=at: 0.1 * (run == at))  # type: ignore[misc]
        assert machine.fastest.best == SPIN, at


def test_noise_asks_for_no_more_than_a_look_in_five_seconds() -> None:
    machine = Machine()
    machine.run(60, FREE, lambda run: 0.03 * (run % 7 == 0))
    assert machine.ways.count(SLEEP) <= 15 * 60 / 5


def test_a_way_that_is_clearly_slower_is_tried_no_further() -> None:
    machine = Machine()
    machine.run(60, (0.060, 0.020), lambda run: 0.01 * (run % 7))
    assert machine.fastest.best == SLEEP
    assert machine.ways.count(SPIN) <= TURN * 60 / 5


def test_one_way_is_taken_always() -> None:
    fastest = FastestWay(1)
    for run in range(200):
        assert fastest.next == fastest.best == 0
        fastest.took(0.01 * (1 + run % 3), float(run))
