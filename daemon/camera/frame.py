"""A GStreamer buffer as a ``Frame``: its planes are read where they lie."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daemon.camera.geometry import Geometry, upright
from daemon.camera.gst import GStreamer
from daemon.errors import SourceError
from daemon.ports import Frame, Layout

Bytes = NDArray[np.uint8]

_FULL_RANGE = 1
"""GST_VIDEO_COLOR_RANGE_0_255; its name is no Python name."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What all frames of one negotiated format share; ``info`` is its GstVideoInfo."""

    info: Any
    layout: Layout
    geometry: Geometry
    full_range: bool


def picture_of(gst: GStreamer, caps: Any, orientation: str) -> Picture:  # noqa: ANN401 - gi has no types
    """Read a format: once for each negotiation, not for each frame.

    Raises:
        SourceError: The format is none that GStreamer can describe.
    """
    info = gst.video.VideoInfo.new_from_caps(caps)
    if info is None:
        raise SourceError(f"the picture's format is not understood: {caps.to_string()}")
    aspect = info.par_n / info.par_d if info.par_n > 0 and info.par_d > 0 else 1.0
    return Picture(
        info=info,
        layout=Layout(caps.get_structure(0).get_string("format")),
        geometry=upright((info.width, info.height), aspect, orientation),
        full_range=int(info.colorimetry.range) == _FULL_RANGE,
    )


def frame_of(gst: GStreamer, buffer: Any, picture: Picture, t: float) -> Frame:  # noqa: ANN401 - gi has no types
    """Map a buffer and view its planes; half of the 0.2 ms that a read costs, whatever the size.

    Raises:
        SourceError: The buffer cannot be mapped.
    """
    lease = Lease(buffer, gst.core.MapFlags.READ)
    return Frame(
        t=t,
        width=picture.geometry.width,
        height=picture.geometry.height,
        layout=picture.layout,
        planes=_planes(gst, lease, picture),
        to_stored=picture.geometry.to_stored,
        full_range=picture.full_range,
        release=lease.release,
    )


class Lease:
    """A mapped buffer that is given back once, and that its arrays keep alive.

    The planes' ``base`` leads here, so an array that outlives ``release`` still points at memory that exists: it may
    show another picture by then, but it does not crash.

    Attributes:
        address: Of the memory's first byte.
    """

    def __init__(self, buffer: Any, flags: Any) -> None:  # noqa: ANN401 - gi has no types
        mapped = buffer.map(flags)
        if mapped.data is None:
            raise SourceError("a frame's memory cannot be mapped: the driver gives memory that only a GPU can read")
        self._buffer = buffer
        self._mapped: Any = mapped
        self.address: int = np.frombuffer(mapped.data, np.uint8).__array_interface__["data"][0]
        data = (self.address, True)
        self.__array_interface__ = {"version": 3, "shape": (mapped.size,), "typestr": "|u1", "data": data}

    def release(self) -> None:
        """Unmap; safe to call twice."""
        mapped, self._mapped = self._mapped, None
        if mapped is not None:
            self._buffer.unmap(mapped)


def _planes(gst: GStreamer, lease: Lease, picture: Picture) -> tuple[Bytes, ...]:
    """Rows and planes may be padded: the buffer's own meta knows, else the format's standard layout holds."""
    info = picture.info
    where = gst.video.buffer_get_video_meta(lease._buffer) or info  # noqa: SLF001 - same module
    offset, stride = where.offset, where.stride
    flat = np.asarray(lease)
    half_h, half_w = (info.height + 1) // 2, (info.width + 1) // 2
    luma = _view(flat, offset[0], (info.height, info.width), (stride[0], 1))
    if picture.layout is Layout.NV12:
        return luma, _view(flat, offset[1], (half_h, half_w, 2), (stride[1], 2, 1))
    return luma, *(_view(flat, offset[i], (half_h, half_w), (stride[i], 1)) for i in (1, 2))


def _view(flat: Bytes, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> Bytes:
    return np.ndarray(shape, np.uint8, flat, offset, strides)
