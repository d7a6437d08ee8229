"""A frame as an upright colour picture. It copies, so it is for looking at and never for the pose model."""

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.ports import Frame, Layout

Picture = NDArray[np.uint8]

_HALF = np.array([[0.5, 0.0, -0.25], [0.0, 0.5, -0.25], [0.0, 0.0, 1.0]])
"""From a luma pixel's centre to the chroma plane's, whose pixels cover two by two."""
_CODES = np.arange(256, dtype=np.float64)
_LUMA = np.clip((_CODES - 16) * 255 / 219, 0, 255).round().astype(np.uint8)
_CHROMA = np.clip((_CODES - 128) * 255 / 224 + 128, 0, 255).round().astype(np.uint8)
"""Limited range to full range, ITU-R BT.601."""


def upright_bgr(frame: Frame) -> Picture:
    """The upright picture, uint8 (height, width, 3), blue first."""
    size = (frame.width, frame.height)
    luma = _warp(frame.planes[0], frame.to_stored, size)
    to_chroma = (_HALF @ np.vstack([frame.to_stored, [0.0, 0.0, 1.0]]))[:2]
    if frame.layout is Layout.NV12:
        u, v = cv2.split(_warp(frame.planes[1], to_chroma, size))
    else:
        u, v = (_warp(plane, to_chroma, size) for plane in frame.planes[1:])
    if not frame.full_range:
        luma, u, v = _LUMA[luma], _CHROMA[u], _CHROMA[v]
    return np.asarray(cv2.cvtColor(cv2.merge([luma, v, u]), cv2.COLOR_YCrCb2BGR), np.uint8)


def _warp(plane: Picture, to_plane: NDArray[np.float64], size: tuple[int, int]) -> Picture:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(plane, to_plane, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)
