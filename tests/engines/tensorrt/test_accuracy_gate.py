"""The accuracy gate lets an exact engine pass and stops one that moves joints."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest

from daemon.config import paths
from daemon.ports import Frame
from engines import registry
from engines.arrays import Array, Float32
from engines.conversion.onnx_files import ensure_onnx
from engines.crop_format import CropFormat
from engines.ports import Cropper, Runtime
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.tensorrt import accuracy_gate
from engines.tensorrt.accuracy_gate import Deviation
from tests.fakes.parts import blazepose_parts
from tests.fakes.pictures import Picture, frame

pytestmark = pytest.mark.slow

Clip = Callable[[], Iterator[Frame]]
Change = Callable[[Mapping[str, Float32]], None]


class Changed:
    """A runtime whose outputs are changed after each run."""

    name = "changed"

    def __init__(self, inner: Runtime, change: Change) -> None:
        self._inner = inner
        self._change = change

    @property
    def image(self) -> Array:
        return self._inner.image

    @property
    def outputs(self) -> Mapping[str, Array]:
        return self._inner.outputs

    def cropper(self, crop: CropFormat) -> Cropper:
        return self._inner.cropper(crop)

    def run(self) -> None:
        self._inner.run()
        self._change(self.outputs)


def networks() -> tuple[Runtime, Runtime]:
    detector, landmarks = (
        OnnxRuntime(ensure_onnx(one, paths.models_folder()), 2) for one in registry.find(registry.DEFAULT).networks
    )
    return detector, landmarks


def nothing(_: Mapping[str, Float32]) -> None:
    pass


def compared(clip: Clip, detector: Change = nothing, landmarks: Change = nothing) -> Deviation:
    inner = networks()
    changed = blazepose_parts(Changed(inner[0], detector), Changed(inner[1], landmarks))
    return accuracy_gate.compare(blazepose_parts(*networks()), changed, clip())


@pytest.fixture
def short(athlete: list[Picture]) -> Clip:
    return lambda: (frame(picture, index / 30) for index, picture in enumerate(athlete[:5]))


def test_the_same_networks_do_not_differ(short: Clip) -> None:
    assert compared(short) == Deviation(joints=0.0, detections=0.0, missed=0, frames=5)


def test_joints_that_are_moved_are_seen_in_torso_lengths(short: Clip) -> None:
    def move(outputs: Mapping[str, Float32]) -> None:
        outputs["landmarks"].reshape(-1, 5)[:, 0] += 12.0  # pixels of the crop, three cells of the heatmap
        outputs["heatmap"][:] = -10.0

    found = compared(short, landmarks=move)
    assert 0.03 < found.joints < 0.4
    assert found.refusal is not None
    assert "% of the torso's length off, and 1 % is allowed" in found.refusal


def test_a_detector_that_is_off_is_refused(short: Clip) -> None:
    def move(outputs: Mapping[str, Float32]) -> None:
        outputs["boxes"][..., 4] += 4.0

    found = compared(short, detector=move)
    assert found.joints == 0.0
    assert found.largest == found.detections > 0.01
    assert found.refusal is not None


def test_a_network_that_loses_the_athlete_is_refused(short: Clip) -> None:
    def lose(outputs: Mapping[str, Float32]) -> None:
        outputs["presence"][:] = 0.0

    found = compared(short, landmarks=lose)
    assert found.missed == 5
    assert found.refusal == "it loses or invents the athlete in 5 of 5 frames"


def test_a_detector_that_invents_people_is_refused(short: Clip) -> None:
    def invent(outputs: Mapping[str, Float32]) -> None:
        outputs["scores"][0, 0, 0] = 9.0

    assert compared(short, detector=invent).refusal == "it loses or invents the athlete in 1 of 5 frames"


@pytest.mark.filterwarnings("ignore:invalid value")
def test_broken_numbers_are_refused(short: Clip) -> None:
    def spoil(outputs: Mapping[str, Float32]) -> None:
        outputs["landmarks"][:] = np.nan

    assert compared(short, landmarks=spoil).refusal == "its outputs are not numbers: the range of float16 is too small"


def test_every_frame_is_given_back(athlete: list[Picture]) -> None:
    released: list[int] = []

    def clip() -> Iterator[Frame]:
        for index, picture in enumerate(athlete[:3]):
            given = frame(picture, index / 30)
            yield type(given)(
                **{name: getattr(given, name) for name in given.__slots__ if name != "release"},
                release=lambda index=index: released.append(index),
            )

    compared(clip)
    assert released == [0, 1, 2]
