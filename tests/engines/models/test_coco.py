"""COCO's joints in the canonical skeleton, and the square around them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from engines.models import body_square, coco
from engines.roi import Roi


def numbered() -> Pose:
    rows = np.arange(17, dtype=np.float64)
    return coco.canonical(2.5, np.stack([10 * rows, 10 * rows + 1], axis=1), (rows + 1) / 17)


def test_each_joint_has_its_canonical_row() -> None:
    pose = numbered()
    assert pose.t == 2.5
    for row, joint in ((0, Joint.NOSE), (5, Joint.LEFT_SHOULDER), (12, Joint.RIGHT_HIP), (16, Joint.RIGHT_ANKLE)):
        assert pose.xy[joint].tolist() == [10 * row, 10 * row + 1]
        assert pose.score[joint] == pytest.approx((row + 1) / 17)


def test_what_coco_lacks_has_score_0_and_stays_on_the_body_and_there_is_no_depth() -> None:
    pose = numbered()
    assert pose.world is None
    absent = [joint for joint in Joint if joint not in coco.COCO]
    assert len(absent) == 16
    assert not pose.score[absent].any()
    assert (pose.xy[Joint.LEFT_FOOT_INDEX] == pose.xy[Joint.LEFT_ANKLE]).all()


def test_the_square_is_that_of_movenets_authors() -> None:
    xy = np.tile([100.0, 200.0], (17, 1))
    xy[[5, 6], 1] = 120  # shoulders 80 above the hips: 1.9 * 80 = 152
    xy[16] = 100, 320  # an ankle 120 below: 1.2 * 120 = 144
    score = np.full(17, 0.9)
    assert side(xy, score) == pytest.approx(2 * 152)
    xy[16, 1] = 340  # 1.2 * 140 = 168
    assert side(xy, score) == pytest.approx(2 * 168)
    score[16] = 0.1
    assert side(xy, score) == pytest.approx(2 * 152), "a joint that is not seen does not count"


def side(xy: NDArray[np.float64], score: NDArray[np.float64]) -> float:
    roi = Roi.from_alignment(*body_square.alignment(coco.canonical(0, xy, score), 0.2))
    assert (roi.x, roi.y, roi.rotation_rad) == pytest.approx((100, 200, 0))
    return roi.size
