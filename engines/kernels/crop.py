"""Takes a network's square out of a frame on the GPU: the frame is read once, where it lies."""

import ctypes
import math
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from daemon.ports import DevicePlanes, Frame, Layout
from engines.crop import chroma_affine, compose, pair_affine
from engines.ports import Affine, Cropper, Outside

_UNITS = 1024.0 * 2.0**36
"""What one pixel is in the kernel's matrices."""
_FURTHEST = 2.0**61
"""Of a matrix's entries: beyond it a coordinate would overflow. It is 32,768 pixels."""
_BLOCK = (32, 4, 1)
"""Threads that work together; each fills two by two pixels."""
_NO_COLOUR = 128

_CHANNELS = {
    Layout.NV12: ((0, 0, 1), (1, 0, 2), (1, 1, 2)),
    Layout.I420: ((0, 0, 1), (1, 0, 1), (2, 0, 1)),
    Layout.YUYV: ((0, 0, 2), (0, 1, 4), (0, 3, 4)),
    Layout.RGB8: ((0, 0, 3), (0, 1, 3), (0, 2, 3)),
    Layout.RGBA: ((0, 0, 4), (0, 1, 4), (0, 2, 4)),
}
"""Where a channel's samples are: their plane, the first one's byte in it, and the bytes from one to the next."""
_COLOURS = (Layout.RGB8, Layout.RGBA)


class _Plane(ctypes.Structure):
    _fields_ = (
        ("at", ctypes.c_uint64),
        ("pitch", ctypes.c_int32),
        ("step", ctypes.c_int32),
        ("width", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("outside", ctypes.c_int32),
        ("unused", ctypes.c_int32),
    )


class Parameters(ctypes.Structure):
    """``struct Crop`` of ``crop.cu``, field by field."""

    _fields_ = (
        ("planes", _Plane * 3),
        ("luma", ctypes.c_int64 * 6),
        ("chroma", ctypes.c_int64 * 6),
        ("out", ctypes.c_uint64),
        ("size", ctypes.c_int32),
        ("is_rgb", ctypes.c_int32),
        ("full_range", ctypes.c_int32),
        ("edge", ctypes.c_int32),
        ("is_half", ctypes.c_int32),
        ("is_nhwc", ctypes.c_int32),
        ("scale", ctypes.c_float),
        ("low", ctypes.c_float),
    )


@dataclass(frozen=True, slots=True)
class Target:
    """A network's input on the GPU.

    Attributes:
        address: In the device's primary context.
        size: The side of the square, even.
        is_half: FP16, and not FP32.
        is_nhwc: Pixel by pixel, and not channel by channel.
    """

    address: int
    size: int
    is_half: bool = False
    is_nhwc: bool = False


class Gpu(Protocol):
    """What a kernel needs of the GPU (see ``engines.runtimes.cuda.Gpu``)."""

    driver: Any
    stream: Any

    def current(self) -> AbstractContextManager[None]:
        """Make the context this thread's for the length of a ``with`` block; CUDA's errors become ``EngineError``."""


class CropKernel:
    """The kernel, loaded into a GPU; one for all networks.

    Args:
        gpu: Where it runs.
        cubin: The compiled kernel (see ``engines.kernels.cubin``).

    Raises:
        EngineError: The GPU does not take it.
    """

    def __init__(self, gpu: Gpu, cubin: bytes) -> None:
        self._gpu = gpu
        with gpu.current():
            self._module = gpu.driver.module_from_buffer(cubin)
            self._launch = self._module.get_function("crop")
            self._launch.prepare(f"{ctypes.sizeof(Parameters)}s")

    def __call__(self, parameters: Parameters) -> None:
        """Ask the stream for one crop; it is done when what is asked after it runs.

        Raises:
            EngineError: The GPU refused, or failed earlier.
        """
        half = parameters.size // 2
        grid = (math.ceil(half / _BLOCK[0]), math.ceil(half / _BLOCK[1]))
        with self._gpu.current():
            self._launch.prepared_async_call(grid, _BLOCK, self._gpu.stream, bytes(parameters))


class KernelCrop:
    """Fills one network's input on the GPU; has ``fill`` like ``engines.crop.Crop``, whose numbers it gives.

    Args:
        kernel: The kernel.
        target: What it fills.
        low, high: What black and white become.
        outside: What is beyond the picture's edge.
        plain: Fills the same input from frames that only the processor can read.
    """

    def __init__(  # noqa: PLR0913 - a crop's own five, as engines.crop.Crop has, and who stands in
        self, kernel: CropKernel, target: Target, low: float, high: float, outside: Outside, *, plain: Cropper
    ) -> None:
        self._kernel = kernel
        self._plain = plain
        self._parameters = Parameters(
            out=target.address,
            size=target.size,
            edge=outside is Outside.EDGE,
            is_half=target.is_half,
            is_nhwc=target.is_nhwc,
            scale=(high - low) / 255,
            low=low,
        )

    def fill(self, frame: Frame, to_upright: Affine) -> None:
        """Warp, convert and scale (see ``Cropper``); the frame must stay until the network has run.

        Raises:
            EngineError: The GPU failed.
        """
        if frame.device is None:
            self._plain.fill(frame, to_upright)
            return
        describe(self._parameters, frame, frame.device, to_upright)
        self._kernel(self._parameters)


def describe(parameters: Parameters, frame: Frame, device: DevicePlanes, to_upright: Affine) -> None:
    """Say what to crop out of which frame."""
    luma = compose(frame.to_stored, to_upright)
    chroma = pair_affine(luma) if frame.layout is Layout.YUYV else chroma_affine(luma)
    parameters.luma[:] = _whole(luma)
    parameters.chroma[:] = _whole(chroma)
    parameters.is_rgb = frame.layout in _COLOURS
    parameters.full_range = frame.full_range
    for channel in range(3):
        _describe_channel(parameters.planes[channel], channel, frame, device)


def _describe_channel(plane: _Plane, channel: int, frame: Frame, device: DevicePlanes) -> None:
    index, first, step = _CHANNELS[frame.layout][channel]
    height, width = device.sizes[index]
    plane.at = device.addresses[index] + first
    plane.pitch = device.pitches[index]
    plane.step = step
    plane.width = width // 2 if frame.layout is Layout.YUYV and channel else width
    plane.height = height
    plane.outside = _outside(frame, channel)


def _outside(frame: Frame, channel: int) -> int:
    if frame.layout in _COLOURS:
        return 0
    if channel:
        return _NO_COLOUR
    return 0 if frame.full_range else 16


def _whole(affine: Affine) -> list[int]:
    return [round(min(max(value * _UNITS, -_FURTHEST), _FURTHEST)) for value in affine.ravel().tolist()]
