"""How evenly an athlete lifts, and how seldom a set is stopped by chance."""

import random

import pytest

from daemon.core.plan.steadiness import NEEDED, steadiness
from tests.core.plan import false_stops
from tests.core.plan.false_stops import velocities


def known(noise: float, sets: int, true: float = 0.2) -> float:
    dice = random.Random(1)  # noqa: S311 - the same sets every time
    return steadiness("squat", "side", [velocities(noise, dice, true) for _ in range(sets)]).cv


@pytest.mark.parametrize("noise", [0.03, 0.05, 0.08])
@pytest.mark.parametrize("true", [0.0, 0.1, 0.3])
def test_the_variation_is_that_of_the_reps_however_the_set_slows(noise: float, true: float) -> None:
    assert known(noise, 2000, true) == pytest.approx(noise, rel=0.12)


def test_it_speaks_from_thirty_reps_on() -> None:
    even = [1.0, 1.01] * 5
    assert not steadiness("squat", "side", [even] * 3).suffices
    assert steadiness("squat", "side", [even] * 4).suffices
    assert steadiness("squat", "side", [even] * 4).reps >= NEEDED
    assert steadiness("squat", "side", [[1.0, 1.5], [], [0.0, 0.0, 0.0]]).reps == 0


def test_a_set_that_slows_by_a_tenth_is_seldom_stopped_at_a_fifth() -> None:
    """Two of a hundred sets at 5 % would be as many as a rule may stop; at 8 % nothing may be stopped."""
    assert false_stops.share(0.05, false_stops.is_stopped, sets=1500) <= 0.02
    assert false_stops.share(0.05, false_stops.is_slow_once, sets=1500) <= 0.025
    assert false_stops.share(0.05, false_stops.is_stopped_by_one, sets=1500) > 0.15
    assert false_stops.share(0.08, false_stops.is_stopped, sets=1500) > 0.02
    assert false_stops.share(0.08, false_stops.is_stopped, gate=True, sets=1500) <= 0.005
