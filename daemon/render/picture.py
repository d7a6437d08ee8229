"""A frame as an upright colour picture. It copies, so it is for looking at and never for the pose model."""

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.ports import Frame, Layout

Picture = NDArray[np.uint8]

_HALF = np.array([[0.5, 0.0, -0.25], [0.0, 0.5, -0.25], [0.0, 0.0, 1.0]])
"""From a luma pixel's centre to the chroma plane's, whose pixels cover two by two."""
_AS_STORED = np.eye(2, 3)
_CODES = np.arange(256, dtype=np.float64)
_LUMA = np.clip((_CODES - 16) * 255 / 219, 0, 255).round().astype(np.uint8)
_CHROMA = np.clip((_CODES - 128) * 255 / 224 + 128, 0, 255).round().astype(np.uint8)
"""Limited range to full range, ITU-R BT.601."""


_PACKED = (Layout.YUYV, Layout.RGB8, Layout.RGBA)


def upright_bgr(frame: Frame) -> Picture:
    """Returns the upright picture, uint8 (height, width, 3), blue first."""
    size = (frame.width, frame.height)
    if frame.layout in _PACKED:
        rows, columns = frame.planes[0].shape[:2]
        return warped(stored_bgr(frame, (columns, rows)), frame.to_stored, size)
    if _can_be_converted(frame):
        return _converted(frame)
    luma = warped(frame.planes[0], frame.to_stored, size)
    to_chroma = (_HALF @ np.vstack([frame.to_stored, [0.0, 0.0, 1.0]]))[:2]
    if frame.layout is Layout.NV12:
        pairs = warped(frame.planes[1], to_chroma, size)
        u, v = pairs[:, :, 0], pairs[:, :, 1]
    else:
        u, v = (warped(plane, to_chroma, size) for plane in frame.planes[1:])
    return _bgr(luma, u, v, full_range=frame.full_range)


def _can_be_converted(frame: Frame) -> bool:
    """Returns whether the picture is stored upright, in the one form that OpenCV converts in a single step."""
    upright = frame.planes[0].shape == (frame.height, frame.width) and np.array_equal(frame.to_stored, _AS_STORED)
    return upright and not frame.full_range and frame.width % 2 == 0 and frame.height % 2 == 0


def _converted(frame: Frame) -> Picture:
    """Returns the picture in a twentieth of the time, each chroma pixel laid over the four of luma that it is of."""
    luma, *chroma = frame.planes
    pairs = chroma[0] if frame.layout is Layout.NV12 else cv2.merge(chroma)
    return np.asarray(cv2.cvtColorTwoPlane(luma, pairs, cv2.COLOR_YUV2BGR_NV12), np.uint8)


def stored_bgr(frame: Frame, size: tuple[int, int]) -> Picture:
    """Returns the picture as it is stored, of another size (width, height), blue first."""
    if frame.layout in (Layout.RGB8, Layout.RGBA):
        return np.ascontiguousarray(_sized(frame.planes[0], size)[:, :, 2::-1])
    if frame.layout is Layout.YUYV:
        rows, columns, _ = frame.planes[0].shape
        luma = _sized(frame.planes[0][:, :, 0], size)
        pairs = _sized(frame.planes[0].reshape(rows, columns // 2, 4), size)
        return _bgr(luma, pairs[:, :, 1], pairs[:, :, 3], full_range=frame.full_range)
    luma, *chroma = (_sized(plane, size) for plane in frame.planes)
    u, v = (chroma[0][:, :, 0], chroma[0][:, :, 1]) if frame.layout is Layout.NV12 else chroma
    return _bgr(luma, u, v, full_range=frame.full_range)


def warped(plane: Picture, to_plane: NDArray[np.float64], size: tuple[int, int]) -> Picture:
    """Returns the pixels of a plane where ``to_plane`` (2, 3) says; ``size`` is the result's width and height."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(plane, to_plane, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _bgr(luma: Picture, u: Picture, v: Picture, *, full_range: bool) -> Picture:
    if not full_range:
        return _of_planes(cv2.LUT(luma, _LUMA), cv2.LUT(u, _CHROMA), cv2.LUT(v, _CHROMA))
    return _of_planes(luma, u, v)


def _of_planes(luma: cv2.typing.MatLike, u: cv2.typing.MatLike, v: cv2.typing.MatLike) -> Picture:
    return np.asarray(cv2.cvtColor(cv2.merge([luma, v, u]), cv2.COLOR_YCrCb2BGR), np.uint8)


def _sized(plane: Picture, size: tuple[int, int]) -> Picture:
    """Returns a plane made smaller. Thins it out to three times the size first: a mean of all costs ten times."""
    rows, columns = plane.shape[:2]
    step = max(min(columns // (3 * size[0]), rows // (3 * size[1])), 1)
    smaller = size[0] * size[1] < rows * columns
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane[::step, ::step], size, interpolation=way), np.uint8)
