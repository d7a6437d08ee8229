"""What a model family asks of its runtime."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]


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

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: The runtime failed.
        """
