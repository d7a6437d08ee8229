"""Converts a TFLite pose model to ONNX: the same arithmetic in NCHW, and only the operators that the outputs need."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tflite
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from daemon.errors import EngineError
from engines.conversion import tflite_graph
from engines.conversion.tflite_graph import Graph, Operator

OPSET = 17
"""ONNX Runtime supports it from 1.12 on, TensorRT 10 supports up to 20."""
IR_VERSION = 8
"""The file format that came with opset 17."""

_PICTURE_RANK = 4

Pads = tuple[int, int, int, int]
"""Rows above, columns left, rows below, columns right: the order of ONNX."""


def to_onnx(source: Path, outputs: Mapping[str, int]) -> bytes:
    """Convert a model.

    Args:
        source: A TFLite file with one image input, (1, S, S, 3).
        outputs: The outputs to keep: new name -> index among the model's outputs. Operators that none of them needs
            are left out.

    Returns:
        An ONNX model with the input ``image``, float32 (1, 3, S, S). Its outputs keep the model's shapes, pictures
        as (1, C, H, W).

    Raises:
        EngineError: The model has an operator that the converter does not support.
    """
    graph = tflite_graph.read_graph(source)
    kept = {name: graph.outputs[index] for name, index in outputs.items()}
    writer = _Writer(graph)
    for op in _live_operators(graph, set(kept.values())):
        writer.write(op)
    return writer.model(source.stem, kept)


def _live_operators(graph: Graph, wanted: set[int]) -> list[Operator]:
    """Returns the operators that the wanted tensors need, in order of execution."""
    live = []
    for op in reversed(graph.operators):
        if wanted.intersection(op.outputs):
            wanted.update(op.inputs)
            live.append(op)
    return live[::-1]


def _same_pads(size: tuple[int, int], kernel: tuple[int, int], stride: tuple[int, int]) -> Pads:
    """Returns TFLite's SAME padding: an odd row goes below, an odd column to the right."""
    total = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(size, kernel, stride, strict=True)]
    return total[0] // 2, total[1] // 2, total[0] - total[0] // 2, total[1] - total[1] // 2


class _Writer:
    """Converts operators to nodes, one by one."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._padded: dict[int, tuple[int, Pads]] = {}
        self._converters: dict[str, Callable[[Operator], None]] = {
            "ADD": self._add,
            "CONCATENATION": self._concatenation,
            "CONV_2D": self._convolution,
            "DEPTHWISE_CONV_2D": self._convolution,
            "DEPTH_TO_SPACE": self._depth_to_space,
            "LOGISTIC": self._logistic,
            "MAX_POOL_2D": self._max_pool,
            "PAD": self._pad,
            "RESHAPE": self._reshape,
            "RESIZE_BILINEAR": self._resize,
        }

    def write(self, op: Operator) -> None:
        """Add the nodes of one operator."""
        if op.kind not in self._converters:
            raise EngineError(f"the model has an operator that Spotter cannot convert: {op.kind}")
        self._converters[op.kind](op)

    def model(self, name: str, outputs: Mapping[str, int]) -> bytes:
        """Name the outputs, check the model and serialise it."""
        for new, tensor in outputs.items():
            self._node("Identity", [_name(tensor)], new)
        image = self._graph.inputs[0]
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, _nchw(self._graph.shapes[image]))],
            [
                helper.make_tensor_value_info(new, TensorProto.FLOAT, self._written_shape(tensor))
                for new, tensor in outputs.items()
            ],
            list(self._weights.values()),
        )
        self._rename(graph, _name(image), "image")
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="spotter")
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)
        content: bytes = model.SerializeToString(deterministic=True)
        return content

    def _written_shape(self, tensor: int) -> tuple[int, ...]:
        shape = self._graph.shapes[tensor]
        return _nchw(shape) if len(shape) == _PICTURE_RANK else shape

    @staticmethod
    def _rename(graph: onnx.GraphProto, old: str, new: str) -> None:
        for node in graph.node:
            for place, name in enumerate(node.input):
                if name == old:
                    node.input[place] = new

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> None:  # noqa: ANN401 - onnx's own
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))

    def _weight(self, name: str, values: NDArray[Any]) -> str:
        if name not in self._weights:
            self._weights[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def _activated(self, op: Operator) -> tuple[str, Callable[[], None]]:
        """Returns the name to write to, and a function that adds the operator's fused activation after it."""
        output = _name(op.outputs[0])
        kind = op.options.FusedActivationFunction()
        if kind == tflite.ActivationFunctionType.NONE:
            return output, lambda: None
        if kind != tflite.ActivationFunctionType.RELU6:
            raise EngineError(f"the model has an activation that Spotter cannot convert: number {kind}")
        limits = [self._weight("zero", np.array(0, np.float32)), self._weight("six", np.array(6, np.float32))]
        raw = output + "_raw"
        return raw, lambda: self._node("Clip", [raw, *limits], output)

    def _source(self, tensor: int) -> tuple[int, Pads]:
        """Returns the tensor before explicit padding, and that padding."""
        return self._padded.get(tensor, (tensor, (0, 0, 0, 0)))

    def _pads(self, op: Operator, kernel: tuple[int, int], stride: tuple[int, int]) -> Pads:
        """Returns the padding of a window operator: its own and that of a PAD before it, which is merged into it."""
        explicit = self._source(op.inputs[0])[1]
        if op.options.Padding() == tflite.Padding.VALID:
            return explicit
        height, width = self._graph.shapes[op.inputs[0]][1:3]
        own = _same_pads((height, width), kernel, stride)
        return own[0] + explicit[0], own[1] + explicit[1], own[2] + explicit[2], own[3] + explicit[3]

    def _pad(self, op: Operator) -> None:
        amounts = self._graph.constants[op.inputs[1]].tolist()
        (top, bottom), (left, right), (first, last) = amounts[1:]
        if amounts[0] != [0, 0]:
            raise EngineError("the model pads its batch, which Spotter cannot convert")
        if (first, last) != (0, 0):  # no window operator can take that over
            pads = self._weight(f"p{op.outputs[0]}", np.array([0, first, top, left, 0, last, bottom, right], np.int64))
            self._node("Pad", [_name(op.inputs[0]), pads], _name(op.outputs[0]))
            return
        self._padded[op.outputs[0]] = (op.inputs[0], (top, left, bottom, right))

    def _convolution(self, op: Operator) -> None:
        image, kernel, bias = op.inputs
        weights = self._graph.constants[kernel]
        depthwise = op.kind == "DEPTHWISE_CONV_2D"
        # To ONNX's layout: (outputs, inputs of one group, rows, columns).
        weights = weights.transpose(3, 0, 1, 2) if depthwise else weights.transpose(0, 3, 1, 2)
        stride = op.options.StrideH(), op.options.StrideW()
        raw, activate = self._activated(op)
        self._node(
            "Conv",
            [
                _name(self._source(image)[0]),
                self._weight(f"w{kernel}", weights),
                self._weight(f"b{bias}", self._graph.constants[bias]),
            ],
            raw,
            kernel_shape=weights.shape[2:],
            strides=stride,
            dilations=(op.options.DilationHFactor(), op.options.DilationWFactor()),
            pads=self._pads(op, (weights.shape[2], weights.shape[3]), stride),
            group=self._graph.shapes[image][3] if depthwise else 1,
        )
        activate()

    def _max_pool(self, op: Operator) -> None:
        kernel = op.options.FilterHeight(), op.options.FilterWidth()
        stride = op.options.StrideH(), op.options.StrideW()
        pads = self._pads(op, kernel, stride)
        raw, activate = self._activated(op)
        self._node("MaxPool", [_name(op.inputs[0])], raw, kernel_shape=kernel, strides=stride, pads=pads)
        activate()

    def _add(self, op: Operator) -> None:
        raw, activate = self._activated(op)
        self._node("Add", [_name(tensor) for tensor in op.inputs], raw)
        activate()

    def _logistic(self, op: Operator) -> None:
        self._node("Sigmoid", [_name(op.inputs[0])], _name(op.outputs[0]))

    def _depth_to_space(self, op: Operator) -> None:
        # TFLite splits the depth as (row, column, channel), which ONNX calls DCR.
        output = _name(op.outputs[0])
        self._node("DepthToSpace", [_name(op.inputs[0])], output, blocksize=op.options.BlockSize(), mode="DCR")

    def _resize(self, op: Operator) -> None:
        if op.options.AlignCorners() or not op.options.HalfPixelCenters():
            raise EngineError("the model resizes between pixel corners, which Spotter cannot convert")
        before, after = (self._graph.shapes[tensor] for tensor in (op.inputs[0], op.outputs[0]))
        factors = np.array([1, 1, after[1] / before[1], after[2] / before[2]], np.float32)
        scales = self._weight(f"s{op.outputs[0]}", factors)
        half = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
        self._node("Resize", [_name(op.inputs[0]), "", scales], _name(op.outputs[0]), **half)

    def _reshape(self, op: Operator) -> None:
        """Add a reshape, after a transpose where the picture is larger than 1x1: TFLite's order of values is NHWC."""
        source = _name(op.inputs[0])
        shape = self._graph.shapes[op.inputs[0]]
        if shape[1] * shape[2] > 1:
            self._node("Transpose", [source], source + "_nhwc", perm=(0, 2, 3, 1))
            source += "_nhwc"
        target = self._weight(f"r{op.outputs[0]}", np.array(self._graph.shapes[op.outputs[0]], np.int64))
        self._node("Reshape", [source, target], _name(op.outputs[0]))

    def _concatenation(self, op: Operator) -> None:
        inputs = [_name(tensor) for tensor in op.inputs]
        self._node("Concat", inputs, _name(op.outputs[0]), axis=op.options.Axis())


def _name(tensor: int) -> str:
    return f"t{tensor}"


def _nchw(shape: tuple[int, ...]) -> tuple[int, ...]:
    batch, height, width, channels = shape
    return batch, channels, height, width
