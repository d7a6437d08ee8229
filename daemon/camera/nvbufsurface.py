"""NVIDIA's NvBufSurface: where a picture in a Jetson's own memory (NVMM) lies, and how processor and GPU get at it.

The declarations are those of ``nvbufsurface.h`` of L4T 35.4 to 36.5, as far as Spotter reads. L4T 39 has two more
pointers behind ``eglImage``: the structures end before them, and only the first of a batch is looked at, so that both
are read alike. ``SurfaceParams`` is held against the negotiated picture before any of it is believed.
"""

import ctypes

from daemon.camera.ctypes_util import NativeError, function, library

PLANES = 4
"""NVBUF_MAX_PLANES."""
PITCH_LINEAR = 0
"""NVBUF_LAYOUT_PITCH: row after row. The other layout, block-linear, is made of tiles."""
ON_JETSON = (0, 4, 5)
"""NVBUF_MEM_DEFAULT, _SURFACE_ARRAY and _HANDLE; the others lie on a graphics card or with the processor."""
NV12, NV12_ER, NV12_709, NV12_709_ER = 6, 7, 33, 34
"""NVBUF_COLOR_FORMAT_…; those with ER have luma 0..255."""

_NAMES = ("libnvbufsurface.so.1.0.0", "libnvbufsurface.so")
_READ = 0
"""NVBUF_MAP_READ."""
_FIRST, _ALL_PLANES = 0, -1


class PlaneParams(ctypes.Structure):
    """``NvBufSurfacePlaneParams``."""

    _fields_ = (
        ("num_planes", ctypes.c_uint32),
        ("width", ctypes.c_uint32 * PLANES),
        ("height", ctypes.c_uint32 * PLANES),
        ("pitch", ctypes.c_uint32 * PLANES),
        ("offset", ctypes.c_uint32 * PLANES),
        ("psize", ctypes.c_uint32 * PLANES),
        ("bytesPerPix", ctypes.c_uint32 * PLANES),
        ("_reserved", ctypes.c_void_p * (4 * PLANES)),
    )


class MappedAddr(ctypes.Structure):
    """``NvBufSurfaceMappedAddr`` as far as all versions agree."""

    _fields_ = (("addr", ctypes.c_void_p * PLANES), ("eglImage", ctypes.c_void_p))


class SurfaceParams(ctypes.Structure):
    """``NvBufSurfaceParams`` as far as all versions agree: one picture. The last field is cut short."""

    _fields_ = (
        ("width", ctypes.c_uint32),
        ("height", ctypes.c_uint32),
        ("pitch", ctypes.c_uint32),
        ("colorFormat", ctypes.c_int),
        ("layout", ctypes.c_int),
        ("bufferDesc", ctypes.c_uint64),
        ("dataSize", ctypes.c_uint32),
        ("dataPtr", ctypes.c_void_p),
        ("planeParams", PlaneParams),
        ("mappedAddr", MappedAddr),
    )


class Surface(ctypes.Structure):
    """``NvBufSurface`` as far as all versions agree: what a mapped NVMM buffer begins with."""

    _fields_ = (
        ("gpuId", ctypes.c_uint32),
        ("batchSize", ctypes.c_uint32),
        ("numFilled", ctypes.c_uint32),
        ("isContiguous", ctypes.c_bool),
        ("memType", ctypes.c_int),
        ("surfaceList", ctypes.POINTER(SurfaceParams)),
    )


class NvBufSurface:
    """The library's functions, on the first picture of a surface. A surface is named by its address.

    Raises:
        NativeError: The library is not installed, or of another version.
    """

    def __init__(self) -> None:
        self._library = library(_NAMES)
        pointer, number = ctypes.c_void_p, ctypes.c_int
        two, three = (pointer, number), (pointer, number, number)
        declared = {
            "NvBufSurfaceMapEglImage": two,
            "NvBufSurfaceUnMapEglImage": two,
            "NvBufSurfaceMap": (*three, number),
            "NvBufSurfaceUnMap": three,
            "NvBufSurfaceSyncForCpu": three,
        }
        self._functions = {name: function(self._library, name, *types) for name, types in declared.items()}

    def map_egl(self, surface: int) -> int:
        """Make an EGLImage of it, in which CUDA sees it; gives the image.

        Raises:
            NativeError: It failed.
        """
        self._call("NvBufSurfaceMapEglImage", surface, _FIRST)
        image = params(surface).mappedAddr.eglImage
        if not image:
            raise NativeError("NvBufSurfaceMapEglImage gave no image")
        return int(image)

    def unmap_egl(self, surface: int) -> None:
        """Undo ``map_egl``; ``NativeError`` where it failed."""
        self._call("NvBufSurfaceUnMapEglImage", surface, _FIRST)

    def map(self, surface: int) -> tuple[int, ...]:
        """Let the processor read it; gives the address of each plane. What is there is as old as the last ``sync``.

        Raises:
            NativeError: It failed.
        """
        self._call("NvBufSurfaceMap", surface, _FIRST, _ALL_PLANES, _READ)
        found = params(surface)
        addresses = [found.mappedAddr.addr[i] for i in range(found.planeParams.num_planes)]
        if not all(addresses):
            self.unmap(surface)
            raise NativeError("NvBufSurfaceMap gave no address")
        return tuple(addresses)

    def unmap(self, surface: int) -> None:
        """Undo ``map``; ``NativeError`` where it failed."""
        self._call("NvBufSurfaceUnMap", surface, _FIRST, _ALL_PLANES)

    def sync(self, surface: int) -> None:
        """Let the processor see what the camera has written since; ``NativeError`` where it failed."""
        self._call("NvBufSurfaceSyncForCpu", surface, _FIRST, _ALL_PLANES)

    def _call(self, name: str, *arguments: int) -> None:
        code = self._functions[name](*arguments)
        if code != 0:
            raise NativeError(f"{name} failed ({code})")


def params(surface: int) -> SurfaceParams:
    """The first picture of a surface, where it lies.

    Raises:
        NativeError: It has none.
    """
    found = Surface.from_address(surface)
    if found.batchSize < 1 or not found.surfaceList:
        raise NativeError("the surface is empty")
    first: SurfaceParams = found.surfaceList[0]
    return first


def memory_type(surface: int) -> int:
    """Where it lies: one of ``ON_JETSON`` on a Jetson."""
    return int(Surface.from_address(surface).memType)
