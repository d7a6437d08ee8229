"""The GPU as Spotter uses it: the primary context, one stream, and memory that processor and GPU both see.

TensorRT and jetson-utils work in the device's primary context, so Spotter does too: a context of pycuda's own making
(``pycuda.autoinit``) could not read their memory. Nothing stays on pycuda's per-thread stack of contexts between calls.
"""

import contextlib
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from daemon.errors import EngineError
from engines.ports import Float32
from engines.runtimes.graph import Graph

_NON_BLOCKING = 1
"""CU_STREAM_NON_BLOCKING: never waits for the default stream, and a capture here disturbs nobody there."""


@dataclass(frozen=True, slots=True, eq=False)
class Mapped:
    """Pinned memory at two addresses.

    Attributes:
        array: float32, for the processor.
        address: The same bytes, for the GPU.
    """

    array: Float32
    address: int

    def free(self) -> None:
        """Give it back, whoever still has a view of it. Only with the GPU's context current."""
        allocation: Any = self.array.base
        allocation.free()


class Gpu:
    """The first GPU of this machine.

    Attributes:
        name: What decides whether an engine built on one GPU runs on another, for example ``Orin sm_87 8``: the chip,
            its architecture and the number of its multiprocessors.
        arch: As the CUDA compiler calls it, for example ``sm_87``.
        stream: pycuda's stream; everything that Spotter does on the GPU is done in its order.
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
            raise EngineError(f"no GPU answers: {error}; run: spotter doctor") from error
        weakref.finalize(self, self._context.detach)
        self.arch = "sm_{}{}".format(*device.compute_capability())
        units = device.get_attribute(self.driver.device_attribute.MULTIPROCESSOR_COUNT)
        self.name = f"{device.name()} {self.arch} {units}"
        with self.current():
            self.stream = self.driver.Stream(_NON_BLOCKING)
            # An event that sleeps: waiting for the stream itself would burn a core all through each run.
            flags = self.driver.event_flags
            self._done = self.driver.Event(flags.BLOCKING_SYNC | flags.DISABLE_TIMING)

    @contextlib.contextmanager
    def current(self) -> Iterator[None]:
        """Make the context this thread's for the length of a ``with`` block.

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
            raise EngineError(f"the GPU failed: {error}; run: spotter doctor") from error

    def mapped(self, shape: tuple[int, ...]) -> Mapped:
        """Zeroed float32 memory that processor and GPU both see. Only within ``current``."""
        flags = self.driver.host_alloc_flags
        array = self.driver.pagelocked_zeros(shape, np.float32, mem_flags=flags.DEVICEMAP)
        return Mapped(array, int(array.base.get_device_pointer()))

    def wait(self) -> None:
        """Sleep until all that was asked of the stream is done. Only within ``current``."""
        self._done.record(self.stream)
        self._done.synchronize()

    def record(self, enqueue: Callable[[], None]) -> Graph:
        """A graph of what ``enqueue`` asks of the stream; nothing is done yet. Only within ``current``.

        Raises:
            EngineError: Something in it cannot be recorded.
        """
        return Graph(self.stream.handle, enqueue)


def _pycuda() -> Any:  # noqa: ANN401 - pycuda has no types
    try:
        import pycuda.driver  # noqa: PLC0415 - needs a GPU's driver, which most machines lack
    except ImportError as error:
        raise EngineError(f"pycuda cannot be loaded: {error}; run: deploy/install") from error
    return pycuda.driver
