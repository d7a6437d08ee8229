"""The smoother: its step response against the formula, and when it starts afresh."""

import math

import numpy as np
import pytest

from daemon.core.params import SmootherParams
from daemon.core.pose.pose import Pose
from daemon.core.pose.smoothing import OneEuroSmoother, SmoothedPose
from tests.fakes import stick

LEFT_WRIST = 4
"""Its row in ``body.limbs``."""
DT = 1 / 30


def moved(by: float, t: float, *, whole: bool = False) -> Pose:
    """The stick figure, its left wrist (or all of it) moved to the right by so many pixels."""
    pose = stick.squatting(172, t)
    xy = pose.xy.copy()
    xy[:, 0] += by if whole else 0.0
    xy[15, 0] += 0.0 if whole else by
    return Pose(t, xy, pose.world, pose.score)


def follow(poses: list[Pose], by: SmootherParams | None = None) -> list[SmoothedPose]:
    smoother, last, found = OneEuroSmoother(by or SmootherParams()), None, []
    for pose in poses:
        last, _ = smoother.step(last, pose)
        found.append(last)
    return found


def wrist(smoothed: SmoothedPose) -> float:
    return smoothed.filtered.image[LEFT_WRIST][0]


def test_without_beta_a_step_is_followed_as_a_first_order_low_pass_does() -> None:
    by = SmootherParams(beta=0.0)
    found = follow([moved(0, 0.0), *(moved(10, DT * i) for i in range(1, 11))], by)
    share = 1 / (1 + 1 / (2 * math.pi * by.min_cutoff_hz * DT))  # the paper's equation 3
    missing = [1 - (wrist(each) - wrist(found[0])) / 10 for each in found]
    assert missing == pytest.approx([(1 - share) ** i for i in range(11)], abs=1e-5)


def test_with_beta_the_cut_off_rises_with_the_filtered_speed() -> None:
    by = SmootherParams()
    first, second = follow([moved(0, 0.0), moved(10, DT)], by)
    speed_share = 1 / (1 + 1 / (2 * math.pi * by.derivative_cutoff_hz * DT))
    speed = speed_share * 10 / DT / first.torso_px  # torso lengths a second; equations 2 to 7
    share = 1 / (1 + 1 / (2 * math.pi * (by.min_cutoff_hz + by.beta * speed) * DT))
    assert (wrist(second) - wrist(first)) / 10 == pytest.approx(share, abs=1e-5)


def test_jitter_at_rest_is_steadied() -> None:
    noise = np.random.default_rng(1).normal(0, 1, 300)
    found = follow([moved(float(by), DT * i) for i, by in enumerate(noise)])
    assert np.std([wrist(each) for each in found[30:]]) < 0.6 * np.std(noise)


@pytest.mark.parametrize(("gap_s", "afresh"), [(0.4, False), (0.6, True)])
def test_after_a_gap_the_filter_starts_afresh(gap_s: float, afresh: bool) -> None:  # noqa: FBT001 - a table
    first, second = follow([moved(0, 0.0), moved(10, gap_s)])
    assert (wrist(second) - wrist(first) == pytest.approx(10, abs=1e-3)) is afresh


@pytest.mark.parametrize(("torsos", "afresh"), [(0.7, False), (0.9, True)])
def test_a_trunk_that_jumps_is_somebody_elses(torsos: float, afresh: bool) -> None:  # noqa: FBT001 - a table
    by = torsos * stick.TORSO * stick.PX_PER_M
    first, second = follow([moved(0, 0.0), moved(by, DT, whole=True)])
    smoother = OneEuroSmoother(SmootherParams())
    assert smoother.jumped(first, second) is afresh
    assert (wrist(second) - wrist(first) == pytest.approx(by, abs=1e-3)) is afresh


def test_a_model_without_world_landmarks_gets_a_body_of_an_adults_size_from_the_picture() -> None:
    pose = stick.squatting(172, 0.0)
    _, body = OneEuroSmoother(SmootherParams()).step(None, Pose(0.0, pose.xy, None, pose.score))
    assert body.torso == pytest.approx(0.5, abs=1e-3)
    assert math.dist(body.world[0], body.world[1]) == pytest.approx(0.345)  # one behind the other in the picture
