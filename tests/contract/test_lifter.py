"""What every lifter does, whichever it is: world joints from now and before, and nothing else is touched."""

from collections.abc import Callable

import numpy as np
import pytest

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from engines.lifting.features import SEEN_SIZE, WORLD_SIZE
from engines.lifting.network import OUT, Network
from engines.lifting.temporal import TemporalLifter
from engines.ports import Lifter


def temporal(*, corrects: bool) -> Lifter:
    """Returns a lifter whose weights are chance's."""
    rng, taps_s = np.random.default_rng(2), (0.0, 0.1, 0.2)
    reads = SEEN_SIZE + (WORLD_SIZE if corrects else 0)
    sizes = ((reads, 16), (16 * len(taps_s), 24), (24, 24), (24, OUT))
    layers = tuple(
        (rng.normal(0, 0.2, size).astype(np.float32), rng.normal(0, 0.1, size[1]).astype(np.float32)) for size in sizes
    )
    return TemporalLifter(Network(taps_s, corrects, layers))


LIFTERS: dict[str, Callable[[], Lifter]] = {
    "corrects": lambda: temporal(corrects=True),
    "alone": lambda: temporal(corrects=False),
}


@pytest.fixture(params=LIFTERS)
def make(request: pytest.FixtureRequest) -> Callable[[], Lifter]:
    return LIFTERS[request.param]


def poses(count: int, *, world: bool = True) -> list[Pose]:
    rng = np.random.default_rng(4)
    xy, metres, score = rng.uniform(50, 400, (count, 33, 2)), rng.normal(0, 0.4, (count, 33, 3)), rng.random((33,))
    rows = ((xy[k].astype(np.float32), metres[k].astype(np.float32)) for k in range(count))
    return [Pose(k / 25, a, b if world else None, score.astype(np.float32)) for k, (a, b) in enumerate(rows)]


def test_time_picture_and_scores_stay_as_they_are(make: Callable[[], Lifter]) -> None:
    lifter = make()
    for pose in poses(5):
        before = pose.xy.copy(), pose.score.copy()
        lifted = lifter.lift(pose)
        assert lifted.t == pose.t
        assert np.array_equal(lifted.xy, before[0])
        assert np.array_equal(lifted.score, before[1])


def test_world_joints_are_metres_around_the_hips(make: Callable[[], Lifter]) -> None:
    lifter = make()
    for pose in poses(5):
        world = lifter.lift(pose).world
        assert world is not None
        assert world.dtype == np.float32
        assert np.isfinite(world).all()
        assert np.abs(world[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)).max() < 1e-5


def test_the_pose_that_came_in_is_not_changed(make: Callable[[], Lifter]) -> None:
    pose = poses(1)[0]
    assert pose.world is not None
    before = pose.world.copy()
    make().lift(pose)
    assert np.array_equal(pose.world, before)


def test_what_comes_later_changes_nothing(make: Callable[[], Lifter]) -> None:
    seen = poses(12)
    short, long = make(), make()
    some = [short.lift(pose).world for pose in seen[:6]]
    every = [long.lift(pose).world for pose in seen]
    assert np.array_equal(np.array(some), np.array(every[:6]))


def test_forgetting_is_a_new_start(make: Callable[[], Lifter]) -> None:
    seen = poses(6)
    used, fresh = make(), make()
    for pose in seen:
        used.lift(pose)
    used.forget()
    again, first = used.lift(seen[3]).world, fresh.lift(seen[3]).world
    assert np.array_equal(np.array(again), np.array(first))


def test_a_pose_without_world_joints_is_no_trouble(make: Callable[[], Lifter]) -> None:
    lifter = make()
    for pose in poses(4, world=False):
        lifted = lifter.lift(pose).world
        assert lifted is None or lifted.shape == (33, 3)
