"""Checks an ONNX model before it is run: that it is whole, takes pictures, and that its weights are numbers."""

import ast
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import TensorProto, helper, numpy_helper

from daemon.errors import EngineError
from daemon.printable import printable
from engines.signature import Tensor

MAX_SIDE = 2048
"""Pixels; larger inputs take seconds a picture on a Jetson."""
_MAX_VALUES = 2**31
"""Of one weight; the file itself is smaller (see ``content``)."""
_MAX_OUTPUTS = 16
_PICTURE_RANK = 4
_CHANNELS = 3
_DEFAULT_SIDE = 640
_BINS_PER_PIXEL = 2
_TYPES = {
    TensorProto.FLOAT: "float32",
    TensorProto.FLOAT16: "float16",
    TensorProto.UINT8: "uint8",
    TensorProto.INT32: "int32",
}
_FLOATS = frozenset({TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE})
_MAX_TEXT = 1000


def parse(content: bytes) -> onnx.ModelProto:
    """Returns the model in a file.

    Raises:
        EngineError: It is damaged.
        MemoryError: It needs more memory than there is.
    """
    try:
        model = onnx.load_model_from_string(content)
    except DecodeError as error:
        if "alloc" in str(error):
            raise MemoryError(str(error)) from error
        raise EngineError("is damaged or cut short: download or export it again") from error
    if not model.graph.node or not model.opset_import:
        raise EngineError("holds no network: download or export it again")
    return model


def check_weights(model: onnx.ModelProto, folder: Path) -> str:
    """Check that every weight is there, has the size that it claims, and is a number.

    Args:
        model: The model.
        folder: Where its file lies.

    Returns:
        The type of most of the weights.

    Raises:
        EngineError: One is not.
    """
    size_by_type: dict[int, int] = {}
    for tensor in _weights(model.graph):
        if tensor.data_location == TensorProto.EXTERNAL:
            raise _external(tensor, folder)
        size_by_type[tensor.data_type] = size_by_type.get(tensor.data_type, 0) + _check_weight(tensor)
    if not size_by_type:
        return "float32"
    most = max(size_by_type, key=lambda kind: size_by_type[kind])
    if most == TensorProto.DOUBLE:
        raise EngineError("computes in float64, which no GPU does fast: export it in float32 or float16")
    return str(helper.tensor_dtype_to_np_dtype(most))


def image_of(model: onnx.ModelProto) -> tuple[Tensor, bool]:
    """Returns the model's input, with a size where the file leaves it open, and whether it does.

    Raises:
        EngineError: It is no picture that Spotter can give it.
    """
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in weights]
    if len(inputs) != 1:
        raise EngineError(f"has {len(inputs)} inputs: expected one, the picture")
    value = inputs[0]
    kind = value.type.tensor_type.elem_type
    if kind not in _TYPES:
        name = TensorProto.DataType.Name(kind).lower() if kind in TensorProto.DataType.values() else "unknown"
        word = {"double": "float64"}.get(name, name)
        raise EngineError(f"takes pictures of {word}: expected float32, float16, uint8 or int32; export it again")
    declared = [dim.dim_value if dim.dim_value > 0 else None for dim in value.type.tensor_type.shape.dim]
    shape = _filled(declared, _open_size(model))
    return Tensor(value.name, _TYPES[kind], shape), None in declared


def check_outputs(model: onnx.ModelProto) -> None:
    """Check that the outputs are few and of a type that Spotter reads.

    Raises:
        EngineError: They are not.
    """
    outputs = model.graph.output
    if not 0 < len(outputs) <= _MAX_OUTPUTS:
        raise EngineError(f"has {len(outputs)} outputs: expected a pose network's, one to {_MAX_OUTPUTS}")
    if any(value.type.tensor_type.elem_type == TensorProto.DOUBLE for value in outputs):
        raise EngineError("answers in float64: expected float32 or float16; export it again")
    for value in outputs:
        dims = [dim.dim_value for dim in value.type.tensor_type.shape.dim if dim.dim_value > 0]
        if math.prod(dims) > _MAX_VALUES:
            raise EngineError(f"has an output of {'x'.join(map(str, dims))} values: expected a pose network's")


def readers(model: onnx.ModelProto, name: str) -> tuple[str, ...]:
    """Returns the operators that read a tensor."""
    return tuple(sorted({node.op_type for node in model.graph.node if name in node.input}))


def metadata(model: onnx.ModelProto) -> Mapping[str, str]:
    """Returns what the exporter wrote into the file, made safe to print."""
    return {printable(one.key)[:_MAX_TEXT]: printable(one.value)[:_MAX_TEXT] for one in model.metadata_props}


def _weights(graph: onnx.GraphProto) -> Iterator[TensorProto]:
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield sparse.values
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                yield attribute.t
            elif attribute.type == onnx.AttributeProto.GRAPH:
                yield from _weights(attribute.g)


def _external(tensor: TensorProto, folder: Path) -> EngineError:
    """Returns the error for weights in a file of their own: whether it is there, and how to get one file."""
    name = next((entry.value for entry in tensor.external_data if entry.key == "location"), "")
    is_there = bool(name) and Path(name).name == name and (folder / name).is_file()
    text = f"keeps its weights in another file, {printable(name)[:100]}" + ("" if is_there else ", which is missing")
    return EngineError(f"{text}: export it again into one file (external_data=False)")


def _check_weight(tensor: TensorProto) -> int:
    """Returns a weight's size in bytes."""
    count = math.prod(tensor.dims)
    if min(tensor.dims, default=1) < 0 or count > _MAX_VALUES:
        raise EngineError(f"has a weight of {'x'.join(map(str, tensor.dims))} values: it is damaged or no pose network")
    try:
        values = numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError) as error:
        raise EngineError("has a weight that is cut short: download or export it again") from error
    if tensor.data_type in _FLOATS and np.isnan(values).any():
        raise EngineError("has weights that are not numbers (NaN): its training failed; bring another one")
    return values.nbytes


def _filled(declared: list[int | None], size: tuple[int, int]) -> tuple[int, ...]:
    """Returns the input's shape with a number in every place."""
    if len(declared) != _PICTURE_RANK or _CHANNELS not in (declared[1] or _CHANNELS, declared[3]):
        text = ", ".join("?" if dim is None else str(dim) for dim in declared)
        raise EngineError(
            f"takes [{text}]: expected pictures in colour, [1, 3, height, width] or [1, height, width, 3]"
        )
    if declared[0] not in (None, 1):
        raise EngineError(f"takes {declared[0]} pictures at once: export it with a batch of 1")
    width, height = size
    usual = (1, height, width, 3) if declared[3] == _CHANNELS and declared[1] != _CHANNELS else (1, 3, height, width)
    shape = tuple(given or other for given, other in zip(declared, usual, strict=True))
    sides = shape[1:3] if usual[3] == _CHANNELS else shape[2:]
    if max(sides) > MAX_SIDE:
        raise EngineError(f"takes pictures of {sides[1]}x{sides[0]}: expected at most {MAX_SIDE}x{MAX_SIDE}")
    if any(side % 2 for side in sides):
        raise EngineError(f"takes pictures of {sides[1]}x{sides[0]}: expected even sides")
    return shape


def _open_size(model: onnx.ModelProto) -> tuple[int, int]:
    """Returns the width and height to give a network that leaves them open: what it was exported with."""
    for entry in model.metadata_props:
        if entry.key == "imgsz":
            return _image_size(entry.value)
    ends = [value.type.tensor_type.shape.dim[-1:] for value in model.graph.output]
    lasts = [end[0].dim_value for end in ends if end]
    names = [value.name for value in model.graph.output]
    if names[:2] == ["simcc_x", "simcc_y"] and min(lasts[:2]) > 0:
        return lasts[0] // _BINS_PER_PIXEL, lasts[1] // _BINS_PER_PIXEL
    return _DEFAULT_SIDE, _DEFAULT_SIDE


def _image_size(text: str) -> tuple[int, int]:
    """Returns width and height from ``[height, width]`` or one number."""
    try:
        size = ast.literal_eval(text[:_MAX_TEXT])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _DEFAULT_SIDE, _DEFAULT_SIDE
    match size:
        case int() if size > 0:
            return size, size
        case [int() as height, int() as width] if min(height, width) > 0:
            return width, height
        case _:
            return _DEFAULT_SIDE, _DEFAULT_SIDE
