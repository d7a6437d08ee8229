"""The arrays that pass between the rooms of ``engines``."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
"""An array of the type that a network's file says."""
Float32 = NDArray[np.float32]
Affine = NDArray[np.float64]
"""float64 (2, 3): maps a point (x, y, 1) to another one; the centre of a pixel has whole coordinates."""
