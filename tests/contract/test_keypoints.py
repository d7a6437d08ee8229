"""What every keypoint network promises: one parametrised suite, so that a pipeline cannot tell them apart."""

from pathlib import Path

import numpy as np
import pytest

from daemon.core.pose.skeleton import Joint
from engines.ports import Found, Keypoints
from engines.roi import Roi
from engines.runtimes.onnx_runtime import OnnxRuntime
from tests.fakes.families import Case, case, families
from tests.fakes.pictures import NoStages, frame

pytestmark = pytest.mark.slow


@pytest.fixture(params=families("keypoints"))
def family(request: pytest.FixtureRequest) -> Case:
    return case(request.param, "keypoints")


@pytest.fixture
def keypoints(family: Case, tmp_path: Path) -> Keypoints:
    opened: Keypoints = family.module.KEYPOINTS.open(OnnxRuntime(family.network(tmp_path), 1), NoStages())
    return opened


def look(keypoints: Keypoints, family: Case, t: float = 0.0) -> Found:
    """The person whom the pipeline would be told of: in the picture, or in the square around the person."""
    square = None if keypoints.sees_picture else Roi(*family.place, 330.0, 0.0)
    (found,) = keypoints.find(family.frame(t), square)
    return found


def hips(found: Found) -> tuple[float, float]:
    x, y = found.pose.xy[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0).tolist()
    return x, y


def test_the_joints_are_where_the_person_is(keypoints: Keypoints, family: Case) -> None:
    found = look(keypoints, family, 7.5)
    assert found.pose.t == 7.5
    assert hips(found) == pytest.approx(family.place, abs=family.near)
    assert 0.5 <= found.presence <= 1
    assert ((found.pose.score >= 0) & (found.pose.score <= 1)).all()
    assert np.isfinite(found.pose.xy).all()


def test_the_next_square_holds_every_joint_that_is_seen(keypoints: Keypoints, family: Case) -> None:
    found = look(keypoints, family)
    away = np.linalg.norm(found.pose.xy[found.pose.score > 0.5] - (found.roi.x, found.roi.y), axis=1)
    assert away.max() <= found.roi.size * np.sqrt(0.5)


def test_a_square_is_read_as_a_square_of_the_picture(keypoints: Keypoints, family: Case) -> None:
    (found,) = keypoints.find(family.frame(0.0), Roi(family.place[0] + 10, family.place[1] - 10, 360.0, 0.0))
    assert hips(found) == pytest.approx(family.place, abs=1.5 * family.near)


def test_a_square_without_a_person_holds_nobody_or_somebody_unlikely(keypoints: Keypoints, family: Case) -> None:
    empty = frame(np.full((480, 640, 3), 90, np.uint8))
    found = keypoints.find(empty, None if keypoints.sees_picture else Roi(*family.place, 300.0, 0.0))
    assert all(one.presence < 0.5 for one in found)
    if keypoints.sees_picture:
        assert found == []


def test_nothing_is_remembered_from_one_picture_to_the_next(keypoints: Keypoints, family: Case) -> None:
    first = look(keypoints, family)
    before = first.pose.xy.copy(), first.pose.score.copy()
    keypoints.find(frame(np.full((480, 640, 3), 90, np.uint8), 0.1))
    again = look(keypoints, family)
    assert np.array_equal(again.pose.xy, before[0])
    assert np.array_equal(again.pose.score, before[1])
    assert (again.alignment, again.presence) == (first.alignment, first.presence)
    assert np.array_equal(first.pose.xy, before[0]), "what was found is not overwritten"


def test_it_runs_on_the_runtime_that_it_says(keypoints: Keypoints) -> None:
    assert isinstance(keypoints.runtime, OnnxRuntime)
