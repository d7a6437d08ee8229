"""Reads a TFLite model into operators, tensor shapes and constants."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tflite
from numpy.typing import NDArray
from tflite import BuiltinOperator, SparseIndexVector

from daemon.errors import EngineError

Shape = tuple[int, ...]
Array = NDArray[Any]

_OPERATOR_NAMES = {number: name for name, number in vars(BuiltinOperator).items() if isinstance(number, int)}
_TYPES: dict[int, Any] = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
}
_INDEX_TYPES: dict[int, Any] = {
    SparseIndexVector.Int32Vector: (tflite.Int32Vector, np.int32),
    SparseIndexVector.Uint16Vector: (tflite.Uint16Vector, np.uint16),
    SparseIndexVector.Uint8Vector: (tflite.Uint8Vector, np.uint8),
}
_OPTIONS: dict[str, Any] = {
    "CONV_2D": tflite.Conv2DOptions,
    "DEPTHWISE_CONV_2D": tflite.DepthwiseConv2DOptions,
    "ADD": tflite.AddOptions,
    "MAX_POOL_2D": tflite.Pool2DOptions,
    "RESIZE_BILINEAR": tflite.ResizeBilinearOptions,
    "CONCATENATION": tflite.ConcatenationOptions,
    "DEPTH_TO_SPACE": tflite.DepthToSpaceOptions,
}


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """One operator: its name in the schema, the tensors it reads and writes, and its options table (or None)."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Any


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A model with its constants unpacked.

    Attributes:
        operators: In order of execution, without those that only unpack constants.
        inputs, outputs: Tensors of the model's interface.
        shapes: Every tensor's shape, NHWC where it has four dimensions.
        constants: Tensors with fixed values: float32 weights in TFLite's own layout, int32 parameters.
    """

    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    shapes: dict[int, Shape]
    constants: dict[int, Array]


def read_graph(path: Path) -> Graph:
    """Read a TFLite file.

    Raises:
        EngineError: The model has a tensor type that the converter does not support.
    """
    model = tflite.Model.GetRootAs(path.read_bytes(), 0)
    subgraph = model.Subgraphs(0)
    shapes = {index: _shape(subgraph.Tensors(index)) for index in range(subgraph.TensorsLength())}
    constants = _stored_constants(model, subgraph)
    operators = [_operator(model, subgraph.Operators(index)) for index in range(subgraph.OperatorsLength())]
    return Graph(
        operators=tuple(op for op in operators if not _fold(op, subgraph, constants)),
        inputs=tuple(subgraph.InputsAsNumpy().tolist()),
        outputs=tuple(subgraph.OutputsAsNumpy().tolist()),
        shapes=shapes,
        constants=constants,
    )


def _shape(tensor: Any) -> Shape:  # noqa: ANN401 - the schema's classes carry no types
    return tuple(tensor.ShapeAsNumpy().tolist()) if tensor.ShapeLength() else ()


def _operator(model: Any, raw: Any) -> Operator:  # noqa: ANN401 - the schema's classes carry no types
    code = model.OperatorCodes(raw.OpcodeIndex())
    # Old files have the number in the deprecated 8-bit field only.
    kind = _OPERATOR_NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
    options = None
    if kind in _OPTIONS:
        table = raw.BuiltinOptions()
        options = _OPTIONS[kind]()
        options.Init(table.Bytes, table.Pos)
    return Operator(kind, tuple(raw.InputsAsNumpy().tolist()), tuple(raw.OutputsAsNumpy().tolist()), options)


def _stored_constants(model: Any, subgraph: Any) -> dict[int, Array]:  # noqa: ANN401 - the schema carries no types
    constants = {}
    for index in range(subgraph.TensorsLength()):
        tensor = subgraph.Tensors(index)
        buffer = model.Buffers(tensor.Buffer())
        if buffer.DataLength() == 0:
            continue
        if tensor.Type() not in _TYPES:
            raise EngineError(f"the model's tensor {tensor.Name()!r} has a type that Spotter cannot convert")
        values = buffer.DataAsNumpy().view(_TYPES[tensor.Type()])
        sparsity = tensor.Sparsity()
        constants[index] = _densify(values, _shape(tensor), sparsity) if sparsity else values.reshape(_shape(tensor))
    return constants


def _fold(op: Operator, subgraph: Any, constants: dict[int, Array]) -> bool:  # noqa: ANN401 - the schema has no types
    """Evaluate an operator that only unpacks a constant; returns whether it was one."""
    if op.kind not in {"DEQUANTIZE", "DENSIFY"} or op.inputs[0] not in constants:
        return False
    dtype = _TYPES[subgraph.Tensors(op.outputs[0]).Type()]
    constants[op.outputs[0]] = constants[op.inputs[0]].astype(dtype)
    return True


def _densify(values: Array, shape: Shape, sparsity: Any) -> Array:  # noqa: ANN401 - the schema carries no types
    """Expand a tensor whose last dimension is compressed by rows (CSR).

    The other dimensions are dense and in order: the only layout in which 1x1 convolutions are pruned.
    """
    depth = sparsity.DimMetadataLength()
    last = sparsity.DimMetadata(depth - 1)
    in_order = sparsity.TraversalOrderAsNumpy().tolist() == list(range(len(shape))) and depth == len(shape)
    dense_before = all(sparsity.DimMetadata(i).Format() == tflite.DimensionType.DENSE for i in range(depth - 1))
    if not (in_order and dense_before and last.Format() == tflite.DimensionType.SPARSE_CSR):
        raise EngineError("the model is pruned in a way that Spotter cannot convert")
    starts = _indices(last.ArraySegments(), last.ArraySegmentsType())
    columns = _indices(last.ArrayIndices(), last.ArrayIndicesType())
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    dense = np.zeros((len(starts) - 1, shape[-1]), values.dtype)
    dense[rows, columns] = values
    return dense.reshape(shape)


def _indices(table: Any, kind: int) -> NDArray[np.int64]:  # noqa: ANN401 - the schema carries no types
    cls, _ = _INDEX_TYPES[kind]
    vector = cls()
    vector.Init(table.Bytes, table.Pos)
    indices: NDArray[np.int64] = vector.ValuesAsNumpy().astype(np.int64)
    return indices
