"""Each family finds a person where the person is: a real frame in, the network in a runtime, joints in the picture."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame, Layout
from engines.models import coco
from engines.models.rtmdet import RtmDet
from engines.models.rtmpose import RtmPose
from engines.models.yolo import YoloPose
from engines.models.yolox import Yolox
from engines.pipeline import Pipeline
from engines.ports import Detector, Keypoints, Parts, Runtime
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


def scale_of(runtime: Runtime, scene: Frame) -> float:
    """Pixels of the picture for one of the network's whole input."""
    height, width = runtime.image.shape[2:]
    return max(scene.width / width, scene.height / height)


def assert_near(pose: Pose, scale: float, body: NDArray[Any] = finders.SMALL) -> None:
    """COCO's joints lie where the network has them, within half a pixel of its input.

    A crop around a person counts from the middle of the picture's first pixel, as the network's authors do.
    """
    expected = np.array(SPOT) - (0 if body is finders.SMALL else 0.5) + scale * body
    assert np.abs(pose.xy[list(coco.COCO)] - expected).max() < 0.5 * scale
    assert np.allclose(pose.score[list(coco.COCO)], finders.SCORE, atol=0.06)


@pytest.mark.parametrize("form", YOLO)
def test_yolo_pose_finds_the_joints(form: str, scene: Frame, opened: Callable[[bytes], Runtime]) -> None:
    keypoints = YoloPose(opened(YOLO[form]()), NoStages())
    (found,) = keypoints.find(scene)
    assert_near(found.pose, scale_of(keypoints.runtime, scene))
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
    assert_near(found.pose, 256.0 / min(keypoints.runtime.image.shape[2:]))


@pytest.mark.parametrize("joints", [17, 26, 133])
@pytest.mark.parametrize("dtype", [np.float32, HALF])
def test_rtmpose_finds_the_joints(
    joints: int, dtype: type[np.generic], scene: Frame, opened: Callable[[bytes], Runtime]
) -> None:
    keypoints = RtmPose(opened(finders.rtmpose(joints, dtype=dtype)), NoStages())
    square = Roi.from_box(SPOT[0] - 50, SPOT[1] - 110, SPOT[0] + 60, SPOT[1] + 110)
    (found,) = keypoints.find(scene, square)
    assert_near(found.pose, 275 / 256, finders.LARGE)
    feet, hands = [Joint.LEFT_HEEL, Joint.RIGHT_FOOT_INDEX], [Joint.MOUTH_LEFT, Joint.RIGHT_THUMB]
    for rows, are_known in ((feet, joints > 17), (hands, joints == 133)):
        assert (found.pose.score[rows] > 0.8).all() == are_known
        assert found.pose.score[rows].any() == are_known
        assert (np.abs(found.pose.xy[rows] - SPOT).max() < 1) == are_known
    assert found.presence == 1.0
    assert not keypoints.sees_picture


def test_rtmpose_reads_a_person_who_lies_as_one_who_stands(scene: Frame, opened: Callable[[bytes], Runtime]) -> None:
    keypoints = RtmPose(opened(finders.rtmpose()), NoStages())
    (found,) = keypoints.find(scene, Roi(*SPOT, 250.0, np.pi / 2))
    turned = finders.LARGE @ np.array([[0.0, 1.0], [-1.0, 0.0]])
    assert_near(found.pose, 250 / 256, turned)
    assert found.roi.rotation_rad == pytest.approx(np.pi / 2, abs=0.01)
    assert found.roi.size == pytest.approx(250, rel=0.03), "the next square is as large as this one"


@pytest.mark.parametrize("name", DETECTORS)
def test_detectors_find_the_person(name: str, scene: Frame, opened: Callable[[bytes], Runtime]) -> None:
    make, network = DETECTORS[name]
    runtime = opened(network())
    (person,) = make(runtime, NoStages()).detect(scene)
    scale = scale_of(runtime, scene)
    assert abs(person.roi.x - SPOT[0]) < 0.5 * scale
    assert abs(person.roi.y - SPOT[1]) < 0.5 * scale
    assert person.roi.size == pytest.approx(1.25 * finders.BOX[1] * scale, rel=0.01)
    assert person.roi.rotation_rad == 0
    assert person.score == pytest.approx(finders.SCORE, abs=0.06)


@pytest.mark.parametrize(
    ("make", "network", "grey"),
    [
        (YoloPose, YOLO["raw"], [114 / 255] * 3),
        (
            RtmDet,
            finders.rtmdet,
            [(114 - mean) / std for mean, std in ((103.53, 57.375), (116.28, 57.12), (123.675, 58.395))],
        ),
        (Yolox, finders.yolox, [114.0] * 3),
    ],
    ids=["yolo", "rtmdet", "yolox"],
)
def test_a_wide_picture_is_padded_as_the_family_was_trained(
    make: Callable[[Runtime, NoStages], Keypoints | Detector],
    network: finders.Make,
    grey: list[float],
    scene: Frame,
    opened: Callable[[bytes], Runtime],
) -> None:
    runtime = opened(network())
    family = make(runtime, NoStages())
    if isinstance(family, YoloPose):
        family.find(scene)
    else:
        assert isinstance(family, (RtmDet, Yolox))
        family.detect(scene)
    size = runtime.image.shape[2]
    high = round(size * scene.height / scene.width)
    is_grey = np.all(
        np.abs(runtime.image[0].mean(axis=2) - np.array(grey)[:, None]) < 0.02 * np.ptp([*grey, 1]), axis=0
    )
    above = (size - high) // 2 if make is YoloPose else 0
    assert np.flatnonzero(~is_grey)[[0, -1]] == pytest.approx((above, above + high - 1), abs=1)


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


def pipelines(opened: Callable[[bytes], Runtime]) -> dict[str, Parts]:
    return {
        "yolo": Parts(None, YoloPose(opened(finders.yolo(0)), NoStages())),
        "rtmdet": Parts(RtmDet(opened(finders.rtmdet()), NoStages()), RtmPose(opened(finders.rtmpose()), NoStages())),
        "yolox": Parts(Yolox(opened(finders.yolox()), NoStages()), RtmPose(opened(finders.rtmpose(26)), NoStages())),
    }


@pytest.mark.parametrize("name", ["yolo", "rtmdet", "yolox"])
def test_the_athlete_is_followed(name: str, athlete: list[Picture], opened: Callable[[bytes], Runtime]) -> None:
    engine = Pipeline(name, pipelines(opened)[name], NoStages())
    for index, picture in enumerate(athlete[:20]):
        x, y = 300 + 6 * index, 223 + 3 * index
        pose = engine.estimate(frame(finders.spot(picture, x, y), index / 30))
        assert pose is not None
        hips = pose.xy[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
        assert np.abs(hips - (x, y)).max() < 2
    assert engine.estimate(frame(finders.spot(athlete[0], -500, -500), 1.0)) is None, "nobody is there"


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
