"""The GPU of this machine, where there is one, with what the tests of its crop ask of it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from numpy.typing import DTypeLike, NDArray

from daemon.errors import EngineError
from daemon.ports import DevicePlanes, Frame
from engines.kernels import cubin
from engines.runtimes.cuda import Gpu
from tests.fakes import gpu_machine


@dataclass(frozen=True)
class Uploaded:
    """A frame's planes in the GPU's own memory; it is free again when this is."""

    planes: DevicePlanes
    memory: tuple[Any, ...]


class RealGpu:
    """The first GPU.

    Attributes:
        gpu: Spotter's own view of it.
        cubin: The crop kernel, compiled for it.
        driver: The module ``pycuda.driver``.
        stream: Spotter's stream.
    """

    def __init__(self) -> None:
        self.gpu = Gpu()
        self.cubin = kernel_for(self.gpu)
        self.driver, self.stream = self.gpu.driver, self.gpu.stream
        self._held: list[Uploaded] = []

    def current(self) -> AbstractContextManager[None]:
        """Make its context current within a ``with`` block."""
        return self.gpu.current()

    def upload(self, frame: Frame) -> Uploaded:
        """Returns a copy of the planes in the GPU's own memory, as they lie, and not a byte after their last sample."""
        with self.current():
            memory = tuple(self.driver.to_device(as_it_lies(plane)) for plane in frame.planes)
        pitches = tuple(plane.strides[0] for plane in frame.planes)
        sizes = tuple((plane.shape[0], plane.shape[1]) for plane in frame.planes)
        return Uploaded(DevicePlanes(tuple(int(one) for one in memory), pitches, sizes), memory)

    def planes(self, frame: Frame) -> DevicePlanes:
        """Returns the same for the length of a test or two: the last few are held."""
        self._held = [*self._held[-3:], self.upload(frame)]
        return self._held[-1].planes

    def image(self, shape: tuple[int, ...], kind: DTypeLike) -> NDArray[Any]:
        """Returns memory that the processor and the GPU see at the same address."""
        flags = self.driver.host_alloc_flags.DEVICEMAP
        with self.current():
            array: NDArray[Any] = self.driver.pagelocked_zeros(shape, kind, mem_flags=flags)
            assert int(array.base.get_device_pointer()) == array.ctypes.data  # type: ignore[union-attr] # pycuda's
        return array

    def wait(self) -> None:
        """Wait for every crop."""
        with self.current():
            self.gpu.wait()


def as_it_lies(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns the plane's bytes, rows with their padding; but the last row's."""
    size = (plane.shape[0] - 1) * plane.strides[0] + plane.shape[1] * plane.strides[1]
    return np.lib.stride_tricks.as_strided(plane, (size,), (1,), writeable=False).copy()


def kernel_for(gpu: Gpu) -> bytes:
    """Returns the crop kernel for this GPU: the one that Spotter brings, or one made by this machine's compiler."""
    with TemporaryDirectory() as folder:
        try:
            return cubin.load(gpu.arch, Path(folder))
        except EngineError:
            return cubin.build(gpu.arch, Path(folder)).read_bytes()


@cache
def opened() -> RealGpu:
    """Returns the GPU, opened once in this process."""
    return RealGpu()


def real_gpu() -> RealGpu:
    """Returns the GPU; skips the test where a fake one was used in this process before."""
    if gpu_machine.is_in_process():
        pytest.skip("a fake CUDA driver is loaded in this process: run pytest -m gpu")
    return opened()
