import numpy as np
import pytest

from tests.gym import rig
from tests.gym.render import RIG
from tests.gym.rig import Rig
from tests.gym.solve import solve
from tests.gym.truth import places
from tests.gym.wandering import wander


@pytest.fixture(scope="module")
def body() -> Rig:
    return rig.load(RIG)


@pytest.mark.parametrize("seed", range(8))
def test_somebody_moves_and_stays_whole_and_in_the_picture(body: Rig, seed: int) -> None:
    limb = body.limb("upperleg01.L", "lowerleg01.L", "foot.L")
    made = wander(np.random.default_rng(seed), 2.0, limb.upper_m + limb.lower_m)
    moments = [solve(body, made.move(t)) for t in np.linspace(0, 2, 9)]
    joints = places(body, moments)
    thigh = np.linalg.norm(joints["knee_left"] - joints["hip_left"], axis=1)
    assert np.allclose(thigh, thigh[0])
    assert max(np.linalg.norm(np.ptp(each, axis=0)) for each in joints.values()) > 0.05
    pixels = made.camera.project(np.stack([*joints.values()]), (640, 640))
    inside = ((pixels > -64) & (pixels < 704)).all(axis=-1)
    assert inside.mean() > 0.9


def test_one_seed_is_one_movement() -> None:
    first, second = (wander(np.random.default_rng(3), 1.0, 0.8) for _ in range(2))
    assert first.move(0.7) == second.move(0.7)
    assert first.camera == second.camera
