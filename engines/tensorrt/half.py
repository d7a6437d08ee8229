"""Writes an ONNX network in half precision: float16 within, float32 at its ends.

TensorRT takes a network's precision from its types (a strongly typed network; version 11 knows no other way), so the
types are written here. The last convolution before each output stays float32 with all that follows it: a landmark at
180 pixels of its crop would otherwise be rounded to an eighth of a pixel.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_LARGEST = float(np.finfo(np.float16).max)
_FLOAT_OPERANDS = {"Resize": (2,)}
"""Operators' inputs that are float32 whatever the precision, by their places: Resize's scales."""


def to_half(model: bytes) -> bytes:
    """Convert a network whose tensors are float32.

    Args:
        model: A serialised ONNX model. Weights beyond float16's range become its largest value.

    Returns:
        A serialised ONNX model with the same names, inputs and outputs, that computes in float16 between them.
    """
    proto = onnx.load_from_string(model)
    graph = proto.graph
    writer = _Writer(graph)
    for node in list(graph.node):
        writer.write(node)
    del graph.node[:], graph.initializer[:], graph.value_info[:]
    graph.node.extend(writer.nodes)
    graph.initializer.extend(writer.weights.values())
    onnx.checker.check_model(proto, full_check=True)
    content: bytes = proto.SerializeToString(deterministic=True)
    return content


class _Writer:
    """Writes the nodes anew, in order, each in its precision.

    Attributes:
        nodes, weights: What was written.
    """

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}
        self._given = {weight.name: weight for weight in graph.initializer}
        self._exact = _last(graph)
        # Every tensor that exists so far, and whether it is float32.
        self._whole = {tensor.name: True for tensor in graph.input}

    def write(self, node: onnx.NodeProto) -> None:
        """One node, after the casts that it needs."""
        whole = node.output[0] in self._exact
        always = _FLOAT_OPERANDS.get(node.op_type, ())
        for place, name in enumerate(node.input):
            if name:
                node.input[place] = self._operand(name, whole=whole or place in always)
        self.nodes.append(node)
        self._whole.update(dict.fromkeys(node.output, whole))

    def _operand(self, name: str, *, whole: bool) -> str:
        if name in self._given:
            return self._weight(self._given[name], whole=whole)
        return name if self._whole[name] == whole else self._cast(name, whole=whole)

    def _weight(self, weight: onnx.TensorProto, *, whole: bool) -> str:
        if whole or weight.data_type != TensorProto.FLOAT:
            self.weights[weight.name] = weight
            return str(weight.name)
        name = f"{weight.name}_half"
        if name not in self.weights:
            values = np.clip(numpy_helper.to_array(weight), -_LARGEST, _LARGEST).astype(np.float16)
            self.weights[name] = numpy_helper.from_array(values, name)
        return name

    def _cast(self, name: str, *, whole: bool) -> str:
        target = f"{name}_whole" if whole else f"{name}_half"
        if target not in self._whole:
            to = TensorProto.FLOAT if whole else TensorProto.FLOAT16
            self.nodes.append(helper.make_node("Cast", [name], [target], name=target, to=to))
            self._whole[target] = whole
        return target


def _last(graph: onnx.GraphProto) -> set[str]:
    """What the last convolution before each output gives, and all that follows from it to the output."""
    makers = {name: node for node in graph.node for name in node.output}
    found: set[str] = set()
    left = [tensor.name for tensor in graph.output]
    while left:
        name = left.pop()
        if name in makers and name not in found:
            found.add(name)
            left += [] if makers[name].op_type == "Conv" else makers[name].input
    return found
