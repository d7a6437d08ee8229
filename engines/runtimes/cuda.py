"""The GPU: its primary context, one stream, and memory that the processor and the GPU both read and write.

TensorRT and jetson-utils work in the device's primary context, so Spotter does too: a context that pycuda creates
(``pycuda.autoinit``) could not read their memory. Nothing stays on pycuda's per-thread stack of contexts between calls.
"""

import contextlib
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from daemon.errors import EngineError
from engines.arrays import Array
from engines.runtimes.cuda_graph import CudaGraph

_NON_BLOCKING = 1
"""CU_STREAM_NON_BLOCKING: the stream never waits for the default stream, and a capture does not disturb it."""


@dataclass(frozen=True, slots=True, eq=False)
class MappedArray:
    """An array in pinned memory that the processor and the GPU both read and write.

    Attributes:
        array: For the processor.
        address: The address of the same bytes for the GPU.
    """

    array: Array
    address: int

    def free(self) -> None:
        """Free the memory, even where views of it remain. Call it with the GPU's context current."""
        allocation: Any = self.array.base
        allocation.free()


class Gpu:
    """The first GPU of this machine.

    Attributes:
        name: Chip, architecture and number of multiprocessors, for example ``Orin sm_87 8``: an engine built on one
            GPU runs on another of the same name.
        arch: The architecture's name for the CUDA compiler, for example ``sm_87``.
        stream: pycuda's stream; Spotter enqueues all its work for the GPU there.
        driver: The module ``pycuda.driver``.

    Raises:
        EngineError: There is no GPU, or pycuda is missing.
    """

    def __init__(self) -> None:
        self.driver = _pycuda()
        try:
            self.driver.init()
            device = self.driver.Device(0)
            self._context = device.retain_primary_context()
        except self.driver.Error as error:
            raise EngineError(f"no GPU found: {_in_one_line(error)}; run: spotter doctor") from error
        weakref.finalize(self, _release, self._context)
        self.arch = "sm_{}{}".format(*device.compute_capability())
        units = device.get_attribute(self.driver.device_attribute.MULTIPROCESSOR_COUNT)
        self.name = f"{device.name()} {self.arch} {units}"
        with self.current():
            self.stream = self.driver.Stream(_NON_BLOCKING)
            # Waiting for this event sleeps; waiting for the stream itself would keep a core busy through each run.
            flags = self.driver.event_flags
            self._done = self.driver.Event(flags.BLOCKING_SYNC | flags.DISABLE_TIMING)

    @contextlib.contextmanager
    def current(self) -> Iterator[None]:
        """Make the context current in this thread within a ``with`` block.

        Raises:
            EngineError: CUDA failed within the block.
        """
        try:
            self._context.push()
            try:
                yield
            finally:
                self._context.pop()
        except self.driver.Error as error:
            raise EngineError(f"the GPU failed: {_in_one_line(error)}; run: spotter doctor") from error

    def mapped_array(self, shape: tuple[int, ...], dtype: DTypeLike = np.float32) -> MappedArray:
        """Allocate a zeroed array that the processor and the GPU both read and write. Call it within ``current``."""
        flags = self.driver.host_alloc_flags
        array = self.driver.pagelocked_zeros(shape, dtype, mem_flags=flags.DEVICEMAP)
        return MappedArray(array, int(array.base.get_device_pointer()))

    def wait(self) -> None:
        """Sleep until everything that was enqueued is done. Call it within ``current``."""
        self._done.record(self.stream)
        self._done.synchronize()

    def capture(self, enqueue: Callable[[], None]) -> CudaGraph:
        """Capture the work that ``enqueue`` enqueues as a graph, without running it. Call it within ``current``.

        Raises:
            EngineError: Part of the work cannot be captured.
        """
        return CudaGraph(self.stream.handle, enqueue)


def _release(context: Any) -> None:  # noqa: ANN401 - pycuda has no types
    """Release the primary context. Unless it is current, pycuda does that only in the thread that retained it."""
    context.push()
    context.detach()


def _in_one_line(error: Exception) -> str:
    """Returns CUDA's message; pycuda appends the driver's log of it, which may have many lines or none."""
    return " ".join(str(error).split()).removesuffix(" -")


def _pycuda() -> Any:  # noqa: ANN401 - pycuda has no types
    try:
        import pycuda.driver  # noqa: PLC0415 - needs a GPU's driver, which most machines lack
    except ImportError as error:
        raise EngineError(f"pycuda cannot be loaded: {error}; run: deploy/install") from error
    return pycuda.driver
