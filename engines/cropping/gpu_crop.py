"""Crops what a network reads out of a frame, on the GPU and without copying the frame."""

import ctypes
import math
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from daemon.ports import DevicePlanes, Frame, Layout
from engines.arrays import Affine, Array
from engines.crop_format import CropFormat, InputLayout, Outside
from engines.cropping.affine import chroma_affine, compose, pair_affine
from engines.cropping.outside import luma_outside
from engines.ports import Cropper

_FIXED_POINT_ONE = 1024.0 * 2.0**36
"""One pixel in the kernel's fixed-point matrices."""
_FIXED_POINT_MAX = 2.0**61
"""The largest entry of a matrix, 32,768 pixels: beyond it a coordinate would overflow."""
_BLOCK = (32, 4, 1)
"""Threads per block; each thread fills two by two pixels."""
_NEUTRAL_CHROMA = 128

_CHANNELS = {
    Layout.NV12: ((0, 0, 1), (1, 0, 2), (1, 1, 2)),
    Layout.I420: ((0, 0, 1), (1, 0, 1), (2, 0, 1)),
    Layout.YUYV: ((0, 0, 2), (0, 1, 4), (0, 3, 4)),
    Layout.RGB8: ((0, 0, 3), (0, 1, 3), (0, 2, 3)),
    Layout.RGBA: ((0, 0, 4), (0, 1, 4), (0, 2, 4)),
}
"""Where the samples of each channel are: plane, byte offset of the first sample, bytes between samples."""
_RGB_LAYOUTS = (Layout.RGB8, Layout.RGBA)
_TYPES = {"float32": 0, "float16": 1, "int32": 2, "uint8": 3}
"""The kernel's names of an input's types."""


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
    """The same fields as ``struct Crop`` in ``crop.cu``."""

    _fields_ = (
        ("planes", _Plane * 3),
        ("luma", ctypes.c_int64 * 6),
        ("chroma", ctypes.c_int64 * 6),
        ("out", ctypes.c_uint64),
        ("width", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("is_rgb", ctypes.c_int32),
        ("full_range", ctypes.c_int32),
        ("edge", ctypes.c_int32),
        ("type", ctypes.c_int32),
        ("is_nhwc", ctypes.c_int32),
        ("is_bgr", ctypes.c_int32),
        ("scale", ctypes.c_float * 3),
        ("low", ctypes.c_float * 3),
    )


@dataclass(frozen=True, slots=True)
class GpuTarget:
    """A network's input in the GPU's memory.

    Attributes:
        address: Its address in the device's primary context.
        layout: Its size, and how it is stored.
        dtype: The type of its values: float32, float16, int32 or uint8.
    """

    address: int
    layout: InputLayout
    dtype: str

    @classmethod
    def of(cls, image: Array, address: int) -> "GpuTarget":
        """Returns the target that the processor sees as ``image``.

        Raises:
            EngineError: It is no picture of three channels.
        """
        return cls(address, InputLayout.of(image), str(image.dtype))


class Gpu(Protocol):
    """The part of the GPU that a kernel needs (see ``engines.runtimes.cuda.Gpu``)."""

    driver: Any
    stream: Any

    def current(self) -> AbstractContextManager[None]:
        """Make the context current in this thread within a ``with`` block; CUDA's errors become ``EngineError``."""


class CropKernel:
    """The crop kernel, loaded into a GPU; all networks share it.

    Args:
        gpu: The GPU that runs it.
        cubin: The compiled kernel (see ``engines.kernels.cubin``).

    Raises:
        EngineError: The GPU cannot load it.
    """

    def __init__(self, gpu: Gpu, cubin: bytes) -> None:
        self._gpu = gpu
        with gpu.current():
            self._module = gpu.driver.module_from_buffer(cubin)
            self._launch = self._module.get_function("crop")
            self._launch.prepare(f"{ctypes.sizeof(Parameters)}s")

    def __call__(self, parameters: Parameters) -> None:
        """Enqueue one crop; it is done before anything that is enqueued later runs.

        Raises:
            EngineError: The launch failed, or something before it did.
        """
        grid = (math.ceil(parameters.width / 2 / _BLOCK[0]), math.ceil(parameters.height / 2 / _BLOCK[1]))
        with self._gpu.current():
            self._launch.prepared_async_call(grid, _BLOCK, self._gpu.stream, bytes(parameters))


class GpuCrop:
    """Fills one network's input on the GPU, with the same values as ``CpuCrop``.

    Args:
        kernel: The crop kernel.
        target: The input to fill.
        crop: What the network wants.
        fallback: Fills the same input from frames that only the processor can read.
    """

    def __init__(self, kernel: CropKernel, target: GpuTarget, crop: CropFormat, *, fallback: Cropper) -> None:
        self._kernel = kernel
        self._fallback = fallback
        self._outside = crop.outside
        self._parameters = Parameters(
            out=target.address,
            width=target.layout.width,
            height=target.layout.height,
            edge=crop.outside is Outside.EDGE,
            type=_TYPES[target.dtype],
            is_nhwc=target.layout.is_nhwc,
            is_bgr=crop.places[0] != 0,
            scale=crop.scale,
            low=crop.low,
        )

    def fill(self, frame: Frame, to_upright: Affine) -> None:
        """Warp, convert and scale (see ``Cropper``). The frame must be held until the network has run.

        Raises:
            EngineError: The GPU failed.
        """
        if frame.device is None:
            self._fallback.fill(frame, to_upright)
            return
        fill_parameters(self._parameters, frame, frame.device, to_upright, self._outside)
        self._kernel(self._parameters)


def fill_parameters(
    parameters: Parameters, frame: Frame, device: DevicePlanes, to_upright: Affine, outside: Outside
) -> None:
    """Set the parameters that depend on the frame and on the part of it."""
    luma = compose(frame.to_stored, to_upright)
    chroma = pair_affine(luma) if frame.layout is Layout.YUYV else chroma_affine(luma)
    parameters.luma[:] = _fixed_point(luma)
    parameters.chroma[:] = _fixed_point(chroma)
    parameters.is_rgb = frame.layout in _RGB_LAYOUTS
    parameters.full_range = frame.full_range
    for channel in range(3):
        _fill_plane(parameters.planes[channel], channel, frame, device)
        parameters.planes[channel].outside = _outside(frame, channel, outside)


def _fill_plane(plane: _Plane, channel: int, frame: Frame, device: DevicePlanes) -> None:
    index, first, step = _CHANNELS[frame.layout][channel]
    height, width = device.sizes[index]
    plane.at = device.addresses[index] + first
    plane.pitch = device.pitches[index]
    plane.step = step
    plane.width = width // 2 if frame.layout is Layout.YUYV and channel else width
    plane.height = height


def _outside(frame: Frame, channel: int, outside: Outside) -> int:
    if frame.layout in _RGB_LAYOUTS:
        return outside.byte
    return _NEUTRAL_CHROMA if channel else luma_outside(outside, full_range=frame.full_range)


def _fixed_point(affine: Affine) -> list[int]:
    scaled = (value * _FIXED_POINT_ONE for value in affine.ravel().tolist())
    return [round(min(max(value, -_FIXED_POINT_MAX), _FIXED_POINT_MAX)) for value in scaled]
