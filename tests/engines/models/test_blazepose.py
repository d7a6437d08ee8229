"""What the whole engine gives, however the frames lie in memory."""

import dataclasses

import numpy as np
import pytest

from daemon.config import paths
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame, Layout
from engines import registry
from engines.factory import open_engine
from tests.fakes.clock import ManualClock
from tests.fakes.pictures import NoStages, Picture, clip, frame, pictures

pytestmark = pytest.mark.slow

FRAMES = 12


@pytest.fixture(scope="module")
def scene() -> list[Picture]:
    return pictures(clip("c001"), 20, FRAMES)


def poses(frames: list[Frame]) -> list[Pose]:
    engine = open_engine(registry.DEFAULT, paths.models_folder(), 2, NoStages(), ManualClock())
    found = [engine.estimate(given) for given in frames]
    assert None not in found
    return [pose for pose in found if pose is not None]


def assert_near(expected: list[Pose], found: list[Pose], most: float) -> None:
    """The joints' median distance is within so many torso lengths, and metres."""
    apart, apart_m = [], []
    for one, other in zip(expected, found, strict=True):
        torso = np.linalg.norm(one.xy[Joint.LEFT_SHOULDER] - one.xy[Joint.LEFT_HIP])
        apart.append(np.linalg.norm(one.xy - other.xy, axis=1) / torso)
        assert one.world is not None
        assert other.world is not None
        apart_m.append(np.linalg.norm(one.world - other.world, axis=1))
    # Over the whole scene: the median of a single frame moves with the last digits of a processor.
    assert np.median(apart) < most
    assert np.median(apart_m) < most


def upright(scene: list[Picture], **how: object) -> list[Frame]:
    return [frame(picture, index / 30, **how) for index, picture in enumerate(scene)]  # type: ignore[arg-type]


def test_a_video_filmed_sideways_gives_the_same_joints(scene: list[Picture]) -> None:
    height, width = scene[0].shape[:2]
    lying = [
        dataclasses.replace(
            frame(np.ascontiguousarray(np.rot90(picture)), index / 30),
            width=width,
            height=height,
            to_stored=np.array([[0.0, 1, 0], [-1, 0, width - 1]]),
        )
        for index, picture in enumerate(scene)
    ]
    assert_near(poses(upright(scene)), poses(lying), 0.02)


def test_squeezed_pixels_give_the_same_joints(scene: list[Picture]) -> None:
    height, width = scene[0].shape[:2]
    narrow = [picture[:, ::2] for picture in scene]
    squeezed = [
        dataclasses.replace(
            frame(np.ascontiguousarray(picture[:, : picture.shape[1] // 2 * 2]), index / 30),
            width=width,
            height=height,
            to_stored=np.array([[0.5, 0, 0], [0, 1, 0]]),
        )
        for index, picture in enumerate(narrow)
    ]
    assert_near(poses(upright(scene)), poses(squeezed), 0.03)


def test_both_layouts_and_padded_rows_give_the_same_joints(scene: list[Picture]) -> None:
    plain = poses(upright(scene, layout=Layout.NV12))
    assert_near(plain, poses(upright(scene, layout=Layout.I420, padding=40)), 0.002)


def test_the_same_frames_give_the_same_joints_to_the_bit(scene: list[Picture]) -> None:
    for one, other in zip(poses(upright(scene)), poses(upright(scene)), strict=True):
        assert np.array_equal(one.xy, other.xy)
        assert np.array_equal(one.score, other.score)


def test_a_standing_athletes_metres_are_a_bodys(scene: list[Picture]) -> None:
    world = poses(upright(scene))[-1].world
    assert world is not None
    shin = np.linalg.norm(world[Joint.LEFT_KNEE] - world[Joint.LEFT_ANKLE])
    assert 0.25 < shin < 0.6
    assert world[Joint.NOSE][1] < world[Joint.LEFT_HIP][1] < world[Joint.LEFT_ANKLE][1], "y points down"


def test_a_pose_is_not_changed_by_the_frames_after_it(scene: list[Picture]) -> None:
    engine = open_engine(registry.DEFAULT, paths.models_folder(), 2, NoStages(), ManualClock())
    first, second = upright(scene)[:2]
    found = engine.estimate(first)
    assert found is not None
    assert found.world is not None
    joints = (found.xy, found.world, found.score)
    before = [each.copy() for each in joints]
    after = engine.estimate(second)
    assert after is not None
    assert after.world is not None
    assert all(np.array_equal(each, kept) for each, kept in zip(joints, before, strict=True))
    assert not any(np.shares_memory(a, b) for a in joints for b in (after.xy, after.world, after.score))
