"""Converts a TensorFlow.js pose model (MoveNet) to ONNX: the same arithmetic, convolutions in NCHW.

Whole numbers are int64, as ONNX's own indices are. Only the operators that MoveNet has are known.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from daemon.errors import EngineError
from engines.arrays import Array
from engines.conversion.tfjs_graph import Graph, Operator, read_graph
from engines.conversion.tflite_to_onnx import IR_VERSION, OPSET

_TO_NCHW, _TO_NHWC = (0, 3, 1, 2), (0, 2, 3, 1)
_SIMPLE = {"Mul": "Mul", "Sub": "Sub", "RealDiv": "Div", "Sqrt": "Sqrt", "Identity": "Identity"}
"""What ONNX calls operators that need no more than another name."""
_ACTIVATIONS = {"Relu", "Relu6"}


def to_onnx(source: Path, output: str) -> bytes:
    """Convert a model.

    Args:
        source: ``model.json`` of a graph model with one image input, int32 (1, H, W, 3), its weights beside it.
        output: The new name of its only output.

    Returns:
        An ONNX model with the input ``image``, int32 (1, H, W, 3).

    Raises:
        EngineError: The model has an operator that the converter does not support, or is damaged.
    """
    graph = read_graph(source)
    writer = _Writer(graph)
    for op in _in_order(graph):
        writer.write(op)
    return writer.model(source.stem, output)


def _in_order(graph: Graph) -> list[Operator]:
    """Returns the operators that the output needs, each after those that it reads."""
    done: dict[str, Operator] = {}
    pending = [graph.output]
    while pending:
        op = graph.operators[pending[-1]]
        needs = [name for name in map(_producer, op.inputs) if name in graph.operators and name not in done]
        if needs:
            pending += needs
        else:
            done.setdefault(pending.pop(), op)
    return list(done.values())


def _producer(tensor: str) -> str:
    return tensor.partition(":")[0]


class _Writer:
    """Converts operators to nodes, one by one. A picture's values are in NCHW as long as nobody needs another order."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._channels: dict[str, int] = {}
        """The channels of each tensor that is in NCHW."""
        self._turned: set[str] = set()
        self._converters: dict[str, Callable[[Operator], None]] = {
            "AddV2": self._add,
            "ArgMax": self._arg_max,
            "Cast": self._cast,
            "ConcatV2": self._concat,
            "DepthwiseConv2dNative": self._convolution,
            "ExpandDims": self._expand,
            "FloorDiv": self._floor_divide,
            "FusedDepthwiseConv2dNative": self._convolution,
            "GatherNd": self._gather,
            "Pack": self._pack,
            "Placeholder": lambda _: None,
            "Reshape": self._reshape,
            "ResizeBilinear": self._resize,
            "Sigmoid": self._sigmoid,
            "SquaredDifference": self._squared_difference,
            "Squeeze": self._squeeze,
            "Unpack": self._unpack,
            "_FusedConv2D": self._convolution,
            **dict.fromkeys(_SIMPLE, self._simple),
        }

    def write(self, op: Operator) -> None:
        """Add the nodes of one operator."""
        if op.kind not in self._converters:
            raise EngineError(f"the model has an operator that Spotter cannot convert: {op.kind}")
        self._converters[op.kind](op)

    def model(self, name: str, output: str) -> bytes:
        """Name the input and the output, check the model and serialise it."""
        self._node("Identity", [self._nhwc(self._graph.output)], output)
        for node in self._nodes:
            node.input[:] = ["image" if one == self._graph.image else one for one in node.input]
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info("image", TensorProto.INT32, self._graph.shape)],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
            list(self._weights.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="spotter")
        model.ir_version = IR_VERSION
        model = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
        del model.graph.value_info[:]
        onnx.checker.check_model(model, full_check=True)
        content: bytes = model.SerializeToString(deterministic=True)
        return content

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:  # noqa: ANN401 - onnx's own
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _weight(self, name: str, values: Array) -> str:
        if name not in self._weights:
            whole = values.astype(np.int64) if values.dtype == np.int32 else values
            self._weights[name] = numpy_helper.from_array(np.ascontiguousarray(whole), name)
        return name

    def _constant(self, tensor: str) -> Array:
        if tensor not in self._graph.constants:
            raise EngineError(f"the model computes what Spotter needs to know before: {tensor}")
        return self._graph.constants[tensor]

    def _nhwc(self, tensor: str) -> str:
        """Returns the name under which a tensor has TensorFlow's order of values."""
        if tensor in self._graph.constants:
            return self._weight(tensor, self._graph.constants[tensor])
        if tensor not in self._channels:
            return tensor
        return self._transposed(tensor, "nhwc", _TO_NHWC)

    def _nchw(self, tensor: str) -> str:
        return tensor if tensor in self._channels else self._transposed(tensor, "nchw", _TO_NCHW)

    def _transposed(self, tensor: str, suffix: str, order: tuple[int, ...]) -> str:
        name = f"{tensor}_{suffix}"
        if name not in self._turned:
            self._turned.add(name)
            self._node("Transpose", [tensor], name, perm=order)
        return name

    def _simple(self, op: Operator) -> None:
        if len(op.inputs) > 1 and self._is_by_channel(op.inputs[1]):
            self._by_channel(op)
        elif len(op.inputs) > 1 and op.inputs[0] in self._channels and self._is_scalar(op.inputs[1]):
            self._node(_SIMPLE[op.kind], [op.inputs[0], self._nhwc(op.inputs[1])], op.name)
            self._channels[op.name] = self._channels[op.inputs[0]]
        else:
            self._node(_SIMPLE[op.kind], [self._nhwc(name) for name in op.inputs], op.name)

    def _is_by_channel(self, tensor: str) -> bool:
        """Returns whether a constant has one value for each channel of a picture."""
        shape = self._graph.constants[tensor].shape if tensor in self._graph.constants else ()
        return len(shape) == len(_TO_NCHW) and max(shape[:3]) == 1 and shape[3] > 1

    def _is_scalar(self, tensor: str) -> bool:
        return tensor in self._graph.constants and self._graph.constants[tensor].ndim == 0

    def _by_channel(self, op: Operator) -> None:
        """Add an operation of a picture and a value for each channel; in NCHW it takes a tenth of the time."""
        values = self._constant(op.inputs[1]).transpose(_TO_NCHW)
        self._node(_SIMPLE[op.kind], [self._nchw(op.inputs[0]), self._weight(op.inputs[1], values)], op.name)
        self._channels[op.name] = values.shape[1]

    def _add(self, op: Operator) -> None:
        if all(name in self._channels for name in op.inputs):
            self._node("Add", list(op.inputs), op.name)
            self._channels[op.name] = self._channels[op.inputs[0]]
        else:
            self._node("Add", [self._nhwc(name) for name in op.inputs], op.name)

    def _sigmoid(self, op: Operator) -> None:
        self._node("Sigmoid", [op.inputs[0]], op.name)
        if op.inputs[0] in self._channels:
            self._channels[op.name] = self._channels[op.inputs[0]]

    def _convolution(self, op: Operator) -> None:
        weights = self._constant(op.inputs[1])
        is_depthwise = "Depthwise" in op.kind
        rows, columns, inputs, outputs = weights.shape
        if is_depthwise:
            weights = weights.transpose(2, 3, 0, 1).reshape(inputs * outputs, 1, rows, columns)
        else:
            weights = weights.transpose(3, 2, 0, 1)
        fused = op.texts("fused_ops")
        names = [self._nchw(op.inputs[0]), self._weight(op.inputs[1], weights)]
        if "BiasAdd" in fused:
            names.append(self._nhwc(op.inputs[2]))
        activation = [name for name in fused if name != "BiasAdd"]
        raw = f"{op.name}_raw" if activation else op.name
        self._node(
            "Conv",
            names,
            raw,
            kernel_shape=(rows, columns),
            strides=op.integers("strides")[1:3],
            dilations=op.integers("dilations")[1:3],
            # TensorFlow's SAME has the odd row below and the odd column to the right, as SAME_UPPER has.
            auto_pad={"SAME": "SAME_UPPER", "VALID": "VALID"}[op.text("padding")],
            group=inputs if is_depthwise else 1,
        )
        if activation:
            self._activate(activation, raw, op.name)
        self._channels[op.name] = len(weights)

    def _activate(self, activation: list[str], raw: str, name: str) -> None:
        if len(activation) > 1 or activation[0] not in _ACTIVATIONS:
            raise EngineError(f"the model has an activation that Spotter cannot convert: {activation[0]}")
        if activation[0] == "Relu":
            self._node("Relu", [raw], name)
            return
        limits = [self._weight("zero", np.array(0, np.float32)), self._weight("six", np.array(6, np.float32))]
        self._node("Clip", [raw, *limits], name)

    def _resize(self, op: Operator) -> None:
        if op.is_true("align_corners") or not op.is_true("half_pixel_centers"):
            raise EngineError("the model resizes between pixel corners, which Spotter cannot convert")
        source = self._nchw(op.inputs[0])
        height, width = self._constant(op.inputs[1]).tolist()
        channels = self._channels[op.inputs[0]]
        sizes = self._weight(f"{op.name}_sizes", np.array([1, channels, height, width], np.int64))
        half = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
        self._node("Resize", [source, "", "", sizes], op.name, **half)
        self._channels[op.name] = channels

    def _cast(self, op: Operator) -> None:
        to = {"DT_FLOAT": TensorProto.FLOAT, "DT_INT32": TensorProto.INT64}[op.kind_of("DstT")]
        self._node("Cast", [self._nhwc(op.inputs[0])], op.name, to=to)

    def _arg_max(self, op: Operator) -> None:
        axis = int(self._constant(op.inputs[1]))
        self._node("ArgMax", [self._nhwc(op.inputs[0])], op.name, axis=axis, keepdims=0)

    def _floor_divide(self, op: Operator) -> None:
        """Add a division of whole numbers. ONNX's rounds towards 0, which for indices is the same."""
        if self._constant(op.inputs[1]).dtype != np.int32:
            raise EngineError("the model rounds a division of fractions, which Spotter cannot convert")
        self._node("Div", [self._nhwc(name) for name in op.inputs], op.name)

    def _gather(self, op: Operator) -> None:
        self._node("GatherND", [self._nhwc(name) for name in op.inputs], op.name)

    def _squared_difference(self, op: Operator) -> None:
        difference = self._node("Sub", [self._nhwc(name) for name in op.inputs], f"{op.name}_difference")
        self._node("Mul", [difference, difference], op.name)

    def _reshape(self, op: Operator) -> None:
        self._node("Reshape", [self._nhwc(name) for name in op.inputs], op.name)

    def _axes(self, op: Operator, axes: list[int]) -> str:
        return self._weight(f"{op.name}_axes", np.array(axes, np.int64))

    def _expand(self, op: Operator) -> None:
        axes = self._axes(op, [int(self._constant(op.inputs[1]))])
        self._node("Unsqueeze", [self._nhwc(op.inputs[0]), axes], op.name)

    def _squeeze(self, op: Operator) -> None:
        self._node("Squeeze", [self._nhwc(op.inputs[0]), self._axes(op, op.integers("squeeze_dims"))], op.name)

    def _pack(self, op: Operator) -> None:
        axis = op.integers("axis")[0]
        axes = self._axes(op, [axis])
        parts = [
            self._node("Unsqueeze", [self._nhwc(name), axes], f"{op.name}_part{place}")
            for place, name in enumerate(op.inputs)
        ]
        self._node("Concat", parts, op.name, axis=axis)

    def _unpack(self, op: Operator) -> None:
        axis, count = op.integers("axis")[0], op.integers("num")[0]
        axes, source = self._axes(op, [axis]), self._nhwc(op.inputs[0])
        names = [op.name, *(f"{op.name}:{place}" for place in range(1, count))]
        parts = [source] if count == 1 else [f"{name}_part" for name in names]
        if count > 1:
            self._nodes.append(helper.make_node("Split", [source], parts, name=f"{op.name}_split", axis=axis))
        for part, name in zip(parts, names, strict=True):
            self._node("Squeeze", [part, axes], name)

    def _concat(self, op: Operator) -> None:
        *parts, axis = op.inputs
        self._node("Concat", [self._nhwc(name) for name in parts], op.name, axis=int(self._constant(axis)))
