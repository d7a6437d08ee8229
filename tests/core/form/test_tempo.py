"""A rep's moments, of movements whose moments are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.form import tempo
from daemon.core.form.tempo import Moments

Floats = NDArray[np.float64]
T = np.arange(0.0, 6.0, 1 / 30)


def eased(start: float, seconds: float) -> Floats:
    """Returns a movement of least jerk from 0 to 1."""
    u = np.clip((T - start) / seconds, 0.0, 1.0)
    eased: Floats = u**3 * (10 - 15 * u + 6 * u * u)
    return eased


def shown(depth: Floats, start: float, end: float) -> tuple[float, ...]:
    """Returns what is told of a rep that is seen until its count lets it go."""
    found = found_in(depth, start, end)
    assert found is not None
    return found.start, found.down, found.up, found.end


def found_in(depth: Floats, start: float, end: float) -> Moments | None:
    """Returns a rep's moments as they are found in what is seen of it."""
    seen = end >= T
    return tempo.moments(T[seen], depth[seen], start, end)


def test_a_held_turn_is_a_pause() -> None:
    depth = eased(1.0, 1.0) - eased(3.0, 1.0)
    assert shown(depth, 1.3, 3.75) == pytest.approx((1.0, 2.0, 3.0, 4.0), abs=0.08)


def test_a_slow_way_down_is_told_from_a_quick_way_up() -> None:
    depth = eased(1.0, 2.0) - eased(3.2, 0.7)
    assert shown(depth, 1.6, 3.7) == pytest.approx((1.0, 3.0, 3.2, 3.9), abs=0.12)


def test_a_quick_way_down_is_told_from_a_slow_way_up() -> None:
    depth = eased(1.0, 0.7) - eased(1.9, 2.0)
    assert shown(depth, 1.2, 3.4) == pytest.approx((1.0, 1.7, 1.9, 3.9), abs=0.15)


def test_a_way_that_starts_slowly_starts_where_it_does() -> None:
    depth = 0.15 * eased(1.0, 0.8) + 0.85 * eased(1.3, 1.0) - eased(2.5, 1.0)
    start = shown(depth, 1.5, 3.25)[0]
    assert start == pytest.approx(1.0, abs=0.2)


def test_a_body_that_gives_way_at_once_comes_to_rest_at_once() -> None:
    depth = np.clip((T - 1.0) / 1.0, 0.0, 1.0) - np.clip((T - 2.5) / 1.0, 0.0, 1.0)
    start, _, _, end = shown(depth, 1.1, 3.4)
    assert (start, end) == pytest.approx((1.0, 3.5), abs=0.12)


@pytest.mark.parametrize("highest", [2.05, 2.95])
def test_a_held_turn_is_where_it_is_wherever_its_noise_is_deepest(highest: float) -> None:
    noise = np.random.default_rng(3).normal(0.0, 0.01, len(T))
    depth = eased(1.0, 1.0) - eased(3.0, 1.0) + noise + 0.03 * np.exp(-(((T - highest) / 0.1) ** 2))
    assert shown(depth, 1.3, 3.75)[1:3] == pytest.approx((2.0, 3.0), abs=0.12)


@pytest.mark.parametrize("deepest", [2.0, 3.0])
def test_a_turn_that_dips_is_one_turn_on_whichever_side_it_is_deeper(deepest: float) -> None:
    dip = 0.3 * np.exp(-(((T - 2.5) / 0.1) ** 2))
    deeper = 0.1 * np.exp(-(((T - deepest) / 0.15) ** 2))
    depth = eased(1.0, 1.0) - eased(3.0, 1.0) - dip + deeper
    found = found_in(depth, 1.3, 3.75)
    assert found is not None
    assert found.turn == pytest.approx(2.5, abs=0.1)
    assert found.up - found.down > 0.5


def test_several_reps_in_one_are_not_measured_as_one() -> None:
    depth = eased(0.5, 0.6) - eased(4.6, 0.6) - sum(0.4 * np.exp(-(((T - at) / 0.2) ** 2)) for at in (1.8, 2.8, 3.8))
    assert found_in(depth, 0.7, 5.0) is None
