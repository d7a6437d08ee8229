"""A hold: seconds of a posture, against a clock that is known."""

import pytest

from daemon.core.counting.hold import HoldInterval, HoldState, HoldTimer
from daemon.core.params import HoldParams
from tests.core.attempts import FPS


def held(posture: list[bool]) -> tuple[HoldState, list[HoldInterval]]:
    """A posture, so many times a second."""
    timer, state, ended = HoldTimer(HoldParams()), HoldState(), list[HoldInterval]()
    for i, each in enumerate(posture):
        state, interval = timer.step(state, i / FPS, held=each)
        ended += [interval] if interval else []
    return state, ended


def test_the_seconds_of_a_hold_are_counted_from_its_begin_to_its_end() -> None:
    state, ended = held([False] * FPS + [True] * 5 * FPS + [False] * FPS)
    (interval,) = ended
    assert (interval.start, interval.end) == pytest.approx((1.0, 6.0), abs=1 / FPS)
    assert HoldTimer(HoldParams()).seconds(state) == pytest.approx(5.0, abs=1 / FPS)


def test_a_wobble_does_not_end_a_hold() -> None:
    state, ended = held([True] * 3 * FPS + [False] * (FPS // 2) + [True] * 3 * FPS)
    assert ended == []
    assert HoldTimer(HoldParams()).seconds(state) == pytest.approx(6.5, abs=2 / FPS)


def test_who_passes_through_the_posture_does_not_hold_it() -> None:
    state, ended = held([True] * FPS)
    assert HoldTimer(HoldParams()).seconds(state) == 0.0
    state, ended = held([True] * FPS + [False] * 2 * FPS)
    assert ended == []
    assert HoldTimer(HoldParams()).seconds(state) == 0.0


def test_the_hold_under_way_ends_with_the_set() -> None:
    timer = HoldTimer(HoldParams())
    state, interval = timer.finish(held([True] * 4 * FPS)[0])
    assert interval is not None
    assert interval.end - interval.start == pytest.approx(4.0, abs=2 / FPS)
    assert timer.seconds(state) == pytest.approx(4.0, abs=2 / FPS)
