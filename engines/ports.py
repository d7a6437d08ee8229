"""What a model family asks of its runtime."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from daemon.ports import Frame

Float32 = NDArray[np.float32]
Affine = NDArray[np.float64]
"""float64 (2, 3): takes a point (x, y, 1) to another; a pixel's centre has whole coordinates."""


class Outside(Enum):
    """What a crop shows beyond the picture's edge; each network wants what it was trained with."""

    BLACK = "black"
    EDGE = "edge"


class Cropper(Protocol):
    """Fills one runtime's input with a square of a frame."""

    def fill(self, frame: Frame, to_upright: Affine) -> None:
        """Warp, convert and scale, so that the next ``run`` sees it.

        Args:
            frame: Read in place.
            to_upright: Takes a pixel of the crop to a pixel of the upright picture.

        Raises:
            EngineError: The runtime's device failed.
        """


class Runtime(Protocol):
    """Runs one graph on memory that is laid out once: fill ``image``, call ``run``, read ``outputs``."""

    @property
    def name(self) -> str:
        """The runtime as the user knows it, for example ``onnx``."""

    @property
    def image(self) -> Float32:
        """float32 (1, 3, S, S): write the next picture here."""

    @property
    def outputs(self) -> Mapping[str, Float32]:
        """Each output by its name; ``run`` overwrites them in place."""

    def cropper(self, low: float, high: float, outside: Outside) -> Cropper:
        """What fills ``image`` from frames, wherever they lie.

        Args:
            low: What black becomes.
            high: What white becomes.
            outside: What is beyond the picture's edge.
        """

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: The runtime failed.
        """
