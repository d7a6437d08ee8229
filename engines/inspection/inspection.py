"""Inspects a network file: which family it is of, how it is written, its precision and its licence."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from daemon.errors import EngineError
from engines import models
from engines.inspection import content, sandbox
from engines.inspection.plan_signature import read_engine
from engines.inspection.sandbox import Limits
from engines.signature import FileFormat, Part, Recognised, Signature

_SIGNS_OF_AGPL = ("agpl", "ultralytics")
_LICENCE_KEYS = ("license", "licence", "author", "description")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a network file is.

    Attributes:
        path: The file.
        sha256: The hash of what was read, hexadecimal: whoever copies the file can tell that it is the same.
        file_format: ``onnx``, ``engine`` or ``tflite``.
        family: The module of ``engines.models`` that reads it, for example ``yolo``.
        part: What it does in a pipeline.
        layout: How its outputs are written, for the user.
        joints: How many joints it finds; 0 of a detector.
        width, height: Of its input, pixels.
        input_shape: Of its input: with ``width`` and ``height`` where the file leaves them open.
        dtype: Of its input, for example ``float32``.
        dynamic: Whether the file leaves the input's size open (see ``engines.conversion.fixed_input``).
        precision: The type of most of its weights; ``unknown`` of an engine.
        licence: What the file says of it, or None where it says nothing.
        is_agpl: Whether the file says that its licence is the AGPL, or that Ultralytics made it, whose licence that is.
        metadata: All that its exporter wrote into it, safe to print.
    """

    path: Path
    sha256: str
    file_format: FileFormat
    family: str
    part: Part
    layout: str
    joints: int
    width: int
    height: int
    input_shape: tuple[int, ...]
    dtype: str
    dynamic: bool
    precision: str
    licence: str | None
    is_agpl: bool
    metadata: Mapping[str, str]


class _Family(Protocol):
    """What a module of ``engines.models`` has that reads files which people bring."""

    EXPECTED: str
    """Its outputs, for the user."""

    def recognise(self, signature: Signature) -> Recognised | None:
        """Returns how it reads the network, or None where the network is of another family.

        Raises:
            EngineError: The network is of this family and cannot be used; the message goes on after the file's name.
        """


def inspect(path: Path, limits: Limits = Limits()) -> Inspection:  # noqa: B008 - it cannot be changed
    """Look at a file that may hold anything. Reads it in a child process with little memory and time.

    Args:
        path: The file. Its name says nothing.
        limits: What the child may use.

    Raises:
        EngineError: Spotter cannot use it: one line with the file's name, what is wrong, and what was expected.
    """
    kind = content.format_of(path)
    if kind in ("engine", None):
        examined = read_engine(path, is_certain=kind == "engine")
    else:
        examined = sandbox.examine(path, limits)
    signature = examined.signature
    family, recognised = recognise(path, signature)
    licence = next((signature.metadata[key] for key in _LICENCE_KEYS[:2] if key in signature.metadata), None)
    signs = " ".join(signature.metadata.get(key, "") for key in _LICENCE_KEYS).lower()
    width, height = signature.size
    return Inspection(
        path=path,
        sha256=examined.sha256,
        file_format=kind or "engine",
        family=family,
        part=recognised.part,
        layout=recognised.layout,
        joints=recognised.joints,
        width=width,
        height=height,
        input_shape=signature.image.shape,
        dtype=signature.image.dtype,
        dynamic=signature.dynamic,
        precision=signature.precision,
        licence=licence,
        is_agpl=any(sign in signs for sign in _SIGNS_OF_AGPL),
        metadata=signature.metadata,
    )


def recognise(path: Path, signature: Signature) -> tuple[str, Recognised]:
    """Returns the family of a network, and how it reads it.

    Raises:
        EngineError: It is of no family, or of one that cannot use it.
    """
    expected = []
    for name, family in _families():
        try:
            recognised = family.recognise(signature)
        except EngineError as error:
            raise EngineError(f"{path} {error}") from error
        if recognised is not None:
            return name, recognised
        expected.append(family.EXPECTED)
    outputs = ", ".join(map(str, signature.outputs[:4]))
    raise EngineError(f"{path} answers {outputs}, as no family that Spotter reads: expected {'; '.join(expected)}")


def _families() -> Iterator[tuple[str, _Family]]:
    """Yields the modules of ``engines.models`` that read files which people bring."""
    for found in pkgutil.iter_modules(models.__path__):
        module = importlib.import_module(f"{models.__name__}.{found.name}")
        if hasattr(module, "recognise"):
            yield found.name, cast("_Family", module)
