"""The converted networks give the published networks' numbers."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.config import paths
from engines import registry
from engines.conversion import onnx_files
from engines.models.blazepose import MIN_PRESENCE
from engines.registry import Network
from engines.runtimes.onnx_runtime import OnnxRuntime
from tests.fakes.pictures import clip, pictures

interpreter = pytest.importorskip("ai_edge_litert.interpreter")

NETWORKS = [pytest.param(network, id=network.file) for network in registry.BLAZEPOSE_FULL.networks]
SIZES = {"pose_detection.tflite": 224, "pose_landmark_full.tflite": 256}


def reference(network: Network, image: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """What LiteRT computes from (1, S, S, 3); pictures come back as (1, C, H, W)."""
    model = interpreter.Interpreter(str(paths.models_folder() / network.file), num_threads=2)
    model.allocate_tensors()
    model.set_tensor(model.get_input_details()[0]["index"], image)
    model.invoke()
    details = model.get_output_details()
    found = {name: model.get_tensor(details[place]["index"]) for name, place in network.outputs.items()}
    return {name: out.transpose(0, 3, 1, 2) if out.ndim == 4 else out for name, out in found.items()}


def assert_same(network: Network, image: NDArray[np.float32]) -> None:
    runtime = OnnxRuntime(onnx_files.ensure_onnx(network, paths.models_folder()), threads=2)
    runtime.image[:] = image.transpose(0, 3, 1, 2)
    runtime.run()
    expected = reference(network, image)
    assert set(runtime.outputs) == set(expected)
    for name, values in expected.items():
        assert runtime.outputs[name].shape == values.shape
        difference = float(np.abs(runtime.outputs[name] - values).max())
        print(f"{network.file} {name}: {difference / float(np.abs(values).max()):.1e} of the output's scale")
        if name == "presence":
            # A logistic of large numbers: on noise its last digits differ between processors. The decision counts.
            assert difference <= 1e-2
            assert (runtime.outputs[name] >= MIN_PRESENCE).item() == (values >= MIN_PRESENCE).item()
        else:
            assert difference <= 1e-4 * float(np.abs(values).max()), name


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("seed", [0, 1])
def test_noise_gives_the_same_numbers_as_the_published_network(network: Network, seed: int) -> None:
    size = SIZES[network.file]
    assert_same(network, np.random.default_rng(seed).random((1, size, size, 3), dtype=np.float32))


@pytest.mark.parametrize("network", NETWORKS)
def test_a_real_picture_gives_the_same_numbers_as_the_published_network(network: Network) -> None:
    size = SIZES[network.file]
    picture = pictures(clip("c001"), 10, 1)[0][:, 187:667]
    image = cv2.cvtColor(cv2.resize(picture, (size, size)), cv2.COLOR_BGR2RGB).astype(np.float32) / 255
    assert_same(network, image[None])


def test_a_converted_network_is_the_same_to_the_byte_each_time(tmp_path: Path) -> None:
    network = registry.BLAZEPOSE_FULL.detector
    (tmp_path / network.file).write_bytes((paths.models_folder() / network.file).read_bytes())
    first = onnx_files.ensure_onnx(network, tmp_path).read_bytes()
    for file in tmp_path.glob("*.onnx*"):
        file.unlink()
    assert onnx_files.ensure_onnx(network, tmp_path).read_bytes() == first
