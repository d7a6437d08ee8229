"""Rendered sets as they are kept: small, and the same poses when they are read again."""

from pathlib import Path

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.ports import PoseFrame
from tests.form import traces
from tests.form.playing import RENDERED, lots


def _frame(t: float, seed: int) -> PoseFrame:
    rng = np.random.default_rng(seed)
    xy, world = rng.uniform(0, 640, (33, 2)), rng.uniform(-1, 1, (33, 3))
    score = rng.uniform(0.1, 1, 33)
    return PoseFrame(t, Pose(t, xy.astype(np.float32), world.astype(np.float32), score.astype(np.float32)), 640, 480)


def test_a_trace_is_read_as_it_was_written_but_for_its_rounding(tmp_path: Path) -> None:
    frames = (_frame(0.0, 1), PoseFrame(0.04, None, 640, 480), _frame(0.08, 2))
    traces.write(tmp_path / "set.npz", traces.Trace(frames, 25, np.array([[10.0], [20.04], [30.0]])))
    again = traces.read(tmp_path / "set.npz")
    assert again.frames[1].pose is None
    assert np.abs(again.true.ravel() - [10, 20, 30]).max() < 0.06
    for one, other in ((frames[0], again.frames[0]), (frames[2], again.frames[2])):
        assert one.pose is not None
        assert other.pose is not None
        assert one.pose.world is not None
        assert other.pose.world is not None
        assert other.t == one.t
        assert np.abs(one.pose.xy - other.pose.xy)[11:17].max() < 0.201
        assert np.abs(one.pose.world - other.pose.world)[23:].max() < 0.0013
        assert np.abs(one.pose.score - other.pose.score).max() < 0.0051


def test_the_rendered_sets_are_small_enough_to_keep() -> None:
    assert lots()
    assert sum(path.stat().st_size for path in RENDERED.rglob("*")) < 6_500_000
