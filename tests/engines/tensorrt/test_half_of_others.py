"""Networks as others export them, with shapes, indices and constants within, are halved as Spotter's own are."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from engines.tensorrt import half
from tests.fakes.networks import serialised

SIZE = 16


def exported() -> bytes:
    """Two convolutions with what PyTorch's exporter puts between them: constant nodes, shapes, casts and indices."""
    rng = np.random.default_rng(0)

    def constant(name: str, values: object) -> onnx.NodeProto:
        return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.asarray(values), name))

    nodes = [
        helper.make_node("Conv", ["image", "first"], ["a"], pads=[1, 1, 1, 1]),
        constant("scale", np.float32(0.5)),
        helper.make_node("Mul", ["a", "scale"], ["b"]),
        helper.make_node("Shape", ["b"], ["shape"]),
        constant("start", np.array([2])),
        constant("end", np.array([4])),
        helper.make_node("Slice", ["shape", "start", "end"], ["sides"]),
        constant("two", np.array([2, 2])),
        helper.make_node("Mul", ["sides", "two"], ["larger"]),
        constant("outer", np.array([1, 4])),
        helper.make_node("Concat", ["outer", "larger"], ["sizes"], axis=0),
        helper.make_node("Resize", ["b", "", "", "sizes"], ["c"], mode="nearest"),
        helper.make_node(
            "ConstantOfShape", ["sizes"], ["d"], value=numpy_helper.from_array(np.array([0.25], np.float32), "value")
        ),
        helper.make_node("Add", ["c", "d"], ["e"]),
        constant("limit", np.float32(0.2)),
        helper.make_node("Greater", ["e", "limit"], ["is_high"]),
        helper.make_node("Cast", ["is_high"], ["high"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["e", "high"], ["f"]),
        helper.make_node("Conv", ["f", "second"], ["g"]),
        helper.make_node("ArgMax", ["g"], ["place"], axis=1, keepdims=1),
        helper.make_node("Cast", ["place"], ["best"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["g", "best"], ["answer"]),
    ]
    weights = [
        numpy_helper.from_array(rng.normal(0, 0.3, (4, 3, 3, 3)).astype(np.float32), "first"),
        numpy_helper.from_array(rng.normal(0, 0.3, (2, 4, 1, 1)).astype(np.float32), "second"),
    ]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, (1, 3, SIZE, SIZE))
    answer = helper.make_tensor_value_info("answer", TensorProto.FLOAT, (1, 2, 2 * SIZE, 2 * SIZE))
    return serialised(helper.make_graph(nodes, "exported", [image], [answer], weights), {})


def test_it_answers_as_before_and_computes_in_half_precision_until_the_last_convolution() -> None:
    halved = half.to_half(exported())
    picture = np.random.default_rng(1).random((1, 3, SIZE, SIZE), np.float32)
    before, after = (
        onnxruntime.InferenceSession(network).run(None, {"image": picture})[0] for network in (exported(), halved)
    )
    assert after.dtype == np.float32
    assert np.median(np.abs(after - before)) < 0.002
    assert (np.abs(after - before) < 0.02).mean() > 0.99, "a value beside the limit may fall on its other side"
    graph = onnx.shape_inference.infer_shapes(onnx.load_from_string(halved)).graph
    types = {value.name: value.type.tensor_type.elem_type for value in graph.value_info}
    assert {types[name] for name in "abcef"} == {TensorProto.FLOAT16}
    assert {types[name] for name in ("shape", "sizes", "place")} == {TensorProto.INT64}
    assert types["g"] == TensorProto.FLOAT
