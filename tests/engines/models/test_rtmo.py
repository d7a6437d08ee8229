"""RTMO: its layout is told and read to half a pixel, and an engine of it is three lines of TOML."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from daemon.core.pose.skeleton import Joint
from daemon.errors import EngineError
from engines.factory import open_engine
from engines.inspection import examine
from engines.inspection.inspection import recognise
from engines.models import rtmo
from engines.runtimes.cuda import Gpu
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import TensorRtRuntime
from engines.signature import Part, Recognised
from tests.engines.models import slow_decoders
from tests.fakes import finders
from tests.fakes.clock import ManualClock
from tests.fakes.gpu_machine import GpuMachine
from tests.fakes.networks import answering, written
from tests.fakes.pictures import NoStages, Picture, frame

ENGINE = """
keypoints = "rtmo:rtmo.onnx"
[files."rtmo.onnx"]
sha256 = "{sha256}"
size = {size}
"""


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_people_are_read_as_the_layout_has_them(seed: int, dtype: type[np.generic]) -> None:
    rng = np.random.default_rng(seed)
    middle, size = rng.uniform(0, 640, (80, 2)), rng.uniform(60, 300, (80, 2))
    boxes = np.hstack([middle - size / 2, middle + size / 2, rng.uniform(0, 1, (80, 1))]).astype(dtype)
    joints = np.dstack([rng.uniform(-20, 660, (80, 17, 2)), rng.uniform(0, 1, (80, 17))]).astype(dtype)
    found = rtmo.decode(boxes, joints)
    expected = slow_decoders.rtmo(boxes, joints)
    assert len(expected) > 10
    slow_decoders.assert_same(expected, found.boxes.corners, found.boxes.scores, found.joints, found.joint_scores)


def test_its_files_are_told_by_their_outputs(tmp_path: Path) -> None:
    path = written(tmp_path, finders.rtmo())
    told = recognise(path, examine.examine(path).signature)
    assert told == ("rtmo", Recognised(Part.PEOPLE, "boxes and joints, a row per person", 17))
    hand = {"dets": np.zeros((1, 60, 5), np.float32), "keypoints": np.zeros((1, 60, 21, 3), np.float32)}
    path = written(tmp_path, answering(hand))
    with pytest.raises(EngineError, match="is RTMO for 21 joints: expected COCO's 17"):
        recognise(path, examine.examine(path).signature)


def test_an_engine_of_it_follows_the_athlete(tmp_path: Path, athlete: list[Picture]) -> None:
    network = finders.rtmo()
    written(tmp_path, network, "rtmo.onnx")
    (tmp_path / "engines").mkdir()
    text = ENGINE.format(sha256=hashlib.sha256(network).hexdigest(), size=len(network))
    written(tmp_path / "engines", text.encode(), "mine.toml")
    engine = open_engine("mine", tmp_path, 1, NoStages(), ManualClock())
    for index, picture in enumerate(athlete[:10]):
        x, y = 300 + 6 * index, 223 + 3 * index
        pose = engine.estimate(frame(finders.spot(picture, x, y), index / 30))
        assert pose is not None
        assert np.abs(pose.xy[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0) - (x, y)).max() < 2
    assert engine.name == "mine/onnx"


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_tensorrt_finds_the_very_same_joints(
    tmp_path: Path, athlete: list[Picture], machine: GpuMachine, dtype: type[np.generic]
) -> None:
    network = finders.rtmo(dtype=dtype)
    scene = frame(finders.spot(athlete[0], 331, 223))
    (one,) = rtmo.Rtmo(OnnxRuntime(written(tmp_path, network), 1), NoStages()).find(scene)
    plan = b"fake TensorRT engine 10.3.0\n" + network
    (other,) = rtmo.Rtmo(TensorRtRuntime(Gpu(), plan), NoStages()).find(scene)
    assert np.array_equal(one.pose.xy, other.pose.xy)
    assert np.array_equal(one.pose.score, other.pose.score)
