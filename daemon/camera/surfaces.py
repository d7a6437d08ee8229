"""The surfaces of a camera's pool, each mapped once for GPU and processor, and unmapped once."""

import ctypes
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from daemon.camera import nvbufsurface
from daemon.camera.ctypes_util import NativeError
from daemon.camera.cuda_egl import Cuda, Registered
from daemon.camera.nvbufsurface import NvBufSurface, SurfaceParams
from daemon.ports import DevicePlanes

_log = logging.getLogger(__name__)

_LIMIT = 32
"""Surfaces at most. Pools have 4 to 10; a camera that never gives the same one twice would fill the GPU's memory."""
_PLANES = 2
"""NV12's: luma, and chroma's pairs."""
_NV12 = {
    nvbufsurface.NV12: False,
    nvbufsurface.NV12_709: False,
    nvbufsurface.NV12_ER: True,
    nvbufsurface.NV12_709_ER: True,
}
"""The colour formats of NV12, and whether luma is 0..255."""


@dataclass(slots=True, eq=False)
class Mapping:
    """One surface as GPU and processor see it.

    Attributes:
        surface: Its address.
        buffer: Its ``bufferDesc``: another one at the same address is another surface.
        resource: CUDA's handle.
        planes: For the processor, as old as the last ``NvBufSurfaceSyncForCpu``.
        device: The same for the GPU, always as the camera wrote it.
        full_range: Luma 0..255.
        loans: Frames of it that are not yet released.
    """

    surface: int
    buffer: int
    resource: int
    planes: tuple[NDArray[np.uint8], ...]
    device: DevicePlanes
    full_range: bool
    loans: int = field(default=0)


class Surfaces:
    """Maps surfaces when they are first seen; what a frame costs then is a look-up.

    ``close`` comes before the pipeline is stopped: afterwards the surfaces are gone. One that is on loan is unmapped
    when it comes back, which is safe because its frame keeps it alive.

    Args:
        library: NVIDIA's NvBufSurface.
        cuda: The GPU; its context is given back with the last surface.

    Raises:
        NativeError: There is no GPU.
    """

    def __init__(self, library: NvBufSurface, cuda: Cuda) -> None:
        self._library = library
        self._cuda = cuda
        self._mappings: dict[int, Mapping] = {}
        self._closing = False
        self._closed = False
        cuda.retain()

    def lend(self, surface: int, size: tuple[int, int]) -> Mapping:
        """The mapping of a surface, to be given back by ``take_back``.

        Args:
            surface: Its address.
            size: Width and height of the negotiated picture.

        Raises:
            NativeError: It is none that Spotter reads, or cannot be mapped.
        """
        buffer = int(nvbufsurface.params(surface).bufferDesc)
        mapping = self._mappings.get(surface)
        if mapping is not None and mapping.buffer != buffer:
            self._forget(mapping)
            mapping = None
        if mapping is None:
            if len(self._mappings) >= _LIMIT:
                raise NativeError(f"more than {_LIMIT} surfaces, none of them given twice")
            mapping = self._mappings[surface] = self._mapped(surface, size)
        mapping.loans += 1
        return mapping

    def take_back(self, mapping: Mapping) -> None:
        """A frame of it was released."""
        mapping.loans -= 1
        if self._closing and mapping.loans == 0:
            self._drop(mapping)
            self._close_when_empty()

    def sync(self, mapping: Mapping) -> None:
        """Bring the processor's view up to date; ``NativeError`` where that fails."""
        self._library.sync(mapping.surface)

    def close(self) -> None:
        """Unmap all, those on loan when they come back; safe to call twice."""
        self._closing = True
        for mapping in list(self._mappings.values()):
            if mapping.loans == 0:
                self._drop(mapping)
        self._close_when_empty()

    def _mapped(self, surface: int, size: tuple[int, int]) -> Mapping:
        found = nvbufsurface.params(surface)
        _check(found, nvbufsurface.memory_type(surface), size)
        image = self._library.map_egl(surface)
        try:
            registered = self._cuda.register(image)
        except NativeError:
            self._library.unmap_egl(surface)
            raise
        try:
            device = _device(found, registered)
            planes = _planes(found, self._library.map(surface))
        except NativeError:
            self._cuda.unregister(registered.resource)
            self._library.unmap_egl(surface)
            raise
        full_range = _NV12[found.colorFormat]
        return Mapping(surface, int(found.bufferDesc), registered.resource, planes, device, full_range)

    def _drop(self, mapping: Mapping) -> None:
        """In the reverse order; what fails is told, and the rest is done all the same."""
        del self._mappings[mapping.surface]
        _undone(self._library.unmap, mapping.surface)
        _undone(self._cuda.unregister, mapping.resource)
        _undone(self._library.unmap_egl, mapping.surface)

    def _forget(self, mapping: Mapping) -> None:
        """The camera freed the surface and made another at its address: of the old one only CUDA's part is left."""
        del self._mappings[mapping.surface]
        _undone(self._cuda.unregister, mapping.resource)

    def _close_when_empty(self) -> None:
        if self._mappings or self._closed:
            return
        self._closed = True
        _undone(self._cuda.release)


def _undone(undo: Callable[..., None], *what: int) -> None:
    try:
        undo(*what)
    except NativeError as error:
        _log.warning("a camera's memory was not given back: %s", error)


def _check(found: SurfaceParams, memory: int, size: tuple[int, int]) -> None:
    """Hold what the surface says of itself against the negotiated picture: another version may say it otherwise."""
    if found.layout != nvbufsurface.PITCH_LINEAR:
        raise NativeError("its pictures are block-linear and cannot be read row by row")
    if memory not in nvbufsurface.ON_JETSON:
        raise NativeError(f"its pictures lie in memory of kind {memory}, which is not the Jetson's own")
    if found.colorFormat not in _NV12:
        raise NativeError(f"its pictures are of colour format {found.colorFormat}, which is not NV12")
    (width, height), planes = size, found.planeParams
    luma, pitches = (planes.width[0], planes.height[0]), tuple(planes.pitch[:_PLANES])
    is_known = (found.width, found.height) == luma == size and planes.num_planes == _PLANES and min(pitches) >= width
    if not is_known or width % 2 or height % 2:
        said = f"{found.width}x{found.height} in {planes.num_planes} planes with rows of {pitches} bytes"
        raise NativeError(f"its surfaces are {said}, where NV12 of {width}x{height} was agreed")


def _device(found: SurfaceParams, registered: Registered) -> DevicePlanes:
    if registered.addresses is None:
        raise NativeError("CUDA takes its pictures for block-linear arrays, which cannot be read row by row")
    pitches = tuple(int(pitch) for pitch in found.planeParams.pitch[:_PLANES])
    if len(registered.addresses) != len(pitches) or not all(registered.addresses) or registered.pitch != pitches[0]:
        raise NativeError(f"CUDA sees {len(registered.addresses)} planes with rows of {registered.pitch} bytes")
    return DevicePlanes(registered.addresses, pitches, _sizes(found))


def _planes(found: SurfaceParams, addresses: tuple[int, ...]) -> tuple[NDArray[np.uint8], ...]:
    luma_size, chroma_size = _sizes(found)
    luma, chroma = (
        _rows(address, pitch, size[0])
        for address, pitch, size in zip(addresses, found.planeParams.pitch, (luma_size, chroma_size), strict=False)
    )
    return luma[:, : luma_size[1]], chroma[:, : 2 * chroma_size[1]].reshape(*chroma_size, 2)


def _rows(address: int, pitch: int, rows: int) -> NDArray[np.uint8]:
    memory = memoryview((ctypes.c_uint8 * (pitch * rows)).from_address(address))
    return np.frombuffer(memory.toreadonly(), np.uint8).reshape(rows, pitch)


def _sizes(found: SurfaceParams) -> tuple[tuple[int, int], ...]:
    """Rows and columns of luma and of chroma's pairs."""
    height, width = int(found.height), int(found.width)
    return (height, width), (height // 2, width // 2)
