"""Half precision: float16 within, the same names and float32 at the ends, and close to float32's numbers."""

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from daemon.config import paths
from engines import families, registry
from engines.conversion.onnx_files import ensure_onnx
from engines.registry import Network
from engines.tensorrt import half

MODEL = registry.find(registry.DEFAULT)
NETWORKS = pytest.mark.parametrize("network", MODEL.networks, ids=lambda network: network.file)


def exact(network: Network) -> bytes:
    return ensure_onnx(network, paths.models_folder()).read_bytes()


def types(model: bytes) -> dict[str, int]:
    """The type of each tensor within a network."""
    graph = onnx.shape_inference.infer_shapes(onnx.load_from_string(model), strict_mode=True).graph
    return {value.name: value.type.tensor_type.elem_type for value in graph.value_info}


def one_convolution(weight: float) -> bytes:
    """image -> first -> out: two 1x1 convolutions, both with this weight."""
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["image", "w"], ["first"], name="first"),
            helper.make_node("Conv", ["first", "w"], ["out"], name="out"),
        ],
        "two",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, (1, 1, 2, 2))],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, (1, 1, 2, 2))],
        [numpy_helper.from_array(np.full((1, 1, 1, 1), weight, np.float32), "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    content: bytes = model.SerializeToString()
    return content


def run(model: bytes, image: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    found: list[NDArray[np.float32]] = onnxruntime.InferenceSession(model).run(None, {"image": image})
    return found


@NETWORKS
def test_the_ends_keep_their_names_shapes_and_type(network: Network) -> None:
    before = onnx.load_from_string(exact(network)).graph
    after = onnx.load_from_string(half.to_half(exact(network))).graph
    assert list(before.input) == list(after.input)
    assert list(before.output) == list(after.output)


@NETWORKS
def test_it_computes_in_float16_but_for_the_last_convolutions(network: Network) -> None:
    model = half.to_half(exact(network))
    kinds = types(model)
    convolutions = [node for node in onnx.load_from_string(model).graph.node if node.op_type == "Conv"]
    whole = [node for node in convolutions if kinds[node.output[0]] == TensorProto.FLOAT]
    assert 0 < len(whole) <= 2 * len(families.tflite_outputs(network)) + 2
    assert len(convolutions) - len(whole) > 60
    assert len(model) < 0.6 * len(exact(network)), "the file is about half as big"


@NETWORKS
def test_scales_and_shapes_stay_what_onnx_asks_for(network: Network) -> None:
    graph = onnx.load_from_string(half.to_half(exact(network))).graph
    kinds = {weight.name: weight.data_type for weight in graph.initializer}
    for node in graph.node:
        if node.op_type == "Resize":
            assert kinds[node.input[2]] == TensorProto.FLOAT
        if node.op_type == "Reshape":
            assert kinds[node.input[1]] == TensorProto.INT64


@NETWORKS
def test_the_same_network_gives_the_same_bytes(network: Network) -> None:
    assert half.to_half(exact(network)) == half.to_half(exact(network))


def test_a_weight_that_float16_cannot_hold_becomes_its_largest() -> None:
    image = np.full((1, 1, 2, 2), 1e-3, np.float32)
    (found,) = run(half.to_half(one_convolution(1e6)), image)
    assert np.allclose(found, 1e-3 * 65504 * 1e6, rtol=1e-2), "the first weight is cut, the last is exact"


def test_a_weight_is_rounded_once() -> None:
    image = np.full((1, 1, 2, 2), 1.0, np.float32)
    (found,) = run(half.to_half(one_convolution(1 / 3)), image)
    assert np.allclose(found, np.float32(np.float16(1 / 3)) * np.float32(1 / 3), atol=1e-7)


def with_whole_numbers() -> bytes:
    """A network as MoveNet and YOLO are: int32 in, a comparison and an index on the way, fractions and an index out."""
    nodes = [
        helper.make_node("Cast", ["image"], ["float"], name="float", to=TensorProto.FLOAT),
        helper.make_node("Conv", ["float", "w"], ["first"], name="first"),
        helper.make_node("Split", ["first"], ["left", "right"], name="split", axis=3),
        helper.make_node("Greater", ["left", "right"], ["is_left"], name="is_left"),
        helper.make_node("Where", ["is_left", "left", "right"], ["larger"], name="larger"),
        helper.make_node("Conv", ["larger", "w"], ["map"], name="map"),
        helper.make_node("ArgMax", ["map"], ["best"], name="best", axis=2),
    ]
    graph = helper.make_graph(
        nodes,
        "whole numbers",
        [helper.make_tensor_value_info("image", TensorProto.INT32, (1, 1, 4, 2))],
        [
            helper.make_tensor_value_info("map", TensorProto.FLOAT, (1, 1, 4, 1)),
            helper.make_tensor_value_info("best", TensorProto.INT64, (1, 1, 1, 1)),
        ],
        [numpy_helper.from_array(np.full((1, 1, 1, 1), 0.5, np.float32), "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    content: bytes = model.SerializeToString()
    return content


def test_whole_numbers_stay_whole_numbers() -> None:
    model = half.to_half(with_whole_numbers())
    kinds = types(model)
    assert kinds["first"] == kinds["larger"] == TensorProto.FLOAT16
    assert kinds["is_left"] == TensorProto.BOOL
    image = np.array([[3, 4], [9, 1], [0, 0], [5, 5]], np.int32).reshape(1, 1, 4, 2)
    joints, best = run(model, image)
    assert joints.ravel().tolist() == [1.0, 2.25, 0.0, 1.25]
    assert best.item() == 1


def test_a_network_in_half_precision_and_one_that_branches_stay_as_they_are() -> None:
    already = onnx.load_from_string(one_convolution(1.0))
    already.graph.initializer[0].CopyFrom(numpy_helper.from_array(np.ones((1, 1, 1, 1), np.float16), "w"))
    branching = onnx.load_from_string(one_convolution(1.0))
    branching.graph.node[0].attribute.append(helper.make_attribute("then_branch", branching.graph))
    for model in (already.SerializeToString(), branching.SerializeToString()):
        assert half.to_half(model) == model
