"""The buffers of jetson-utils as numpy sees them and as the GPU does: the same memory."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daemon.camera import jetson_utils
from daemon.camera.geometry import Geometry, upright
from daemon.camera.gst_errors import name_of
from daemon.camera.uri import CameraAddress, CsiAddress
from daemon.errors import SourceError
from daemon.ports import DevicePlanes, Layout

LAYOUTS = {
    "nv12": Layout.NV12,
    "i420": Layout.I420,
    "yuyv": Layout.YUYV,
    "rgb8": Layout.RGB8,
    "rgba8": Layout.RGBA,
}
"""jetson-utils' names of what Spotter reads."""
_BITS = {Layout.NV12: 12, Layout.I420: 12, Layout.YUYV: 16, Layout.RGB8: 24, Layout.RGBA: 32}
"""Of a pixel."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture, and the source whose memory it is."""

    image: Any
    source: Any


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What all frames in one of the ring's buffers share."""

    planes: tuple[NDArray[np.uint8], ...]
    device: DevicePlanes
    layout: Layout
    geometry: Geometry
    full_range: bool


class Views:
    """Each buffer of the camera's ring is viewed once; what a frame costs then is a look-up.

    Only ``ptr`` is read: each reading of ``__cuda_array_interface__`` leaks a dict, 1.1 GB a day.
    """

    def __init__(self, address: CsiAddress | CameraAddress) -> None:
        self._address = address
        self._views: dict[tuple[int, int, int, str], View] = {}

    def of(self, shot: Shot) -> View:
        """The view of a picture.

        Raises:
            SourceError: The picture cannot be read.
        """
        image = shot.image
        key = (image.ptr, image.width, image.height, image.format)
        view = self._views.get(key)
        if view is None:
            if len(self._views) >= 2 * jetson_utils.BUFFERS:  # the picture's size changed, more than once
                self._views.clear()
            view = self._views[key] = self._made(shot)
        return view

    def clear(self) -> None:
        """Forget all; their memory goes when nobody looks at it any more."""
        self._views.clear()

    def _made(self, shot: Shot) -> View:
        image, layout, name = shot.image, LAYOUTS[shot.image.format], name_of(self._address)
        height, width = image.height, image.width
        if not image.mapped:
            raise SourceError(f"{name} gives memory that only the GPU can read: see `spotter doctor`")
        flat = np.asarray(_Memory(shot))
        if width % 2 or height % 2 or flat.size < _bytes(layout, width, height):
            raise SourceError(
                f"{name} gives {width}x{height} {image.format} in {flat.size} bytes: ask for another size"
            )
        planes = _planes(flat, layout, width, height)
        device = DevicePlanes(
            tuple(plane.__array_interface__["data"][0] for plane in planes),
            tuple(plane.strides[0] for plane in planes),
            tuple((plane.shape[0], plane.shape[1]) for plane in planes),
        )
        is_jpeg = isinstance(self._address, CameraAddress) and layout is Layout.I420
        geometry = upright((width, height), 1.0, f"rotate-{self._address.turn}")
        return View(planes, device, layout, geometry, is_jpeg)


class _Memory:
    """A buffer of the ring, as numpy takes it in. Its arrays keep the source alive, and with it their memory."""

    def __init__(self, shot: Shot) -> None:
        self._source = shot.source
        data = (shot.image.ptr, True)
        self.__array_interface__ = {"version": 3, "shape": (shot.image.size,), "typestr": "|u1", "data": data}


def _bytes(layout: Layout, width: int, height: int) -> int:
    return width * height * _BITS[layout] // 8


def _planes(flat: NDArray[np.uint8], layout: Layout, width: int, height: int) -> tuple[NDArray[np.uint8], ...]:
    """Rows and planes follow each other without padding."""
    pixels, half = width * height, (height // 2, width // 2)
    luma, chroma = flat[:pixels], flat[pixels : pixels * 3 // 2]
    if layout is Layout.NV12:
        return luma.reshape(height, width), chroma.reshape(*half, 2)
    if layout is Layout.I420:
        u, v = chroma.reshape(2, *half)
        return luma.reshape(height, width), u, v
    return (flat[: _bytes(layout, width, height)].reshape(height, width, -1),)
