"""Hand-made ONNX networks that answer in the layouts of exported files. They hold nothing of anybody's weights."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]
YOLO_METADATA = {
    "task": "pose",
    "kpt_shape": "[17, 3]",
    "names": "{0: 'person'}",
    "imgsz": "[640, 640]",
    "stride": "32",
    "license": "AGPL-3.0 License (https://ultralytics.com/license)",
}
_TYPES = {
    np.dtype(np.float16): TensorProto.FLOAT16,
    np.dtype(np.float32): TensorProto.FLOAT,
    np.dtype(np.float64): TensorProto.DOUBLE,
    np.dtype(np.int64): TensorProto.INT64,
}
Shape = tuple[int | str, ...]


class Input(NamedTuple):
    """A network's input: its name, shape and type."""

    name: str = "images"
    shape: Shape = (1, 3, 64, 64)
    dtype: type[np.generic] = np.float32


def answering(
    outputs: Mapping[str, Array],
    image: Input = Input(),  # noqa: B008 - it cannot be changed
    metadata: Mapping[str, str] | None = None,
    declared: Mapping[str, Shape] | None = None,
) -> bytes:
    """A network that gives the same answer to every picture.

    Args:
        outputs: Name -> answer, of the type that the output has.
        image: The input.
        metadata: Written into the file.
        declared: Name -> shape that the file says an output has, where that is not the answer's own.
    """
    nodes = [
        helper.make_node("Cast", [image.name], ["picture"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["picture"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
    ]
    weights = [numpy_helper.from_array(np.array(0, np.float32), "zero")]
    values = []
    for output, answer in outputs.items():
        kind = _TYPES[answer.dtype]
        weights.append(numpy_helper.from_array(answer, f"{output}_answer"))
        nodes.append(helper.make_node("Cast", ["nothing"], [f"{output}_nothing"], to=kind))
        nodes.append(helper.make_node("Add", [f"{output}_answer", f"{output}_nothing"], [output]))
        values.append(helper.make_tensor_value_info(output, kind, (declared or {}).get(output, answer.shape)))
    inputs = [helper.make_tensor_value_info(image.name, _TYPES[np.dtype(image.dtype)], image.shape)]
    graph = helper.make_graph(nodes, "answers", inputs, values, weights)
    return serialised(graph, metadata or {})


def serialised(graph: onnx.GraphProto, metadata: Mapping[str, str]) -> bytes:
    """A graph as a file's content."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=value)
    content: bytes = model.SerializeToString()
    return content


def written(folder: Path, content: bytes, name: str = "model.onnx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
