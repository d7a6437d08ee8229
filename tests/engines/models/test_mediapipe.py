"""The whole engine, from the file to the joints, against MediaPipe 0.10.21's own Pose."""

import os
import platform
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.camera.gstreamer import open_source
from daemon.config import paths
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame
from daemon.system.clock import SystemClock
from engines import registry
from engines.factory import open_engine
from tests.fakes.clock import ManualClock
from tests.fakes.pictures import NoStages, clip

pytestmark = pytest.mark.slow

FRAMES = 120
PYTHON = Path(__file__).resolve().parents[3] / ".venv-mediapipe" / "bin" / "python"
SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
HIPS = [Joint.LEFT_HIP, Joint.RIGHT_HIP]


@pytest.fixture(scope="module", autouse=True)
def _mediapipe() -> None:
    if platform.machine() != "x86_64":
        pytest.skip("MediaPipe 0.10.21 has no wheel for this processor")
    if not PYTHON.is_file():
        assert "CI" not in os.environ, "MediaPipe is missing: run deploy/mediapipe-venv"
        pytest.skip("MediaPipe is missing: run deploy/mediapipe-venv")


def theirs(video: Path, out: Path) -> dict[str, NDArray[np.float32]]:
    script = Path(__file__).with_name("mediapipe_poses.py")
    subprocess.run([PYTHON, script, video, str(FRAMES), out], check=True, capture_output=True, timeout=120)
    with np.load(out) as poses:
        return dict(poses)


def ours(video: Path) -> list[Pose | None]:
    engine = open_engine(registry.DEFAULT, paths.models_folder(), 2, NoStages(), ManualClock())
    source = open_source(str(video), SystemClock())
    poses = []
    for _ in range(FRAMES):
        given = source.read(10.0)
        assert isinstance(given, Frame)
        with given:
            poses.append(engine.estimate(given))
    source.close()
    return poses


@pytest.mark.parametrize("name", ["c001", "c003", "c007"])
def test_joints_are_where_mediapipe_sees_them(name: str, tmp_path: Path) -> None:
    video = clip(name)
    expected = theirs(video, tmp_path / "poses.npz")
    apart, apart_m, apart_score = [], [], []
    for index, pose in enumerate(ours(video)):
        if pose is None or not expected["score"][index].any():
            continue
        xy = expected["xy"][index]
        torso = np.linalg.norm(xy[SHOULDERS].mean(axis=0) - xy[HIPS].mean(axis=0))
        apart.append(np.linalg.norm(pose.xy - xy, axis=1) / torso)
        assert pose.world is not None
        apart_m.append(np.linalg.norm(pose.world - expected["world"][index], axis=1))
        apart_score.append(np.abs(pose.score - expected["score"][index]))
    assert len(apart) >= 0.9 * FRAMES, "both see the athlete in nearly every frame"
    # The promise is 0.02; without the heatmaps it is 0.03, without the steady square 0.012, today 0.003 to 0.004.
    print(f"{name}: median keypoint distance {np.median(apart):.2%} of torso length")
    assert np.median(apart) < 0.01, "in torso lengths"
    assert np.median(apart_m) < 0.01, "metres"
    assert np.median(apart_score) < 0.01
