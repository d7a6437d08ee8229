"""The converted networks compute what the published ones compute.

On noise the raw outputs are compared, with room for the last digits, which differ between processors: a wrong weight or
a wrong padding is off by a hundredth of the scale and more. On a picture what matters is compared: joints and people.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.config import paths
from engines import families, registry
from engines.conversion import onnx_files
from engines.models.blazepose_detector import anchors, decode
from engines.models.heatmap import refine
from engines.registry import Network
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.tracking.people import MIN_PRESENCE
from tests.fakes.pictures import clip, pictures

interpreter = pytest.importorskip("ai_edge_litert.interpreter")

DETECTOR, LANDMARKS = registry.find(registry.DEFAULT).networks
LITE, HEAVY = (registry.find(f"blazepose-{size}").keypoints for size in ("lite", "heavy"))
NETWORKS = [pytest.param(network, id=network.file) for network in (DETECTOR, LANDMARKS, LITE, HEAVY)]
OF_JOINTS = [pytest.param(network, id=network.file) for network in (LANDMARKS, LITE, HEAVY)]
MAX_NOISE = 1e-3
"""Of an output's scale."""
MAX_APART_PX = 0.05
"""Pixels of the crop, 256 wide: far less than a joint jitters from frame to frame."""
MAX_APART_M = 0.001

Outputs = dict[str, NDArray[np.float32]]


def size_of(network: Network) -> int:
    """The input's side; skips the test where the user has not fetched the network."""
    if not (paths.models_folder() / network.file).is_file():
        pytest.skip(f"needs {network.file}: spotter engine fetch {network.engine}")
    return 224 if network is DETECTOR else 256


def published(network: Network, image: NDArray[np.float32]) -> Outputs:
    """What LiteRT computes from (1, S, S, 3); pictures come back as (1, C, H, W)."""
    model = interpreter.Interpreter(str(paths.models_folder() / network.file), num_threads=2)
    model.allocate_tensors()
    model.set_tensor(model.get_input_details()[0]["index"], image)
    model.invoke()
    details = model.get_output_details()
    found = {
        name: model.get_tensor(details[index]["index"]) for name, index in families.tflite_outputs(network).items()
    }
    return {name: out.transpose(0, 3, 1, 2) if out.ndim == 4 else out for name, out in found.items()}


def converted(network: Network, image: NDArray[np.float32]) -> Outputs:
    """What our ONNX file computes from the same."""
    runtime = OnnxRuntime(onnx_files.ensure_onnx(network, paths.models_folder()), threads=2)
    runtime.image[:] = image.transpose(0, 3, 1, 2)
    runtime.run()
    return dict(runtime.outputs)


def both(network: Network, image: NDArray[np.float32]) -> tuple[Outputs, Outputs]:
    expected, found = published(network, image), converted(network, image)
    assert {name: values.shape for name, values in found.items()} == {
        name: values.shape for name, values in expected.items()
    }
    for name, values in expected.items():
        print(f"{network.file} {name}: {difference(found[name], values):.1e} of the output's scale")
    return expected, found


def difference(found: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def picture(network: Network) -> NDArray[np.float32]:
    """The athlete, filling the square."""
    size = size_of(network)
    cut = pictures(clip("c001"), 10, 1)[0][:, 187:667]
    image: NDArray[np.float32] = cv2.cvtColor(cv2.resize(cut, (size, size)), cv2.COLOR_BGR2RGB).astype(np.float32)
    return image[None] / 255


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("seed", [0, 1])
def test_noise_gives_the_numbers_of_the_published_network(network: Network, seed: int) -> None:
    size = size_of(network)
    expected, found = both(network, np.random.default_rng(seed).random((1, size, size, 3), dtype=np.float32))
    for name, values in expected.items():
        if name == "presence":  # a logistic of large numbers: the decision counts
            assert (found[name] >= MIN_PRESENCE).item() == (values >= MIN_PRESENCE).item()
        else:
            assert difference(found[name], values) <= MAX_NOISE, name


@pytest.mark.parametrize("network", OF_JOINTS)
def test_a_picture_gives_the_joints_of_the_published_network(network: Network) -> None:
    expected, found = both(network, picture(network))
    points = [refine(out["landmarks"].reshape(-1, 5)[:35, :2], out["heatmap"][0], 256) for out in (expected, found)]
    apart_px = np.abs(points[0] - points[1]).max()
    print(f"joints: {apart_px:.1e} pixels of the crop")
    assert apart_px < MAX_APART_PX
    assert np.abs(expected["world"] - found["world"]).max() < MAX_APART_M
    scores = [1 / (1 + np.exp(-out["landmarks"].reshape(-1, 5)[:33, 3])) for out in (expected, found)]
    assert np.abs(scores[0] - scores[1]).max() < 1e-3
    assert expected["presence"].item() == pytest.approx(found["presence"].item(), abs=1e-3)
    assert expected["presence"].item() > MIN_PRESENCE, "there is somebody, or this test shows little"


def test_a_picture_gives_the_people_of_the_published_network() -> None:
    expected, found = both(DETECTOR, picture(DETECTOR) * 2 - 1)
    ours, theirs = (
        decode(out["boxes"][0], out["scores"][0, :, 0], anchors(size_of(DETECTOR))) for out in (found, expected)
    )
    assert len(ours) == len(theirs) > 0
    for (points, score), (other_points, other_score) in zip(ours, theirs, strict=True):
        assert np.abs(points - other_points).max() < MAX_APART_PX
        assert score == pytest.approx(other_score, abs=1e-3)


def test_a_converted_network_is_the_same_to_the_byte_each_time(tmp_path: Path) -> None:
    (tmp_path / DETECTOR.file).write_bytes((paths.models_folder() / DETECTOR.file).read_bytes())
    first = onnx_files.ensure_onnx(DETECTOR, tmp_path).read_bytes()
    for file in tmp_path.glob("*.onnx*"):
        file.unlink()
    assert onnx_files.ensure_onnx(DETECTOR, tmp_path).read_bytes() == first
