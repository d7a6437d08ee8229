"""Each family finds a person where the person is: a real frame in, the network in a runtime, joints in the picture."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame, Layout
from engines.models import coco
from engines.models.rtmdet import RtmDet
from engines.models.rtmpose import RtmPose
from engines.models.yolo import YoloPose
from engines.models.yolox import Yolox
from engines.ports import Detector, Keypoints, Runtime
from engines.roi import Roi
from engines.runtimes.cuda import Gpu
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import TensorRtRuntime
from tests.fakes import finders
from tests.fakes.gpu_machine import GpuMachine
from tests.fakes.networks import written
from tests.fakes.pictures import NoStages, Picture, frame

SPOT = (431.0, 223.0)
PLAN = b"fake TensorRT engine 10.3.0\n"
HALF = np.float16
MakeDetector = Callable[[Runtime, NoStages], Detector]

YOLO = {
    "raw": lambda: finders.yolo(1344),
    "raw, no visibility": lambda: finders.yolo(1344, values=2),
    "raw, half": lambda: finders.yolo(1344, dtype=HALF),
    "raw, wide": lambda: finders.yolo(5040, wide=True),
    "row per person": lambda: finders.yolo(0),
    "row per person, half": lambda: finders.yolo(0, dtype=HALF),
    "row per person, no visibility": lambda: finders.yolo(0, values=2),
}
DETECTORS: dict[str, tuple[MakeDetector, finders.Make]] = {
    "rtmdet": (RtmDet, finders.rtmdet),
    "rtmdet, half": (RtmDet, lambda: finders.rtmdet(dtype=HALF)),
    "yolox": (Yolox, finders.yolox),
    "yolox, raw": (Yolox, finders.yolox_raw),
    "yolox, raw, half": (Yolox, lambda: finders.yolox_raw(dtype=HALF)),
}


@pytest.fixture
def scene(athlete: list[Picture]) -> Frame:
    return frame(finders.spot(athlete[0], *SPOT), 2.5, layout=Layout.NV12)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[bytes], Runtime]:
    return lambda network: OnnxRuntime(written(tmp_path, network), 1)


def scale_of(keypoints: Keypoints | Detector, scene: Frame) -> float:
    """Pixels of the picture for one of the network's whole input."""
    runtime: Runtime = keypoints.runtime if isinstance(keypoints, YoloPose) else keypoints._picture.runtime  # type: ignore[union-attr]
    height, width = runtime.image.shape[2:]
    return max(scene.width / width, scene.height / height)


def assert_near(xy: NDArray[Any], score: NDArray[Any], scale: float, spot: tuple[float, float] = SPOT) -> None:
    """COCO's joints lie where the network has them, within half a pixel of its input."""
    expected = np.array(spot) + scale * np.stack([np.arange(17), 2 * np.arange(17)], axis=1)
    assert np.abs(xy[list(coco.COCO)] - expected).max() < 0.5 * scale
    assert np.allclose(score[list(coco.COCO)], finders.SCORE, atol=0.06)


@pytest.mark.parametrize("form", YOLO)
def test_yolo_pose_finds_the_joints(form: str, scene: Frame, opened: Callable[[bytes], Runtime]) -> None:
    keypoints = YoloPose(opened(YOLO[form]()), NoStages())
    (found,) = keypoints.find(scene)
    assert_near(found.pose.xy, found.pose.score, scale_of(keypoints, scene))
    assert found.pose.t == 2.5
    assert found.pose.world is None
    assert found.presence == 1.0
    assert keypoints.sees_picture


@pytest.mark.parametrize("form", ["raw", "raw, wide", "row per person"])
def test_yolo_pose_finds_them_in_a_part_of_the_picture(
    form: str, scene: Frame, opened: Callable[[bytes], Runtime]
) -> None:
    keypoints = YoloPose(opened(YOLO[form]()), NoStages())
    region = Roi(SPOT[0] + 20, SPOT[1] - 10, 256.0, 0.0)
    (found,) = keypoints.find(scene, region)
    assert_near(found.pose.xy, found.pose.score, 256.0 / min(keypoints.runtime.image.shape[2:]))


@pytest.mark.parametrize("joints", [17, 26, 133])
@pytest.mark.parametrize("dtype", [np.float32, HALF])
def test_rtmpose_finds_the_joints(
    joints: int, dtype: type[np.generic], scene: Frame, opened: Callable[[bytes], Runtime]
) -> None:
    keypoints = RtmPose(opened(finders.rtmpose(joints, dtype=dtype)), NoStages())
    square = Roi.from_box(SPOT[0] - 40, SPOT[1] - 100, SPOT[0] + 40, SPOT[1] + 100)
    (found,) = keypoints.find(scene, square)
    spot = SPOT[0] - 0.5, SPOT[1] - 0.5
    if joints == 17:
        assert_near(found.pose.xy, found.pose.score, 250 / 256, spot)
        assert not found.pose.score[[Joint.LEFT_HEEL, Joint.MOUTH_LEFT]].any(), "COCO knows no heel"
    else:
        assert found.pose.score[[Joint.LEFT_HEEL, Joint.RIGHT_FOOT_INDEX]].min() > 0.8
        assert (found.pose.score[Joint.MOUTH_LEFT] > 0.8) == (joints == 133)
        assert np.abs(found.pose.xy - spot).max() < 1
    assert found.presence == 1.0
    assert not keypoints.sees_picture


def test_rtmpose_reads_a_person_who_lies_as_one_who_stands(scene: Frame, opened: Callable[[bytes], Runtime]) -> None:
    keypoints = RtmPose(opened(finders.rtmpose()), NoStages())
    (found,) = keypoints.find(scene, Roi(*SPOT, 250.0, np.pi / 2))
    scale, wrist = 250 / 256, list(coco.COCO).index(Joint.LEFT_WRIST)
    there = SPOT[0] - 0.5 - 2 * wrist * scale, SPOT[1] - 0.5 + wrist * scale
    assert np.allclose(found.pose.xy[Joint.LEFT_WRIST], there, atol=1.0), "right and down are turned by a quarter"


@pytest.mark.parametrize("name", DETECTORS)
def test_detectors_find_the_person(name: str, scene: Frame, opened: Callable[[bytes], Runtime]) -> None:
    make, network = DETECTORS[name]
    detector = make(opened(network()), NoStages())
    (person,) = detector.detect(scene)
    scale = scale_of(detector, scene)
    assert abs(person.roi.x - SPOT[0]) < 0.5 * scale
    assert abs(person.roi.y - SPOT[1]) < 0.5 * scale
    assert person.roi.size == pytest.approx(1.25 * finders.BOX[1] * scale, rel=0.01)
    assert person.roi.rotation_rad == 0
    assert person.score == pytest.approx(finders.SCORE, abs=0.06)


@pytest.mark.parametrize("name", DETECTORS)
def test_nobody_is_found_in_an_empty_picture(
    name: str, athlete: list[Picture], opened: Callable[[bytes], Runtime]
) -> None:
    make, network = DETECTORS[name]
    detector = make(opened(network()), NoStages())
    assert detector.detect(frame(np.zeros_like(athlete[0]))) == []


@pytest.mark.parametrize("form", YOLO)
def test_tensorrt_finds_the_very_same_joints(form: str, scene: Frame, machine: GpuMachine, tmp_path: Path) -> None:
    network = YOLO[form]()
    assert_same(
        YoloPose(OnnxRuntime(written(tmp_path, network), 1), NoStages()),
        YoloPose(TensorRtRuntime(Gpu(), PLAN + network), NoStages()),
        scene,
        None,
    )


@pytest.mark.parametrize("dtype", [np.float32, HALF])
@pytest.mark.parametrize("joints", [17, 26, 133])
def test_tensorrt_finds_rtmposes_very_same_joints(
    dtype: type[np.generic], joints: int, scene: Frame, machine: GpuMachine, tmp_path: Path
) -> None:
    network = finders.rtmpose(joints, dtype=dtype)
    assert_same(
        RtmPose(OnnxRuntime(written(tmp_path, network), 1), NoStages()),
        RtmPose(TensorRtRuntime(Gpu(), PLAN + network), NoStages()),
        scene,
        Roi(*SPOT, 300.0, 0.3),
    )


def assert_same(one: Keypoints, other: Keypoints, scene: Frame, square: Roi | None) -> None:
    (first,), (second,) = one.find(scene, square), other.find(scene, square)
    assert np.array_equal(first.pose.xy, second.pose.xy)
    assert np.array_equal(first.pose.score, second.pose.score)
    assert (first.alignment, first.presence) == (second.alignment, second.presence)


@pytest.mark.parametrize("name", DETECTORS)
def test_tensorrt_finds_the_very_same_boxes(name: str, scene: Frame, machine: GpuMachine, tmp_path: Path) -> None:
    make, network = DETECTORS[name]
    one = make(OnnxRuntime(written(tmp_path, network()), 1), NoStages())
    other = make(TensorRtRuntime(Gpu(), PLAN + network()), NoStages())
    assert one.detect(scene) == other.detect(scene) != []
