"""Memory for a TensorRT network's outputs whose shape depends on the picture: how many people were found, say."""

from typing import Any

import numpy as np

from engines.arrays import Array
from engines.runtimes.cuda import Gpu, MappedArray


class ChangingOutputs:
    """Gives such outputs memory while the network runs. Call every method with the context current.

    Args:
        trt: The module ``tensorrt``.
        gpu: The GPU that runs the network.
    """

    def __init__(self, trt: Any, gpu: Gpu) -> None:  # noqa: ANN401 - tensorrt has no types
        self._memory: dict[str, MappedArray] = {}
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._types: dict[str, Any] = {}
        self.allocator = _allocator(trt, gpu, self._memory, self._shapes)

    def add(self, context: Any, name: str, dtype: Any) -> bool:  # noqa: ANN401 - tensorrt and numpy types have none
        """Take over one output of an execution context; returns whether TensorRT agrees."""
        self._types[name] = np.dtype(dtype)
        return bool(context.set_output_allocator(name, self.allocator))

    @property
    def any(self) -> bool:
        """Whether there is such an output."""
        return bool(self._types)

    def arrays(self) -> dict[str, Array]:
        """Returns what the last run gave, each in the shape that it had; copies, as the next run may move them."""
        found: dict[str, Array] = {}
        for name, shape in self._shapes.items():
            count = int(np.prod(shape, dtype=np.int64)) * self._types[name].itemsize
            content = self._memory[name].array[:count].view(self._types[name]).reshape(shape)
            found[name] = content.astype(np.float32) if content.dtype == np.float16 else content.copy()
        return found

    def close(self) -> None:
        """Free the memory; safe to call twice."""
        self._shapes.clear()
        while self._memory:
            self._memory.popitem()[1].free()


def _allocator(  # the real one is a class of tensorrt's, which only a machine that has it can derive from
    trt: Any,  # noqa: ANN401 - tensorrt has no types
    gpu: Gpu,
    memory: dict[str, MappedArray],
    shapes: dict[str, tuple[int, ...]],
) -> Any:  # noqa: ANN401 - as above
    class Allocator(trt.IOutputAllocator):  # type: ignore[misc]  # tensorrt has no types
        """TensorRT calls it within each run."""

        def __init__(self) -> None:
            trt.IOutputAllocator.__init__(self)

        def reallocate_output(self, tensor_name: str, _: object, size: int, alignment: int) -> int:
            del alignment  # mapped memory begins at a page
            held = memory.get(tensor_name)
            if held is None or held.array.nbytes < size:
                if held is not None:
                    held.free()
                held = memory[tensor_name] = gpu.mapped_array((max(size, 1),), np.uint8)
            return held.address

        def reallocate_output_async(self, tensor_name: str, held: object, size: int, alignment: int, _: int) -> int:
            return self.reallocate_output(tensor_name, held, size, alignment)

        def notify_shape(self, tensor_name: str, shape: Any) -> None:  # noqa: ANN401 - tensorrt has no types
            shapes[tensor_name] = tuple(shape)

    return Allocator()
