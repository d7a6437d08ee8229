"""The square around the athlete stands still with the athlete, and moves with the athlete."""

import numpy as np

from engines.tracking.roi_smoothing import RoiSmoother


def test_a_trembling_square_is_held_still_and_a_fast_one_followed() -> None:
    rng = np.random.default_rng(0)
    smoother, still = RoiSmoother(), []
    for index in range(200):
        x, y = rng.normal(0, 1, 2)
        still.append(smoother.smooth((300 + x, 200 + y, 300 + x, 50 + y), index / 30))
    assert np.std([points[0] for points in still[60:]]) < 0.5, "half of the trembling, or less"
    for index in range(200, 230):
        moving = smoother.smooth((300 + 10 * (index - 200), 200, 300 + 10 * (index - 200), 50), index / 30)
    assert abs(moving[0] - 590) < 15


def test_time_that_stands_still_does_no_harm() -> None:
    smoother = RoiSmoother()
    assert smoother.smooth((1, 2, 3, 40), 5.0) == (1, 2, 3, 40)
    assert smoother.smooth((2, 2, 3, 40), 5.0) == (2, 2, 3, 40)
    assert smoother.smooth((4, 2, 3, 40), 4.0) == (4, 2, 3, 40)
