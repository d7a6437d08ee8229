"""A network that leaves its size open is given one, and answers as it did."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from engines.conversion.fixed_input import fix_input
from engines.runtimes.onnx_runtime import OnnxRuntime
from tests.fakes import finders
from tests.fakes.networks import written


def opened_up(network: bytes) -> bytes:
    """The same network as an exporter writes it with ``dynamic=True``."""
    model = onnx.load_from_string(network)
    for value, names in ((model.graph.input[0], "batch 3 height width"), (model.graph.output[0], "batch 56 anchors")):
        for dim, name in zip(value.type.tensor_type.shape.dim, names.split(), strict=True):
            if not name.isdigit():
                dim.dim_param = name
    content: bytes = model.SerializeToString()
    return content


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_input_and_outputs_have_one_shape_and_the_same_answer(tmp_path: Path, dtype: type[np.generic]) -> None:
    network = finders.yolo(1344, dtype=dtype)
    open_ = opened_up(network)
    assert onnxruntime.InferenceSession(open_).get_inputs()[0].shape == ["batch", 3, "height", "width"]
    runtime = OnnxRuntime(written(tmp_path, fix_input(open_, (1, 3, 256, 256))), 1)
    assert runtime.image.shape == (1, 3, 256, 256)
    assert runtime.outputs["output0"].shape == (1, 56, 1344), "known before the first run"
    reference = OnnxRuntime(written(tmp_path, network, "reference.onnx"), 1)
    for one in (runtime, reference):
        one.image[:] = np.random.default_rng(0).random(one.image.shape)
        one.run()
    assert np.array_equal(runtime.outputs["output0"], reference.outputs["output0"])
