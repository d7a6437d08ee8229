"""What a model family needs of the runtime that executes its networks."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from daemon.ports import Frame

Float32 = NDArray[np.float32]
Affine = NDArray[np.float64]
"""float64 (2, 3): maps a point (x, y, 1) to another one; the centre of a pixel has whole coordinates."""


class Outside(Enum):
    """How a crop continues beyond the edge of the picture; a network needs the one that it was trained with."""

    BLACK = "black"
    EDGE = "edge"


class Cropper(Protocol):
    """Fills the input of one runtime with a square of a frame."""

    def fill(self, frame: Frame, to_upright: Affine) -> None:
        """Warp, convert and scale the square into the input that the next ``run`` reads.

        Args:
            frame: Read in place.
            to_upright: Maps a pixel of the crop to a pixel of the upright picture.

        Raises:
            EngineError: The runtime's device failed.
        """


class Runtime(Protocol):
    """Runs one network on memory that is allocated once: fill ``image``, call ``run``, read ``outputs``."""

    @property
    def name(self) -> str:
        """The runtime's name for the user, for example ``onnx``."""

    @property
    def threads(self) -> str | None:
        """The processor threads that it runs on now, for the user, for example ``2 threads``; None on a GPU."""

    @property
    def image(self) -> Float32:
        """The input, float32 (1, 3, S, S): write the next picture here."""

    @property
    def outputs(self) -> Mapping[str, Float32]:
        """The outputs by name; ``run`` overwrites them in place."""

    def cropper(self, low: float, high: float, outside: Outside) -> Cropper:
        """Returns a cropper that fills ``image`` from frames in any memory.

        Args:
            low: The value of black.
            high: The value of white.
            outside: How the crop continues beyond the edge of the picture.
        """

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: The runtime failed.
        """


Networks = tuple[Runtime, Runtime]
"""The detector and the landmark network, each in its runtime."""
