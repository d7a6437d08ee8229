"""Half precision for a processor, whose kernels know none: in float32, every result rounded where that is asked."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_MOVES = {"Cast", "Concat", "DepthToSpace", "Identity", "MaxPool", "Reshape", "Transpose"}
"""These compute nothing that could be rounded."""
_FLOATS = {TensorProto.FLOAT, TensorProto.FLOAT16}


def widened(model: bytes, *, rounds: bool) -> bytes:
    """A network in half precision -> the same in float32.

    Args:
        model: A serialised ONNX model.
        rounds: Round each result to float16, as a GPU does; three times slower. Else only the weights are.
    """
    proto = onnx.load_from_string(model)
    if any(
        value.type.tensor_type.elem_type == TensorProto.FLOAT16 for value in (*proto.graph.input, *proto.graph.output)
    ):
        return model  # Spotter's own have float32 there; this one is run as its exporter wrote it
    for weight in proto.graph.initializer:
        if weight.data_type == TensorProto.FLOAT16:
            values = numpy_helper.to_array(weight).astype(np.float32)
            weight.CopyFrom(numpy_helper.from_array(values, weight.name))
    typed = onnx.shape_inference.infer_shapes(onnx.load_from_string(model)).graph
    halves = {value.name for value in typed.value_info if value.type.tensor_type.elem_type == TensorProto.FLOAT16}
    types = {value.name: value.type.tensor_type.elem_type for value in (*typed.value_info, *typed.input, *typed.output)}
    nodes = []
    for node in proto.graph.node:
        if node.op_type == "Cast" and not {types.get(node.input[0]), types.get(node.output[0])} <= _FLOATS:
            nodes.append(node)
        else:
            nodes += _written(node, to_half=rounds and node.output[0] in halves)
    del proto.graph.node[:], proto.graph.value_info[:]
    proto.graph.node.extend(nodes)
    content: bytes = proto.SerializeToString()
    return content


def _written(node: onnx.NodeProto, *, to_half: bool) -> list[onnx.NodeProto]:
    if node.op_type == "Cast":
        kind, node = "Cast", helper.make_node("Identity", list(node.input), list(node.output), name=node.name)
        if not to_half:
            return [node]
    else:
        kind = node.op_type
    if not to_half or (kind in _MOVES and kind != "Cast"):
        return [node]
    (name,) = node.output
    node.output[0] = f"{name}_exact"
    return [
        node,
        helper.make_node("Cast", [f"{name}_exact"], [f"{name}_half16"], to=TensorProto.FLOAT16),
        helper.make_node("Cast", [f"{name}_half16"], [name], to=TensorProto.FLOAT),
    ]
