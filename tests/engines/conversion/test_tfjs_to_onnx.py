"""The converter of TensorFlow.js models computes what TensorFlow's operators are defined to compute."""

import base64
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from daemon.config import paths
from daemon.errors import EngineError
from engines import registry
from engines.conversion.onnx_files import ensure_onnx
from engines.conversion.tfjs_to_onnx import to_onnx
from engines.runtimes.onnx_runtime import OnnxRuntime
from tests.fakes.pictures import pictures

SIDE = 4
Node = dict[str, Any]
Numbers = NDArray[Any]


def text(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def node(kind: str, name: str, *inputs: str, **attributes: Any) -> Node:  # noqa: ANN401 - the file's own
    return {"op": kind, "name": name, "input": list(inputs), "attr": attributes}


def integers(*values: int) -> Node:
    return {"list": {"i": [str(value) for value in values]}}


def saved(folder: Path, nodes: list[Node], constants: dict[str, Numbers]) -> Path:
    """A graph model as tfjs writes it: float weights in half precision, whole numbers in int32."""
    shape = {"shape": {"dim": [{"size": str(size)} for size in (1, SIDE, SIDE, 3)]}}
    image = node("Placeholder", "image:in", dtype={"type": "DT_INT32"}, shape=shape)
    weights, content = [], b""
    for name, values in constants.items():
        is_float = values.dtype.kind == "f"
        weight: Node = {"name": name, "shape": list(values.shape), "dtype": "float32" if is_float else "int32"}
        if is_float:
            weight["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
        weights.append(weight)
        content += values.astype(np.float16 if is_float else np.int32).tobytes()
    consts = [node("Const", name) for name in constants]
    model = {
        "modelTopology": {"node": [*consts, image, *nodes]},
        "signature": {"outputs": {"out": {"name": f"{nodes[-1]['name']}:0"}}},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": weights}],
    }
    (folder / "weights.bin").write_bytes(content)
    (folder / "model.json").write_text(json.dumps(model))
    return folder / "model.json"


def computed(source: Path, image: Numbers) -> Numbers:
    session = onnxruntime.InferenceSession(to_onnx(source, "answer"), providers=["CPUExecutionProvider"])
    found: Numbers = session.run(None, {"image": image})[0]
    return found


def picture() -> Numbers:
    return np.random.default_rng(0).integers(0, 256, (1, SIDE, SIDE, 3)).astype(np.int32)


CAST = node("Cast", "float", "image:in", DstT={"type": "DT_FLOAT"})


def convolution(kind: str, padding: str, stride: int, *fused: str) -> Node:
    return node(
        kind,
        "out",
        "float",
        "weights",
        "bias",
        strides=integers(1, stride, stride, 1),
        dilations=integers(1, 1, 1, 1),
        padding={"s": text(padding)},
        fused_ops={"list": {"s": [text(one) for one in fused]}},
    )


def by_hand(image: Numbers, weights: Numbers, *, same: bool, stride: int, depthwise: bool) -> Numbers:
    """A convolution, pixel by pixel, as TensorFlow defines it: SAME pads the odd row below and the odd column right."""
    rows, columns = weights.shape[:2]
    outputs = weights.shape[2] * weights.shape[3] if depthwise else weights.shape[3]
    size = -(-SIDE // stride) if same else (SIDE - rows) // stride + 1
    total = max((size - 1) * stride + rows - SIDE, 0) if same else 0
    padded = np.zeros((SIDE + total, SIDE + total, 3))
    padded[total // 2 : total // 2 + SIDE, total // 2 : total // 2 + SIDE] = image[0]
    found = np.zeros((1, size, size, outputs))
    for y in range(size):
        for x in range(size):
            window = padded[y * stride : y * stride + rows, x * stride : x * stride + columns]
            if depthwise:
                found[0, y, x] = (window[..., None] * weights).sum(axis=(0, 1)).reshape(-1)
            else:
                found[0, y, x] = np.tensordot(window, weights, 3)
    return found


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("kind", ["_FusedConv2D", "FusedDepthwiseConv2dNative"])
def test_convolutions_are_those_of_tensorflow(tmp_path: Path, kind: str, stride: int, padding: str) -> None:
    rng = np.random.default_rng(1)
    is_depthwise = "Depthwise" in kind
    weights = rng.integers(-2, 3, (3, 3, 3, 1 if is_depthwise else 5)).astype(np.float32)
    bias = rng.integers(-9, 9, 3 if is_depthwise else 5).astype(np.float32)
    source = saved(tmp_path, [CAST, convolution(kind, padding, stride, "BiasAdd")], {"weights": weights, "bias": bias})
    expected = by_hand(picture(), weights, same=padding == "SAME", stride=stride, depthwise=is_depthwise) + bias
    assert np.allclose(computed(source, picture()), expected, atol=1e-3)


@pytest.mark.parametrize(("activation", "high"), [("Relu", np.inf), ("Relu6", 6.0)])
def test_an_activation_that_is_fused_comes_after_the_bias(tmp_path: Path, activation: str, high: float) -> None:
    weights = np.eye(3, dtype=np.float32).reshape(1, 1, 3, 3) / 64
    bias = np.array([-1, 0, 5], np.float32)
    source = saved(
        tmp_path,
        [CAST, convolution("_FusedConv2D", "VALID", 1, "BiasAdd", activation)],
        {"weights": weights, "bias": bias},
    )
    assert np.allclose(computed(source, picture()), np.clip(picture() / 64 + bias, 0, high), atol=1e-5)


def test_the_place_of_the_highest_value_is_found_in_tensorflows_order(tmp_path: Path) -> None:
    """What comes after a convolution reads rows, columns and channels, although the convolution writes NCHW."""
    weights = np.eye(3, dtype=np.float32).reshape(1, 1, 3, 3)
    nodes = [
        CAST,
        {**convolution("_FusedConv2D", "VALID", 1, "BiasAdd"), "name": "conv"},
        node("Reshape", "flat", "conv", "shape"),
        node("ArgMax", "best", "flat", "axis", output_type={"type": "DT_INT32"}),
        node("FloorDiv", "row", "best", "row_length"),
        node("Mul", "before", "row", "row_length"),
        node("Sub", "column", "best", "before"),
        node("Pack", "both", "row", "column", axis={"i": "1"}),
        node("Cast", "out", "both", DstT={"type": "DT_FLOAT"}),
    ]
    constants = {
        "weights": weights,
        "bias": np.zeros(3, np.float32),
        "shape": np.array([1, SIDE * SIDE * 3]),
        "axis": np.array(1),
        "row_length": np.array(SIDE * 3),
    }
    image = np.zeros((1, SIDE, SIDE, 3), np.int32)
    image[0, 2, 3, 1] = 200
    assert computed(saved(tmp_path, nodes, constants), image).tolist() == [[2, 3 * 3 + 1]]


def test_values_are_gathered_unpacked_and_joined_again(tmp_path: Path) -> None:
    nodes = [
        CAST,
        node("GatherNd", "pixel", "float", "place"),  # (1, 3)
        node("Unpack", "parts", "pixel", axis={"i": "1"}, num={"i": "3"}),
        node("SquaredDifference", "apart", "parts:2", "parts"),
        node("Sqrt", "distance", "apart"),
        node("ExpandDims", "wide", "distance", "axis"),
        node("ConcatV2", "out", "wide", "pixel", "axis"),
    ]
    constants = {"place": np.array([[0, 1, 2]]), "axis": np.array(1)}
    red, green, blue = picture()[0, 1, 2].tolist()
    found = computed(saved(tmp_path, nodes, constants), picture())
    assert found.tolist() == [[abs(blue - red), red, green, blue]]


def test_each_channel_has_its_own_mean(tmp_path: Path) -> None:
    nodes = [CAST, node("Sub", "centred", "float", "mean"), node("Mul", "out", "centred", "scale")]
    constants = {"mean": np.array([1, 2, 4], np.float32).reshape(1, 1, 1, 3), "scale": np.array(0.5, np.float32)}
    found = computed(saved(tmp_path, nodes, constants), picture())
    assert np.allclose(found, (picture() - [1, 2, 4]) / 2)


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([CAST, node("Erf", "out", "float")], "an operator that Spotter cannot convert: Erf"),
        ([CAST, convolution("_FusedConv2D", "VALID", 1, "BiasAdd", "Elu")], "an activation that .* convert: Elu"),
        ([CAST, node("ResizeBilinear", "out", "float", "size")], "resizes between pixel corners"),
    ],
)
def test_what_is_not_known_is_refused_in_one_line(tmp_path: Path, nodes: list[Node], expected: str) -> None:
    constants = {
        "weights": np.zeros((1, 1, 3, 3), np.float32),
        "bias": np.zeros(3, np.float32),
        "size": np.array([8, 8]),
    }
    with pytest.raises(EngineError, match=expected):
        to_onnx(saved(tmp_path, nodes, constants), "answer")


@pytest.mark.parametrize("damage", ["no json", "weights are short", "no weights", "two inputs"])
def test_a_damaged_model_is_refused_in_one_line(tmp_path: Path, damage: str) -> None:
    source = saved(tmp_path, [CAST, node("Identity", "out", "float")], {"weights": np.zeros(100, np.float32)})
    if damage == "no json":
        source.write_text("{")
    elif damage == "weights are short":
        (tmp_path / "weights.bin").write_bytes(b"12")
    elif damage == "no weights":
        (tmp_path / "weights.bin").unlink()
    else:
        model = json.loads(source.read_text())
        model["modelTopology"]["node"] *= 2
        source.write_text(json.dumps(model))
    with pytest.raises(EngineError, match=r"^model\.json is no TensorFlow\.js graph model that Spotter can convert$"):
        to_onnx(source, "answer")


# The TensorFlow.js runtime (4.22, CPU) on frame 159 of the bundled clip, padded to a square and shrunk with INTER_AREA.
REFERENCE = {
    "movenet-lightning": [
        [0.27027, 0.51785, 0.57444],
        [0.31637, 0.47356, 0.47931],
        [0.48901, 0.45757, 0.59444],
        [0.582, 0.4654, 0.54985],
        [0.70966, 0.46371, 0.49911],
    ],
    "movenet-thunder": [
        [0.26409, 0.51585, 0.46448],
        [0.32732, 0.50162, 0.56901],
        [0.48771, 0.44279, 0.71796],
        [0.58494, 0.49082, 0.68479],
        [0.71026, 0.43474, 0.76143],
    ],
}
"""y, x and score of nose, left shoulder, right hip, left knee and right ankle."""
ROWS = [0, 5, 12, 13, 16]


@pytest.mark.parametrize("name", REFERENCE)
def test_movenet_gives_the_numbers_of_tensorflows_own_runtime(name: str) -> None:
    network = registry.find(name).keypoints
    if not (paths.models_folder() / network.file).is_file():
        pytest.skip(f"needs {network.file}: spotter engine fetch {name}")
    runtime = OnnxRuntime(ensure_onnx(network, paths.models_folder()), 1)
    runtime.image[:] = whole(runtime.image.shape[1])
    runtime.run()
    assert np.abs(runtime.outputs["keypoints"][0, 0, ROWS] - REFERENCE[name]).max() < 1e-4


def whole(side: int) -> Numbers:
    """The picture in a square of black."""
    shown = pictures(paths.find("clip/demo.mp4"), 159, 1)[0][..., ::-1]
    height, width = shown.shape[:2]
    longer = max(height, width)
    square = np.zeros((longer, longer, 3), np.uint8)
    top, left = (longer - height) // 2, (longer - width) // 2
    square[top : top + height, left : left + width] = shown
    return cv2.resize(square, (side, side), interpolation=cv2.INTER_AREA)
