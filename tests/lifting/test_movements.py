"""What the lifter is trained on and held to: true joints that are true, and pictures like those that an engine sees."""

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.body import LIMBS
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from engines.lifting.features import features
from tests.gym import rig, truth
from tests.gym.render import RIG
from tests.gym.rig import Rig
from tests.gym.set_truth import joints
from tests.gym.sets import Set, duration, frozen_plans
from tests.lifting.angles import angles, errors
from tests.lifting.batches import MIRRORED, MIRRORED_LIMBS, batch
from tests.lifting.capture import in_camera
from tests.lifting.examples import Examples, examples, taps
from tests.lifting.imagined import imagined
from tests.lifting.mocap import retarget
from tests.lifting.recording import JOINTS

TAPS_S = (0.0, 0.1, 0.2)


@pytest.fixture(scope="module")
def body() -> Rig:
    return rig.load(RIG)


@pytest.fixture(scope="module")
def learnt(body: Rig) -> Examples:
    return examples(list(imagined([body], 3, seed=1)), TAPS_S)


def captured(body: Rig, exercise: str) -> NDArray[np.float64]:
    """Returns the twelve joints of an exercise (N, 12, 3): x right, y down, z away."""
    plan = next(plan for plan in frozen_plans() if plan.exercise == exercise)
    places = joints(body, Set(body, plan), np.linspace(0.8, duration(plan) - 1, 12))
    room = np.stack([places[name] for name in JOINTS], axis=1)
    return np.stack([room[..., 0], -room[..., 2], room[..., 1]], axis=-1)


@pytest.mark.parametrize("exercise", ["squat", "lunge", "curl", "shoulder_press", "deadlift"])
def test_the_athlete_bends_knees_and_elbows_as_the_captured_body_does(body: Rig, exercise: str) -> None:
    wanted = captured(body, exercise)
    moments = []
    for limbs in wanted:
        world = np.zeros((33, 3), np.float32)
        world[list(LIMBS)] = limbs
        for side in ("LEFT", "RIGHT"):
            world[Joint[f"{side}_FOOT_INDEX"]] = world[Joint[f"{side}_ANKLE"]] + np.array((0, 0.05, -0.2), np.float32)
            world[Joint[f"{side}_HEEL"]] = world[Joint[f"{side}_ANKLE"]] + np.array((0, 0.05, 0.05), np.float32)
        moments.append(retarget(body, world))
    places = truth.places(body, moments)
    room = np.stack([places[name] for name in JOINTS], axis=1)
    off = errors(room, wanted)
    assert off["knee"].max() < 1
    assert off["elbow"].max() < 1
    assert off["hip"].mean() < 12


def test_imagined_movement_looks_like_its_true_joints(body: Rig) -> None:
    for seen in imagined([body], 2, seed=3):
        off = np.linalg.norm(seen.xy[:, list(LIMBS)] - seen.true_xy, axis=-1)
        size = np.linalg.norm(np.ptp(seen.true_xy, axis=1), axis=-1).mean()
        assert np.median(off) < 0.06 * size
        assert seen.score.min() >= 0
        assert np.isfinite(seen.xy).all()


def test_the_camera_sees_what_it_projects(body: Rig) -> None:
    plan = frozen_plans()[0]
    places = joints(body, Set(body, plan), np.array([1.0]))
    room = np.stack([places[name] for name in JOINTS], axis=1)
    seen, pixels = in_camera(room, plan.camera), plan.camera.project(room, (640, 480))
    focal = 240 / np.tan(np.radians(plan.camera.vertical_deg) / 2)
    assert np.allclose(seen[..., :2] / seen[..., 2:] * focal + (320, 240), pixels, atol=1e-6)


def test_a_mirrored_body_has_its_angles_on_the_other_side(learnt: Examples) -> None:
    assert MIRRORED[Joint.LEFT_KNEE] == Joint.RIGHT_KNEE
    assert MIRRORED[Joint.NOSE] == Joint.NOSE
    mirrored = learnt.true[:, MIRRORED_LIMBS] * (-1, 1, 1)
    before, after = angles(learnt.true), angles(mirrored)
    assert all(np.allclose(before[name], after[name][:, ::-1], atol=0.01) for name in before)


def test_turning_and_mirroring_changes_no_angle(learnt: Examples) -> None:
    rows = np.arange(20)
    made = batch(learnt, rows, np.random.default_rng(0), corrects=False)
    wanted, found = angles(learnt.true[rows]), angles(made.true)
    for name, values in wanted.items():
        as_it_is = np.abs(found[name] - values).max(axis=1)
        mirrored = np.abs(found[name] - values[:, ::-1]).max(axis=1)
        assert np.minimum(as_it_is, mirrored).max() < 0.05


def test_a_batch_is_what_a_lifter_reads(learnt: Examples) -> None:
    read = batch(learnt, np.arange(6), np.random.default_rng(0), corrects=True)
    one = Pose(0.0, learnt.xy[0], learnt.world[0], learnt.score[0])
    assert one.world is not None
    assert read.features.shape == (6, len(TAPS_S), len(features(one.xy, one.score, one.world)))
    assert np.isfinite(read.features).all()


def test_a_tap_reads_the_nearest_moment_and_never_a_later_one() -> None:
    t = np.array([0.0, 0.1, 0.2, 0.5, 0.6])
    assert taps(t, TAPS_S).tolist() == [[0, 0, 0], [1, 0, 0], [2, 1, 0], [3, 3, 2], [4, 3, 3]]
