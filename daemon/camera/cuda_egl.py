"""EGLImages as CUDA sees them, through the driver's own library: pycuda has nothing for it.

The declarations are those of ``cudaEGL.h`` of CUDA 12.6 and 13.0, which agree.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from daemon.camera.ctypes_util import NativeError, function, library

_NAMES = ("libcuda.so.1",)
_DEVICE = 0
_NO_HINT = 0
"""CU_GRAPHICS_MAP_RESOURCE_FLAGS_NONE. READ_ONLY would say more, but drivers are known that refuse it."""
_PITCH = 1
"""CU_EGL_FRAME_TYPE_PITCH; the other, ARRAY, is block-linear."""


class EglFrame(ctypes.Structure):
    """``CUeglFrame``. ``pitch`` is the first plane's alone."""

    _fields_ = (
        ("planes", ctypes.c_void_p * 3),
        ("width", ctypes.c_uint),
        ("height", ctypes.c_uint),
        ("depth", ctypes.c_uint),
        ("pitch", ctypes.c_uint),
        ("planeCount", ctypes.c_uint),
        ("numChannels", ctypes.c_uint),
        ("frameType", ctypes.c_int),
        ("eglColorFormat", ctypes.c_int),
        ("cuFormat", ctypes.c_int),
    )


@dataclass(frozen=True, slots=True)
class Registered:
    """An image that CUDA knows.

    Attributes:
        resource: CUDA's handle.
        addresses: Of each plane's first byte, in the device's primary context; None where it is block-linear.
        pitch: Bytes from one row of the first plane to the next.
    """

    resource: int
    addresses: tuple[int, ...] | None
    pitch: int


class Cuda:
    """The first GPU's primary context, which engines use too; it is current only for the length of a call.

    Raises:
        NativeError: The driver is not installed, or of another version.
    """

    def __init__(self) -> None:
        self._library = library(_NAMES)
        pointer, number = ctypes.c_void_p, ctypes.c_uint
        out = ctypes.POINTER(pointer)
        declared = {
            "cuInit": (number,),
            "cuDeviceGet": (ctypes.POINTER(ctypes.c_int), ctypes.c_int),
            "cuDevicePrimaryCtxRetain": (out, ctypes.c_int),
            "cuDevicePrimaryCtxRelease_v2": (ctypes.c_int,),
            "cuCtxPushCurrent_v2": (pointer,),
            "cuCtxPopCurrent_v2": (out,),
            "cuGraphicsEGLRegisterImage": (out, pointer, number),
            "cuGraphicsResourceGetMappedEglFrame": (ctypes.POINTER(EglFrame), pointer, number, number),
            "cuGraphicsUnregisterResource": (pointer,),
            "cuGetErrorName": (ctypes.c_int, ctypes.POINTER(ctypes.c_char_p)),
        }
        self._functions = {name: function(self._library, name, *types) for name, types in declared.items()}
        self._device, self._context = ctypes.c_int(), ctypes.c_void_p()

    def retain(self) -> None:
        """Hold the context until ``release``, before all else; ``NativeError`` where there is no GPU."""
        self._call("cuInit", 0)
        self._call("cuDeviceGet", ctypes.byref(self._device), _DEVICE)
        self._call("cuDevicePrimaryCtxRetain", ctypes.byref(self._context), self._device)

    def register(self, image: int) -> Registered:
        """Let CUDA see an EGLImage for as long as it is registered.

        Raises:
            NativeError: It failed; nothing is registered then.
        """
        resource, frame = ctypes.c_void_p(), EglFrame()
        with self._current():
            self._call("cuGraphicsEGLRegisterImage", ctypes.byref(resource), image, _NO_HINT)
            try:
                self._call("cuGraphicsResourceGetMappedEglFrame", ctypes.byref(frame), resource, 0, 0)
            except NativeError:
                self._call("cuGraphicsUnregisterResource", resource)
                raise
        addresses = None
        if frame.frameType == _PITCH:
            addresses = tuple(int(address or 0) for address in frame.planes[: min(frame.planeCount, 3)])
        return Registered(int(resource.value or 0), addresses, int(frame.pitch))

    def unregister(self, resource: int) -> None:
        """Undo ``register``; ``NativeError`` where it failed."""
        with self._current():
            self._call("cuGraphicsUnregisterResource", resource)

    def release(self) -> None:
        """Undo ``retain``; ``NativeError`` where it failed."""
        self._call("cuDevicePrimaryCtxRelease_v2", self._device)

    @contextmanager
    def _current(self) -> Iterator[None]:
        self._call("cuCtxPushCurrent_v2", self._context)
        try:
            yield
        finally:
            self._call("cuCtxPopCurrent_v2", ctypes.byref(ctypes.c_void_p()))

    def _call(self, name: str, *arguments: object) -> None:
        code = self._functions[name](*arguments)
        if code != 0:
            raise NativeError(f"{name} failed ({self._name_of(code)})")

    def _name_of(self, code: int) -> str:
        text = ctypes.c_char_p()
        self._functions["cuGetErrorName"](code, ctypes.byref(text))
        return text.value.decode() if text.value else f"error {code}"
