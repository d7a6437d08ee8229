"""Writes a small RGB picture into a network's input, in the network's type, order and layout."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.errors import EngineError
from engines.arrays import Array
from engines.crop_format import CropFormat, InputLayout

Rgb8 = NDArray[np.uint8]
"""uint8 (H, W, 3), red first."""


def writer(image: Array, layout: InputLayout, crop: CropFormat) -> Callable[[Rgb8], None]:
    """Returns the function that writes a picture into an input.

    Raises:
        EngineError: The input's type is not supported, or is of whole numbers while the format scales.
    """
    channels = [image[0, ..., place] if layout.is_nhwc else image[0, place] for place in crop.places]
    if image.dtype in (np.float32, np.float16):
        return _Scaled(channels, crop)
    if image.dtype not in (np.int32, np.uint8) or not crop.is_as_is:
        raise EngineError(f"the network's input holds {image.dtype}, which its family does not take")
    return _AsIs(channels)


class _Scaled:
    def __init__(self, channels: list[Array], crop: CropFormat) -> None:
        self._channels = channels
        self._scale = [np.float32(one) for one in crop.scale]
        self._low = [np.float32(one) for one in crop.low]
        size = channels[0].shape
        self._bytes = [np.empty(size, np.uint8) for _ in range(3)]
        # Rounded once, to the input's type, and not after each of the two operations.
        self._whole = None if channels[0].dtype == np.float32 else np.empty(size, np.float32)

    def __call__(self, rgb: Rgb8) -> None:
        # Splitting the bytes before converting them to floats takes half the time of the other order.
        cv2.split(rgb, self._bytes)
        for index, channel in enumerate(self._channels):
            out = channel if self._whole is None else self._whole
            np.multiply(self._bytes[index], self._scale[index], out=out)
            if self._low[index]:
                np.add(out, self._low[index], out=out)
            if self._whole is not None:
                channel[:] = out


class _AsIs:
    def __init__(self, channels: list[Array]) -> None:
        self._channels = channels

    def __call__(self, rgb: Rgb8) -> None:
        for index, channel in enumerate(self._channels):
            channel[:] = rgb[..., index]
