"""Looking at a pipeline's stages shows what they saw, and changes nothing."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT
from daemon.ports import Frame, Layout
from engines.arrays import Array
from engines.crop_format import ChannelOrder, CropFormat, Outside
from engines.cropping.cpu_crop import CpuCrop
from engines.observation import Detection, Finding, RecordedRuntime, likelihood, recorded, watched
from engines.ports import Cropper, Found, Parts, Person, Runtime
from engines.roi import Roi
from tests.fakes.pictures import frame

SIZE = 64
SHIFT = np.array([[1.0, 0, 30], [0, 1, 20]])
MEAN, STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)


class Still:
    """A runtime whose network does nothing."""

    name, threads = "still", None

    def __init__(self, shape: tuple[int, ...], dtype: type, **outputs: Array) -> None:
        self.image: Array = np.zeros(shape, dtype)
        self.outputs: Mapping[str, Array] = outputs

    def cropper(self, crop: CropFormat) -> Cropper:
        return CpuCrop(self.image, crop)

    def run(self) -> None:
        """Its outputs are what they are."""


class OnePerson:
    """A detector and a keypoint network that find the same person in every frame."""

    sees_picture = False

    def __init__(self, runtime: Runtime, crop: CropFormat) -> None:
        self.runtime = runtime
        self._crop = runtime.cropper(crop)
        xy, score = np.full((JOINT_COUNT, 2), 7, np.float32), np.ones(JOINT_COUNT, np.float32)
        self.found = Found(Pose(0.0, xy, None, score), (40.0, 40.0, 40.0, 10.0), 0.9)

    def detect(self, frame: Frame, region: Roi | None = None) -> list[Person]:
        return [Person(self.found.roi, 0.8)]

    def find(self, frame: Frame, roi: Roi | None = None) -> list[Found]:
        self._crop.fill(frame, SHIFT)
        self.runtime.run()
        return [self.found]


class Notes:
    """A watcher that writes down what it is shown."""

    def __init__(self) -> None:
        self.detections: list[Detection] = []
        self.findings: list[Finding] = []

    def detected(self, detection: Detection) -> None:
        self.detections.append(detection)

    def found(self, finding: Finding) -> None:
        self.findings.append(finding)


def noise(height: int = 128, width: int = 160) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def test_where_nobody_watches_nothing_is_wrapped() -> None:
    runtime = Still((1, 3, SIZE, SIZE), np.float32)
    assert recorded(runtime, None) is runtime
    one = OnePerson(runtime, CropFormat.between(0, 1, Outside.BLACK))
    parts = Parts(one, one)
    assert watched(parts, None) is parts


@pytest.mark.parametrize("shape", [(1, 3, SIZE, SIZE), (1, SIZE, SIZE, 3)])
@pytest.mark.parametrize(
    ("crop", "dtype"),
    [
        (CropFormat.between(0.0, 1.0, Outside.EDGE), np.float32),
        (CropFormat.between(-1.0, 1.0, Outside.BLACK, ChannelOrder.BGR), np.float32),
        (CropFormat.standardised(MEAN, STD, Outside.GREY), np.float16),
        (CropFormat(), np.int32),
    ],
)
def test_the_crop_is_shown_as_the_colours_that_it_was_fed_with(
    shape: tuple[int, ...], crop: CropFormat, dtype: type
) -> None:
    picture, notes = noise(), Notes()
    one = OnePerson(recorded(Still(shape, dtype), notes), crop)
    watched(Parts(one, one), notes).keypoints.find(frame(picture, layout=Layout.RGB8))
    (finding,) = notes.findings
    expected = picture[20 : 20 + SIZE, 30 : 30 + SIZE, ::-1]
    assert np.abs(finding.rgb.astype(int) - expected).max() <= (0 if dtype is not np.float16 else 1)
    assert np.array_equal(finding.to_upright, SHIFT)
    assert finding.says.startswith("64 by 64, ")


def test_the_parts_give_the_same_and_say_it() -> None:
    notes = Notes()
    one = OnePerson(recorded(Still((1, 3, SIZE, SIZE), np.float32), notes), CropFormat())
    parts, given = watched(Parts(one, one), notes), frame(noise())
    region = Roi(1, 2, 3, 0)
    assert parts.detector is not None
    assert parts.detector.detect(given, region) == [Person(one.found.roi, 0.8)]
    assert parts.keypoints.find(given)[0] is one.found
    assert isinstance(parts.keypoints.runtime, RecordedRuntime)
    (detection,) = notes.detections
    assert (detection.t, detection.region, detection.people) == (given.t, region, (Person(one.found.roi, 0.8),))
    assert notes.findings[0].has(one.found.pose)
    assert notes.findings[0].presence(one.found.pose) == 0.9


def test_what_was_shown_stays_as_it_was() -> None:
    notes = Notes()
    one = OnePerson(recorded(Still((1, 3, SIZE, SIZE), np.float32), notes), CropFormat())
    parts = watched(Parts(one, one), notes)
    parts.keypoints.find(frame(noise()))
    before = notes.findings[0].rgb.copy()
    parts.keypoints.find(frame(255 - noise()))
    assert np.array_equal(notes.findings[0].rgb, before)


def test_heatmaps_are_told_by_their_shape_and_read_as_shares() -> None:
    logits = np.full((1, 39, 64, 64), -20.0, np.float32)
    logits[0, 3, 10, 20] = 20.0
    found = likelihood({"other": np.zeros((1, 195), np.float32), "any_name": logits})
    assert found is not None
    heat, name = found
    assert name == "Heatmaps"
    assert np.unravel_index(heat.argmax(), heat.shape) == (10, 20)
    assert heat.max() == pytest.approx(1.0)
    assert heat.min() == pytest.approx(0.0, abs=1e-6)


def test_simcc_peaks_are_shown_where_both_profiles_have_them() -> None:
    across, down = np.zeros((1, 17, 384), np.float32), np.zeros((1, 17, 512), np.float32)
    across[0, 5, 96], down[0, 5, 384] = 0.9, 0.9
    found = likelihood({"simcc_x": across, "simcc_y": down})
    assert found is not None
    heat, name = found
    assert (name, heat.shape) == ("SimCC", (64, 48))
    assert np.unravel_index(heat.argmax(), heat.shape) == (48, 12)
    assert heat.max() == pytest.approx(0.9)


def test_a_network_that_gives_joints_alone_has_no_likelihood() -> None:
    movenet, raw, end_to_end = {"joints": (1, 1, 17, 3)}, {"raw": (1, 56, 8400)}, {"end_to_end": (1, 300, 57)}
    rtmo = {"dets": (1, 40, 5), "keypoints": (1, 40, 17, 3)}
    for outputs in (movenet, raw, end_to_end, rtmo):
        assert likelihood({name: np.zeros(shape, np.float32) for name, shape in outputs.items()}) is None
