"""Fits a whole picture into a network's input without distorting it, as the networks' authors do."""

from enum import Enum

import numpy as np

from engines.arrays import Affine


class Align(Enum):
    """Where the picture lies in an input of another shape, and how its size is rounded to whole pixels."""

    CENTRE = "centre"
    """In the middle, sides rounded to the nearest: Ultralytics."""
    TOP_LEFT = "top left"
    """The padding lies below and to the right, sides rounded down: YOLOX, RTMDet, RTMO."""


def letterbox(frame_size: tuple[int, int], input_size: tuple[int, int], align: Align) -> Affine:
    """Returns the affine from the input's pixels to the picture's.

    Pixels lie as ``cv2.resize`` has them: the edges of the pictures coincide, not the centres of their corner pixels.

    Args:
        frame_size: Width and height of the upright picture.
        input_size: Width and height of the network's input.
        align: Where the picture lies in it.
    """
    ratio = min(inner / outer for inner, outer in zip(input_size, frame_size, strict=True))
    affine = np.zeros((2, 3))
    for axis, (outer, inner) in enumerate(zip(frame_size, input_size, strict=True)):
        side = max(round(outer * ratio) if align is Align.CENTRE else int(outer * ratio), 1)
        first = round((inner - side) / 2 - 0.1) if align is Align.CENTRE else 0
        scale = outer / side
        affine[axis, axis] = scale
        affine[axis, 2] = scale * (0.5 - first) - 0.5
    return affine
