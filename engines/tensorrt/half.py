"""Converts an ONNX network to half precision: float16 inside, float32 at the input and the outputs.

TensorRT takes a network's precision from its types (a strongly typed network; version 11 knows no other way), so the
types are set here. The last convolution before each output and everything after it stay float32: a landmark at 180
pixels of its crop would otherwise be rounded to an eighth of a pixel.
"""

from collections.abc import Mapping

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_FLOAT16_MAX = float(np.finfo(np.float16).max)
_FLOAT32_INPUTS = {"Resize": (2,)}
"""Indices of the inputs that are float32 in either precision: the scales of Resize."""
_OWN_TYPE = {"Cast", "Constant", "ConstantOfShape", "NonMaxSuppression", "Range"}
"""These say themselves which type they return, or take float32 only."""


def to_half(model: bytes) -> bytes:
    """Convert a float32 network.

    Args:
        model: A serialised ONNX model. Weights beyond float16's range are clipped to its largest value.

    Returns:
        A serialised ONNX model with the same inputs and outputs that computes in float16 between them. The model as it
        is where it is in half precision already, or where it branches, or has operators whose types are not known.
    """
    proto = onnx.load_from_string(model)
    graph = proto.graph
    types = _types(proto)
    if types is None:
        return model
    writer = _Writer(graph, types)
    for node in list(graph.node):
        writer.write(node)
    del graph.node[:], graph.initializer[:], graph.value_info[:]
    graph.node.extend(writer.nodes)
    graph.initializer.extend(writer.weights.values())
    onnx.checker.check_model(proto, full_check=True)
    content: bytes = proto.SerializeToString(deterministic=True)
    return content


class _Writer:
    """Rewrites the nodes in order, each in its precision.

    Attributes:
        nodes: The rewritten nodes, with the casts between them.
        weights: Their weights, by name.
    """

    def __init__(self, graph: onnx.GraphProto, types: Mapping[str, int]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}
        self._originals = {weight.name: weight for weight in graph.initializer}
        self._kept_float32 = _float32_tensors(graph)
        self._types = types
        # Every tensor of fractions that exists so far, and whether it is float32.
        self._is_float32 = {tensor.name: True for tensor in graph.input if types[tensor.name] == TensorProto.FLOAT}

    def write(self, node: onnx.NodeProto) -> None:
        """Add one node, after the casts that it needs."""
        float32 = self._needs_float32(node)
        always_float32 = _FLOAT32_INPUTS.get(node.op_type, ())
        for index, name in enumerate(node.input):
            if name:
                node.input[index] = self._operand(name, float32=float32 or index in always_float32)
        self.nodes.append(node)
        fractions = [name for name in node.output if self._types.get(name) == TensorProto.FLOAT]
        self._is_float32.update(dict.fromkeys(fractions, float32))

    def _needs_float32(self, node: onnx.NodeProto) -> bool:
        if node.op_type in _OWN_TYPE or node.output[0] in self._kept_float32:
            return True
        if self._types.get(node.output[0]) == TensorProto.FLOAT:
            return False
        # A comparison, say: exact where what it reads is.
        return any(self._is_float32.get(name, False) for name in node.input)

    def _operand(self, name: str, *, float32: bool) -> str:
        if name in self._originals:
            return self._weight(self._originals[name], float32=float32)
        if name not in self._is_float32:  # whole numbers
            return name
        return name if self._is_float32[name] == float32 else self._cast(name, float32=float32)

    def _weight(self, weight: onnx.TensorProto, *, float32: bool) -> str:
        if float32 or weight.data_type != TensorProto.FLOAT:
            self.weights[weight.name] = weight
            return str(weight.name)
        name = f"{weight.name}_half"
        if name not in self.weights:
            values = np.clip(numpy_helper.to_array(weight), -_FLOAT16_MAX, _FLOAT16_MAX).astype(np.float16)
            self.weights[name] = numpy_helper.from_array(values, name)
        return name

    def _cast(self, name: str, *, float32: bool) -> str:
        target = f"{name}_whole" if float32 else f"{name}_half"
        if target not in self._is_float32:
            to = TensorProto.FLOAT if float32 else TensorProto.FLOAT16
            self.nodes.append(helper.make_node("Cast", [name], [target], name=target, to=to))
            self._is_float32[target] = float32
        return target


def _float32_tensors(graph: onnx.GraphProto) -> set[str]:
    """Returns the tensors from the last convolution before each output up to that output."""
    producers = {name: node for node in graph.node for name in node.output}
    found: set[str] = set()
    pending = [tensor.name for tensor in graph.output]
    while pending:
        name = pending.pop()
        if name in producers and name not in found:
            found.add(name)
            pending += [] if producers[name].op_type == "Conv" else producers[name].input
    return found


def _types(proto: onnx.ModelProto) -> Mapping[str, int] | None:
    """Returns each tensor's type, or None where the network is better left as it is."""
    graph = proto.graph
    if any(attribute.HasField("g") for node in graph.node for attribute in node.attribute):
        return None
    if any(weight.data_type == TensorProto.FLOAT16 for weight in graph.initializer):
        return None
    typed = onnx.shape_inference.infer_shapes(proto).graph
    found = {value.name: value.type.tensor_type.elem_type for value in (*typed.value_info, *typed.input, *typed.output)}
    outputs = [name for node in graph.node for name in node.output if name]
    return found if all(found.get(name) for name in outputs) else None
