import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.errors import EngineError
from engines.lifting.features import SEEN_SIZE, WORLD_SIZE
from engines.lifting.network import OUT, Network, load
from engines.lifting.temporal import TemporalLifter

TAPS = (0.0, 0.1, 0.2, 0.3, 0.4)


def network(*, corrects: bool, out: float = 0.05, code: int = 128, mix: int = 256) -> Network:
    """Returns one that has learnt nothing, as large as those that are trained."""
    rng = np.random.default_rng(1)
    reads = SEEN_SIZE + (WORLD_SIZE if corrects else 0)
    sizes = ((reads, code, 0.1), (code * len(TAPS), mix, 0.05), (mix, mix, 0.05), (mix, OUT, out))
    layers = tuple(
        (rng.normal(0, scale, (a, b)).astype(np.float32), rng.normal(0, scale, b).astype(np.float32))
        for a, b, scale in sizes
    )
    return Network(TAPS, corrects, layers)


def poses(count: int, fps: float = 30.0, seed: int = 0) -> list[Pose]:
    rng = np.random.default_rng(seed)
    xy, world = rng.uniform(100, 400, (33, 2)), rng.normal(0, 0.4, (33, 3))
    world -= (world[Joint.LEFT_HIP] + world[Joint.RIGHT_HIP]) / 2
    sway = np.sin(np.arange(count) / fps * 3)[:, None, None]
    moved_xy, moved = (xy + 20 * sway).astype(np.float32), (world * (1 + 0.1 * sway)).astype(np.float32)
    return [Pose(k / fps, moved_xy[k], moved[k], np.ones(33, np.float32)) for k in range(count)]


def worlds(lifter: TemporalLifter, seen: list[Pose]) -> NDArray[np.float32]:
    lifted = [lifter.lift(pose).world for pose in seen]
    return np.stack([world for world in lifted if world is not None])


def test_a_lifter_that_adds_nothing_leaves_the_world_joints_as_they_are() -> None:
    seen = poses(5)
    lifted = worlds(TemporalLifter(network(corrects=True, out=0.0)), seen)
    assert np.allclose(lifted, [pose.world for pose in seen], atol=1e-6)


def test_hands_and_feet_go_with_wrists_and_ankles() -> None:
    pose = poses(1)[0]
    assert pose.world is not None
    lifted = worlds(TemporalLifter(network(corrects=True)), [pose])[0]
    moved = lifted - pose.world
    assert np.abs(moved[Joint.LEFT_WRIST]).max() > 0.001
    assert np.allclose(moved[Joint.LEFT_INDEX], moved[Joint.LEFT_WRIST], atol=1e-6)
    assert np.allclose(moved[Joint.RIGHT_HEEL], moved[Joint.RIGHT_ANKLE], atol=1e-6)


def test_a_lifter_of_the_picture_does_not_look_at_world_joints() -> None:
    seen = poses(8)
    flat = [Pose(pose.t, pose.xy, None, pose.score) for pose in seen]
    with_world, without = (worlds(TemporalLifter(network(corrects=False)), each) for each in (seen, flat))
    assert np.array_equal(with_world, without)


def test_the_same_movement_is_the_same_at_any_place_and_size_in_the_picture() -> None:
    seen = poses(8)
    far = [Pose(pose.t, pose.xy * np.float32(0.5) + np.float32(30), None, pose.score) for pose in seen]
    near, away = (worlds(TemporalLifter(network(corrects=False)), each) for each in (seen, far))
    assert np.allclose(near, away, atol=1e-4)


def test_a_joint_that_is_not_seen_says_nothing() -> None:
    pose = poses(1)[0]
    score = pose.score.copy()
    score[Joint.NOSE] = 0
    xy = pose.xy.copy()
    xy[Joint.NOSE] += 500
    lifter = TemporalLifter(network(corrects=False))
    first = worlds(lifter, [Pose(0, pose.xy, None, score)])[0]
    lifter.forget()
    second = worlds(lifter, [Pose(0, xy, None, score)])[0]
    limbs = slice(Joint.LEFT_SHOULDER, None)
    assert np.allclose(first[limbs], second[limbs], atol=1e-6)


def test_twice_the_frame_rate_tells_the_same() -> None:
    slow, fast = poses(30, fps=30), poses(60, fps=60)
    at_30, at_60 = (worlds(TemporalLifter(network(corrects=True)), each) for each in (slow, fast))
    assert np.allclose(at_30, at_60[::2], atol=1e-4)


def test_what_was_before_a_gap_is_forgotten() -> None:
    seen = poses(20)
    lifter = TemporalLifter(network(corrects=True))
    worlds(lifter, seen)
    late = seen[0]
    after = lifter.lift(Pose(30.0, late.xy, late.world, late.score)).world
    fresh = worlds(TemporalLifter(network(corrects=True)), [late])[0]
    assert after is not None
    assert np.array_equal(after, fresh)


def test_it_keeps_no_more_than_it_reads() -> None:
    lifter = TemporalLifter(network(corrects=True))
    worlds(lifter, poses(600))
    assert len(lifter._codes) <= 15


def test_it_is_small_and_quick() -> None:
    made, seen = network(corrects=True), poses(300)
    lifter, spent = TemporalLifter(made), list[float]()
    for pose in seen:
        began = time.thread_time()
        lifter.lift(pose)
        spent.append(time.thread_time() - began)
    assert made.size <= 1_000_000
    # The quickest quarter: other processes empty the caches of a busy machine.
    assert np.quantile(spent, 0.25) <= 200e-6


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    made, seen = network(corrects=True), poses(10)
    made.save(tmp_path / "lifter.npz")
    before, after = (worlds(TemporalLifter(each), seen) for each in (made, load(tmp_path / "lifter.npz")))
    assert np.allclose(before, after, atol=2e-3)
    assert (tmp_path / "lifter.npz").stat().st_size <= 4 << 20


def test_a_file_that_is_no_lifter_is_refused_in_one_line(tmp_path: Path) -> None:
    text, other, unfit = (tmp_path / name for name in ("text.npz", "other.npz", "unfit.npz"))
    text.write_text("weights", encoding="utf-8")
    np.savez(other, taps_s=np.zeros(1))
    network(corrects=True, code=3).save(unfit)
    bent = Network(TAPS, False, load(unfit).layers)
    bent.save(unfit)
    for path in (text, other, unfit, tmp_path / "none.npz"):
        with pytest.raises(EngineError, match="is no lifter"):
            load(path)
