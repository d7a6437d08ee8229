"""The segmenter: a movement of known frequency gives as many attempts, and each threshold does what it says."""

import pytest

from daemon.core.counting.segmenter import HysteresisSegmenter, Phase
from daemon.core.params import SegmenterParams
from tests.core.attempts import cut, line, sine


@pytest.mark.parametrize("hz", [0.2, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_sine_gives_an_attempt_for_each_of_its_periods(hz: float, fps: int) -> None:
    attempts, _ = cut(sine(hz, 10 / hz, fps), fps=fps)
    assert len(attempts) == 10
    assert all(each.locked_out for each in attempts)
    assert [each.depth for each in attempts] == pytest.approx([1.0] * 10, abs=0.12)


@pytest.mark.parametrize("depth", [0.4, 1.0, 1.7])
def test_an_athlete_who_goes_less_far_is_cut_by_the_own_range(depth: float) -> None:
    attempts, _ = cut(sine(0.5, 10, depth=depth))
    assert len(attempts) == 5
    assert attempts[0].top == pytest.approx(depth, abs=0.01)


def test_what_stays_within_leave_is_no_attempt() -> None:
    assert cut(sine(1.0, 10, depth=0.14))[0] == []
    assert len(cut(sine(1.0, 10, depth=0.14), SegmenterParams(leave=0.05))[0]) > 0


def test_a_wobble_in_a_rep_that_is_not_half_back_is_the_same_attempt() -> None:
    attempts, _ = cut(line((1, 1.0), (0.5, 0.6), (0.5, 1.0), (1, 0.0)))
    assert len(attempts) == 1


def test_going_out_again_from_half_way_back_is_an_attempt_without_lockout() -> None:
    attempts, state = cut(line((1, 1.0), (0.5, 0.5), (0.5, 1.0)))
    assert [each.locked_out for each in attempts] == [False]
    assert state.phase is Phase.OUT
    assert state.low == pytest.approx(0.35 * 0.5, abs=0.02)  # the start level relents towards the athlete


def test_who_rests_nearly_back_is_back() -> None:
    attempts, _ = cut(line((1, 1.0), (1, 0.3), (1, 0.3)))
    assert [each.locked_out for each in attempts] == [True]
    assert attempts[0].samples[-1].t == pytest.approx(2.0 + 0.3, abs=0.1)


def test_who_is_nine_tenths_back_is_back_at_once() -> None:
    attempts, _ = cut(line((1, 1.0), (3, 0.0)))
    assert attempts[0].samples[-1].depth == pytest.approx(0.1, abs=0.02)


def test_the_end_of_the_footage_completes_what_is_as_good_as_back() -> None:
    segmenter = HysteresisSegmenter(SegmenterParams())
    for end, complete in ((0.14, True), (0.2, False)):
        attempts, state = cut(line((1, 1.0), (1, end)))
        assert attempts == []
        assert (segmenter.finish(state) is not None) is complete


def test_a_set_that_starts_at_the_turning_point_counts_the_way_back_from_there() -> None:
    lifted = [1.0 - each for each in line((1, 1.0))]
    assert len(cut(lifted, starts_at_turn=True)[0]) == 1
    assert cut(lifted)[0] == []


def test_the_start_level_follows_who_settles_lower() -> None:
    attempts, _ = cut(line((10, 0.4), (1, 1.4), (1, 0.4)))
    assert len(attempts) == 1
    assert attempts[0].low == pytest.approx(0.4, abs=0.1)


def test_memory_is_bounded_in_an_attempt_without_end() -> None:
    _, state = cut(line((1, 1.0), (100, 1.0)), SegmenterParams(max_samples=200))
    assert len(state.samples) <= 200


@pytest.mark.parametrize("at", [100, 101])
def test_an_attempt_of_minutes_keeps_its_turning_point(at: int) -> None:
    """However short it was: what is measured of a rep is measured around it."""
    wild = [0.0] * 10 + [0.3] * at + [1.0] + [0.62] * 100 + [0.0] * 20
    (attempt,) = cut(wild, SegmenterParams(max_samples=150))[0]
    assert max(each.depth for each in attempt.samples) == attempt.top
