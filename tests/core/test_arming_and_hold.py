"""The start position and a hold: seconds of a posture, against a clock that is known."""

import pytest

from daemon.core.counting.arming import StartPosition
from daemon.core.counting.hold import HoldInterval, HoldState, HoldTimer
from daemon.core.features.movement import Movement
from daemon.core.features.sample import Sample
from daemon.core.params import ArmingParams, FeatureParams, HoldParams, MeasureParams
from daemon.core.spec import Exercise, Requirement, Term, When
from tests.core.attempts import FPS

UPRIGHT = Exercise(
    "squat", "Squat", (Term("knee", 170, 80),), "knee", (Requirement("torso_tilt", When.START, max=30.0),)
)


def start_position(by: ArmingParams | None = None) -> StartPosition:
    return StartPosition(by or ArmingParams(), MeasureParams(), UPRIGHT, Movement.of(UPRIGHT, FeatureParams()).columns)


def frame(t: float, depth: float = 0.0, confidence: float = 1.0, lean: float = 10.0) -> Sample:
    return Sample(t, depth, confidence, (170.0, 0.0, lean), (1.0, 1.0, 1.0))


def ready_at(samples: list[Sample], by: ArmingParams | None = None) -> float | None:
    stage, held = start_position(by), ()
    for each in samples:
        held, ready = stage.step(held, each)
        if ready:
            return each.t
    return None


@pytest.mark.parametrize("dwell_s", [0.0, 0.6, 1.5])
def test_a_set_is_active_once_the_start_position_was_held_for_the_dwell_time(dwell_s: float) -> None:
    still = [frame(i / FPS) for i in range(3 * FPS)]
    assert ready_at(still, ArmingParams(dwell_s=dwell_s)) == pytest.approx(dwell_s, abs=1.5 / FPS)


def test_a_movement_begins_the_wait_afresh() -> None:
    moved = [frame(i / FPS, depth=0.0 if i < 10 else 0.2) for i in range(2 * FPS)]
    assert ready_at(moved) == pytest.approx(10 / FPS + 0.6, abs=1.5 / FPS)


@pytest.mark.parametrize(
    "sample",
    [frame(0.0, depth=0.51), frame(0.0, confidence=0.31), frame(0.0, lean=31.0)],
    ids=["deep", "hidden", "lean"],
)
def test_what_is_not_the_start_position_is_not_taken_for_it(sample: Sample) -> None:
    assert start_position().shown_in(frame(0.0))
    assert not start_position().shown_in(sample)


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
