"""MoveNet's row per joint is y, x, score: the joints, their scores on a pose's scale, and whether there is a person."""

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.skeleton import Joint
from engines.crop_format import CropFormat
from engines.models import coco
from engines.models.movenet import MoveNet, decode, likely
from engines.ports import Cropper, Found
from engines.roi import Roi
from tests.fakes.pictures import NoStages, frame

SIDE = 192
SHOULDER, HIP = coco.COCO.index(Joint.LEFT_SHOULDER), coco.COCO.index(Joint.RIGHT_HIP)


class Answering:
    """A runtime that answers the same to every picture."""

    name, threads = "fixed", None

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self.image = np.zeros((1, SIDE, SIDE, 3), np.int32)
        self.outputs = {"any name": rows.reshape(1, 1, 17, 3)}
        self.wanted: CropFormat | None = None

    def cropper(self, crop: CropFormat) -> Cropper:
        self.wanted = crop
        return self

    def fill(self, *_: object) -> None:
        pass

    def run(self) -> None:
        pass


def rows(score: float = 0.6) -> NDArray[np.float32]:
    """A standing person in the crop's middle third, 17 joints, all with one score."""
    found = np.full((17, 3), score, np.float32)
    found[:, 0] = np.linspace(0.2, 0.8, 17)
    found[:, 1] = 0.5
    return found


def found_in(given: NDArray[np.float32], roi: Roi | None = None) -> Found:
    (one,) = MoveNet(Answering(given), NoStages()).find(frame(np.zeros((480, 640, 3), np.uint8), 3.5), roi)
    return one


def test_y_comes_before_x() -> None:
    joints, scores = decode(np.array([[[[0.25, 0.75, 0.5]] * 17]], np.float32), 100, 200)
    assert joints[0].tolist() == [75.0, 50.0]
    assert scores[0] == 0.5


def test_the_network_reads_bytes_as_they_are() -> None:
    runtime = Answering(rows())
    MoveNet(runtime, NoStages())
    assert runtime.wanted == CropFormat()


def test_the_joints_lie_in_the_square_that_was_read() -> None:
    pose = found_in(rows(), Roi(300.0, 200.0, 100.0, 0.0)).pose
    assert pose.xy[Joint.NOSE] == pytest.approx((300, 170))
    assert pose.xy[Joint.RIGHT_ANKLE] == pytest.approx((300, 230))
    assert pose.t == 3.5
    assert pose.world is None
    whole = found_in(rows()).pose
    assert whole.xy[Joint.NOSE] == pytest.approx((320, 240 - 0.3 * 640))


def test_a_doubtful_joint_is_doubtful_in_the_pose_too() -> None:
    assert likely(np.array([0.0, 0.15, 0.3, 1.0])).tolist() == [0.0, 0.25, 0.5, 1.0]
    assert found_in(rows(0.3)).pose.score[Joint.LEFT_KNEE] == pytest.approx(0.5)


def test_a_person_is_there_where_a_shoulder_and_a_hip_are() -> None:
    assert found_in(rows(0.1)).presence < 0.5
    assert found_in(rows(0.6)).presence == 1.0
    torso = rows(0.05)
    torso[[SHOULDER, HIP], 2] = 0.21
    assert 0.5 <= found_in(torso).presence < 0.6
    torso[HIP, 2] = 0.19
    assert found_in(torso).presence < 0.5
