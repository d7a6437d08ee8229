"""What can be said of a history, and how seldom it cries wolf."""

from collections.abc import Callable

import numpy as np
import pytest

from daemon.trends import findings, robust
from daemon.trends.findings import Plateau, Point, TooEarly, Trend
from tests.trends.histories import history
from tests.trends.power import (
    share_of_changes,
    share_of_plateaus,
    share_of_ranges,
    share_of_sides,
    share_of_trends,
)

Share = Callable[..., float]


def test_the_slope_is_the_median_of_all_pairs() -> None:
    assert robust.slope([0, 1, 2, 3], [0, 1, 2, 30]) == pytest.approx((10 + 1) / 2)


def test_one_wild_session_moves_no_trend() -> None:
    x = [at / 2 for at in range(16)]
    y = [100 + 2 * at for at in x]
    y[7] = 400
    assert robust.slope(x, y) == pytest.approx(2.0, abs=0.01)


def test_before_twelve_sessions_it_is_too_early_and_says_how_many_are_missing() -> None:
    found = findings.trend([Point(at / 2, 10.0) for at in range(7)])
    assert isinstance(found, TooEarly)
    assert found.says == "too early to say: 7 of 12 sessions"


def test_twelve_sessions_within_a_month_are_too_early_too() -> None:
    found = findings.trend([Point(at / 3, 10.0 + at) for at in range(12)])
    assert isinstance(found, TooEarly)
    assert found.says == "too early to say: 3 of 6 weeks"
    nearly = findings.trend([Point(at * 5.9 / 11, 10.0) for at in range(12)])
    assert nearly.says == "too early to say: 5 of 6 weeks"


def test_a_clear_rise_is_told_with_its_interval() -> None:
    rng = np.random.default_rng(5)
    found = findings.trend(history(rng, 24, per_week=0.03, noise=0.01))
    assert isinstance(found, Trend)
    assert found.low < 0.03 < found.high
    assert found.says.startswith("up ")
    falling = findings.trend(history(rng, 24, per_week=-0.02, noise=0.01))
    assert falling.says.startswith("down ")


def test_what_stays_the_same_is_flat() -> None:
    rng = np.random.default_rng(6)
    found = findings.plateau(history(rng, 31, noise=0.02))
    assert isinstance(found, Plateau)
    assert found.says == "flat for 15 weeks"
    assert findings.plateau(history(rng, 30, per_week=0.03, noise=0.02)) is None


def test_a_jump_is_more_than_day_to_day() -> None:
    rng = np.random.default_rng(7)
    assert findings.change(history(rng, 20, step=0.4)).says.endswith(": more than your usual day-to-day")
    assert findings.change(history(rng, 20)).says == "within your usual day-to-day"
    assert findings.change(history(rng, 14)).says == "too early to say: 14 of 15 sessions"


def test_a_change_says_in_which_direction_since_more_than_usual_may_be_less() -> None:
    def of(*last: float) -> str:
        return findings.change([Point(at, value) for at, value in enumerate((12.0, 13.0) * 8 + last)]).says

    assert of(7, 7, 7, 7, 7) == "down from 12.5 to 7: more than your usual day-to-day"
    assert of(20, 20, 20, 20, 20) == "up from 12.5 to 20: more than your usual day-to-day"


def test_one_rate_is_told_once_and_none_as_nothing() -> None:
    assert Trend(0.012, 0.01201, 0.01203).says == "up 1.2 % a week"
    assert Trend(-0.012, -0.013, -0.011).says == "down 1.1 to 1.3 % a week"
    assert Trend(0.001, 0.0001, 0.002).says == "up by at most 0.2 % a week"
    assert Trend(-0.0002, -0.0003, -0.0001).says == "down by less than 0.1 % a week"


def test_a_plateau_is_not_told_across_a_break_in_which_nobody_trained() -> None:
    before, after = [at / 2 for at in range(16)], [24 + at / 2 for at in range(9)]
    found = findings.plateau([Point(week, 10.0) for week in (*before, *after)])
    assert isinstance(found, TooEarly)
    assert found.says == "too early to say: 9 of 16 sessions"
    assert findings.plateau([Point(week, 10.0) for week in before]) == Plateau(7.5)


@pytest.mark.slow
@pytest.mark.parametrize("sessions", [13, 16, 24, 40])
def test_a_flat_history_is_told_as_a_trend_in_one_of_twenty_at_most(sessions: int) -> None:
    assert share_of_trends(sessions, per_week=0.0, noise=0.04) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("sessions", [15, 30])
@pytest.mark.parametrize("share", [share_of_changes, share_of_ranges, share_of_sides])
def test_of_flat_histories_one_in_twenty_at_most_is_told_as_a_change(share: Share, sessions: int) -> None:
    noise = 0.04 if share is share_of_changes else 3.0
    assert share(sessions, step=0.0, noise=noise) <= 0.05


@pytest.mark.slow
def test_of_rising_histories_one_in_twenty_at_most_is_told_as_a_plateau() -> None:
    assert share_of_plateaus(24, per_week=0.02, noise=0.04) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("sessions", [24, 40])
def test_at_its_limit_one_history_in_twenty_at_most_is_told_as_a_plateau(sessions: int) -> None:
    assert share_of_plateaus(sessions, per_week=findings.FLAT, noise=0.04, histories=1000) <= 0.05


@pytest.mark.slow
def test_true_changes_are_seen() -> None:
    assert share_of_trends(24, per_week=0.01, noise=0.04, histories=400) >= 0.6
    assert share_of_plateaus(32, per_week=0.0, noise=0.04, histories=400) >= 0.8
    assert share_of_ranges(15, step=-12.0, noise=2.0, histories=400) >= 0.8
    assert share_of_sides(15, step=-12.0, noise=2.0, histories=400) >= 0.6
