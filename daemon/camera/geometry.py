"""From the upright picture to the stored one: rotation tag and pixel aspect as one affine map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SQUARE_ENOUGH = 0.01
"""Encoders round sizes and write aspects such as 1280:1281; under 1 % the pixels are taken as square."""

_TURNS: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "rotate-0": ((1, 0, 0), (0, 1, 0)),
    "rotate-90": ((0, 1, 0), (-1, 0, 1)),
    "rotate-180": ((-1, 0, 1), (0, -1, 1)),
    "rotate-270": ((0, -1, 1), (1, 0, 0)),
    "flip-rotate-0": ((-1, 0, 1), (0, 1, 0)),
    "flip-rotate-90": ((0, -1, 1), (-1, 0, 1)),
    "flip-rotate-180": ((1, 0, 0), (0, -1, 1)),
    "flip-rotate-270": ((0, 1, 0), (1, 0, 0)),
}
"""Orientation tag -> (u, v, 1) of the upright picture to (u, v) of the stored one, both 0..1 across the picture.

The tag says what a player does to the stored picture: mirror it left to right (``flip``), then turn it clockwise.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """The upright picture's size in pixels, and the way from its pixels to the stored luma plane's.

    ``to_stored`` is float64 (2, 3); whole numbers are pixel centres on both sides.
    """

    width: int
    height: int
    to_stored: NDArray[np.float64]


def turned(orientation: str, turn: int) -> str:
    """Returns the orientation of a picture that is turned further, clockwise by 0, 90, 180 or 270 degrees."""
    kind, _, degrees = orientation.rpartition("-")
    if orientation not in _TURNS:
        kind, degrees = "rotate", "0"
    return f"{kind}-{(int(degrees) + turn) % 360}"


def upright(stored: tuple[int, int], aspect: float, orientation: str) -> Geometry:
    """Work out the upright picture.

    Args:
        stored: Width and height of the stored luma plane, pixels.
        aspect: Width of a stored pixel over its height.
        orientation: The stream's ``image-orientation`` tag; an unknown one leaves the picture as it is.
    """
    stored_w, stored_h = stored
    width = stored_w if abs(aspect - 1) < _SQUARE_ENOUGH else max(1, round(stored_w * aspect))
    height = stored_h
    turn = np.array(_TURNS.get(orientation, _TURNS["rotate-0"]), np.float64)
    if turn[0, 0] == 0:
        width, height = height, width
    to_unit = np.array([[1 / width, 0, 0.5 / width], [0, 1 / height, 0.5 / height], [0, 0, 1]])
    to_stored = np.diag([stored_w, stored_h]).astype(np.float64) @ turn @ to_unit
    to_stored[:, 2] -= 0.5
    to_stored.flags.writeable = False
    return Geometry(width, height, to_stored)
