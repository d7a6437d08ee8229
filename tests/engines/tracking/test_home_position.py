"""The home position is where the athlete stays, and not where somebody walks past."""

from engines.roi import Roi
from engines.tracking.home_position import HomePosition

FPS = 30
HERE = Roi(300, 200, 400, 0.0)
THERE = Roi(700, 200, 400, 0.0)


def seen(home: HomePosition, roi: Roi, first_s: float, last_s: float) -> None:
    for index in range(round((last_s - first_s) * FPS)):
        home.update(roi, first_s + index / FPS)


def test_a_position_becomes_home_after_a_second() -> None:
    home = HomePosition()
    seen(home, HERE, 0.0, 0.9)
    assert home.roi(0.9) is None
    seen(home, HERE, 0.9, 1.2)
    assert home.roi(1.2) == HERE


def test_home_is_left_for_a_moment_and_kept() -> None:
    home = HomePosition()
    seen(home, HERE, 0.0, 2.0)
    assert not home.is_away(2.0)
    seen(home, THERE, 2.0, 4.5)
    assert home.is_away(4.5)
    assert home.roi(4.5) == HERE


def test_home_is_given_up_after_three_seconds_elsewhere() -> None:
    home = HomePosition()
    seen(home, HERE, 0.0, 2.0)
    seen(home, THERE, 2.0, 7.0)
    assert home.roi(7.0) == THERE
    assert not home.is_away(7.0)


def test_home_follows_an_athlete_who_drifts() -> None:
    home = HomePosition()
    seen(home, HERE, 0.0, 2.0)
    seen(home, Roi(340, 200, 400, 0.0), 2.0, 8.0)
    moved = home.roi(8.0)
    assert moved is not None
    assert 335 < moved.x < 340
