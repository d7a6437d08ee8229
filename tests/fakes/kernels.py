"""The crop kernel without a GPU: its source compiled for this processor, and a GPU whose memory is the processor's."""

import contextlib
import ctypes
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from daemon.ports import DevicePlanes, Frame
from engines.arrays import Affine
from engines.cropping.gpu_crop import Parameters
from engines.kernels import cubin

CPU_CUBIN = b"the kernel, for this processor"


def compile_for_cpu(folder: Path) -> ctypes.CDLL:
    """The same source by the C++ compiler, every warning an error."""
    library = folder / "crop.so"
    flags = ["-x", "c++", "-std=c++14", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(["g++", *flags, "-o", library, cubin.SOURCE], check=True, timeout=120)
    return ctypes.CDLL(str(library))


class NeverAsked:
    """Stands in for frames that only the processor can read: there are none here."""

    def fill(self, frame: Frame, to_upright: Affine) -> None:
        raise AssertionError("the frame lies where the GPU can read it")


class CpuGpu:
    """What ``CropKernel`` asks of a GPU and of pycuda; a launch is done at once, on ordinary addresses.

    Attributes:
        cubin: The kernel that it takes.
        launches: Crops so far.
        read: Addresses of the first channel of each.
    """

    cubin = CPU_CUBIN

    def __init__(self, library: ctypes.CDLL) -> None:
        self.driver: Any = SimpleNamespace(module_from_buffer=self._module)
        self.stream: Any = object()
        self.launches = 0
        self.read: list[int] = []
        self._crop = library.crop
        self._crop.argtypes = [ctypes.POINTER(Parameters)]
        self._depth = 0

    @contextlib.contextmanager
    def current(self) -> Iterator[None]:
        self._depth += 1
        yield
        self._depth -= 1

    def planes(self, frame: Frame) -> DevicePlanes:
        """Returns where it finds a frame's planes: where they are."""
        return on_device(frame)

    def image(self, shape: tuple[int, ...], kind: DTypeLike) -> NDArray[Any]:
        """Returns memory that the processor and this GPU see at the same address."""
        return np.zeros(shape, kind)

    def wait(self) -> None:
        """Returns at once: every crop is done when its call returns."""

    def _module(self, image: bytes) -> Any:  # noqa: ANN401 - pycuda's has no type either
        assert image == CPU_CUBIN
        assert self._depth, "a module needs the context"
        return SimpleNamespace(get_function=lambda name: {"crop": _Function(self)}[name])

    def run(self, arguments: bytes) -> None:
        assert self._depth, "a launch needs the context"
        parameters = Parameters.from_buffer_copy(arguments)
        self._crop(ctypes.byref(parameters))
        self.launches += 1
        self.read.append(parameters.planes[0].at)


class _Function:
    """pycuda's function: prepared with ``struct``'s letters, called with a grid, a block and its stream."""

    def __init__(self, gpu: CpuGpu) -> None:
        self._gpu = gpu
        self._format = ""

    def prepare(self, arguments: str) -> None:
        self._format = arguments

    def prepared_async_call(
        self, grid: tuple[int, ...], block: tuple[int, ...], stream: object, *arguments: bytes
    ) -> None:
        assert self._format == f"{len(arguments[0])}s"
        assert stream is self._gpu.stream
        parameters = Parameters.from_buffer_copy(arguments[0])
        assert grid[0] * block[0] >= parameters.width // 2, "every pixel has its thread"
        assert grid[1] * block[1] >= parameters.height // 2
        self._gpu.run(arguments[0])


def on_device(frame: Frame) -> DevicePlanes:
    """Where such a GPU finds a frame's planes: where they are."""
    return DevicePlanes(
        tuple(plane.__array_interface__["data"][0] for plane in frame.planes),
        tuple(plane.strides[0] for plane in frame.planes),
        tuple((plane.shape[0], plane.shape[1]) for plane in frame.planes),
    )
