"""What a network's file says of itself, and what it was seen to do: all that families are told apart by."""

from collections.abc import Mapping
from enum import Enum
from typing import Literal

import msgspec

_STRIDES = (8, 16, 32)
_LARGEST_STRIDE = 64
"""Of the largest YOLO networks, beside the others."""


class Tensor(msgspec.Struct, frozen=True):
    """An input or output.

    Attributes:
        name: Its name in the file.
        dtype: Its type as numpy calls it, for example ``float32``.
        shape: Its shape; of an output, as it was when the network ran on a picture of nothing.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.name} [{', '.join(map(str, self.shape))}]"


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A network seen from outside.

    Attributes:
        image: The input.
        outputs: In the file's order.
        precision: The type of most of its weights, for example ``float16``; ``unknown`` of a TensorRT engine.
        dynamic: Whether the file leaves the input's size open.
        reads_image: The operators that read the input, in the order of the alphabet; none are known of an engine.
        metadata: What its exporter wrote into it; every key is optional.
    """

    image: Tensor
    outputs: tuple[Tensor, ...]
    precision: str
    dynamic: bool = False
    reads_image: tuple[str, ...] = ()
    metadata: Mapping[str, str] = {}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the input, pixels."""
        shape = self.image.shape
        return (shape[3], shape[2]) if self.is_nchw else (shape[2], shape[1])

    @property
    def is_nchw(self) -> bool:
        """Whether the input is stored channel by channel, not pixel by pixel."""
        return self.image.shape[1] == 3  # noqa: PLR2004 - red, green, blue

    def output(self, name: str) -> Tensor | None:
        """Returns the output of that name, or None."""
        return next((tensor for tensor in self.outputs if tensor.name == name), None)

    def is_grid(self, count: int) -> bool:
        """Returns whether so many candidates are one for each cell of the grids of stride 8, 16 and 32 (and 64)."""
        width, height = self.size
        cells = sum((width // stride) * (height // stride) for stride in _STRIDES)
        return count in (cells, cells + (width // _LARGEST_STRIDE) * (height // _LARGEST_STRIDE))


class Part(Enum):
    """What a network does in a pipeline."""

    DETECTOR = "detector"
    """Finds people's boxes in the whole picture."""
    KEYPOINTS = "keypoints"
    """Finds the joints of one person, in a square around that person: a detector must find the person."""
    PEOPLE = "people"
    """Finds everybody with their joints in the whole picture: needs no detector."""


class Recognised(msgspec.Struct, frozen=True):
    """How a family reads a network.

    Attributes:
        part: What the network does in a pipeline.
        layout: How its outputs are written, for the user.
        joints: How many joints it finds; 0 of a detector.
    """

    part: Part
    layout: str
    joints: int = 0


FileFormat = Literal["onnx", "engine", "tflite"]
