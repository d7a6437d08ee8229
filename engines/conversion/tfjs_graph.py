"""Reads a TensorFlow.js graph model (``model.json`` and its weights) into operators and constants."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from daemon.errors import EngineError
from engines.arrays import Array

_TYPES: dict[str, Any] = {"float32": np.float32, "int32": np.int32, "float16": np.float16}


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """One operator of the graph.

    Attributes:
        kind: TensorFlow's name of it.
        name: Its own name, and that of its first output; a second output is called ``name:1``.
        inputs: The tensors that it reads.
        attributes: As the file has them.
    """

    kind: str
    name: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    def integers(self, name: str) -> list[int]:
        """Returns an attribute that is a list of whole numbers, or one whole number as such a list."""
        value = self.attributes.get(name, {})
        return [int(one) for one in value.get("list", {}).get("i", [])] or [int(value.get("i", 0))]

    def text(self, name: str) -> str:
        """Returns an attribute that is a text; empty where it is absent."""
        return base64.b64decode(self.attributes.get(name, {}).get("s", "")).decode()

    def texts(self, name: str) -> tuple[str, ...]:
        """Returns an attribute that is a list of texts."""
        found = self.attributes.get(name, {}).get("list", {}).get("s", [])
        return tuple(base64.b64decode(one).decode() for one in found)

    def is_true(self, name: str) -> bool:
        """Returns whether an attribute is there and true."""
        return bool(self.attributes.get(name, {}).get("b", False))

    def kind_of(self, name: str) -> str:
        """Returns an attribute that is a type, for example ``DT_FLOAT``."""
        return str(self.attributes.get(name, {}).get("type", ""))


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A model.

    Attributes:
        operators: By name, without constants.
        constants: Their values, weights as float32.
        image: The input's name.
        shape: The input's shape, NHWC.
        output: The only output's name.
    """

    operators: Mapping[str, Operator]
    constants: Mapping[str, Array]
    image: str
    shape: tuple[int, ...]
    output: str


def read_graph(source: Path) -> Graph:
    """Read a model; its weights lie beside it.

    Raises:
        EngineError: It is not a graph model of one input and one output, or a file is damaged.
    """
    try:
        model = json.loads(source.read_bytes())
        nodes = [_operator(node) for node in model["modelTopology"]["node"]]
        constants = _constants(model["weightsManifest"], source.parent)
        (image,) = (node for node in nodes if node.kind == "Placeholder")
        (output,) = model["signature"]["outputs"].values()
        shape = tuple(int(one["size"]) for one in image.attributes["shape"]["shape"]["dim"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(f"{source.name} is no TensorFlow.js graph model that Spotter can convert") from error
    operators = {node.name: node for node in nodes if node.kind != "Const"}
    return Graph(operators, constants, image.name, shape, output["name"].partition(":")[0])


def _operator(node: Mapping[str, Any]) -> Operator:
    inputs = tuple(name.removesuffix(":0") for name in node.get("input", []) if not name.startswith("^"))
    return Operator(node["op"], node["name"], inputs, node.get("attr", {}))


def _constants(manifest: list[Mapping[str, Any]], folder: Path) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for group in manifest:
        content = b"".join((folder / Path(path).name).read_bytes() for path in group["paths"])
        at = 0
        for weight in group["weights"]:
            stored = np.dtype(_TYPES[weight.get("quantization", weight)["dtype"]])
            count = int(np.prod(weight["shape"], dtype=np.int64))
            values = np.frombuffer(content, stored, count, at).reshape(weight["shape"])
            found[weight["name"]] = values.astype(_TYPES[weight["dtype"]])
            at += count * stored.itemsize
    return found
