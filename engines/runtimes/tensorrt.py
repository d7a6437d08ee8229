"""TensorRT on the Jetson's GPU. Only names that TensorRT 10.3, 10.13 and 11.4 have in common are used."""

import contextlib
import logging
import weakref
from collections.abc import Mapping
from typing import Any

from daemon.errors import EngineError
from engines.crop import Crop
from engines.kernels.crop import CropKernel, KernelCrop, Target
from engines.ports import Cropper, Float32, Outside
from engines.runtimes.cuda import Gpu, Mapped
from engines.runtimes.graph import Graph
from engines.runtimes.tensorrt_log import Log

OLDEST = (10, 3)
"""What JetPack 6.2 brings; older ones build no strongly typed networks."""
_log = logging.getLogger(__name__)


def load() -> Any:  # noqa: ANN401 - tensorrt has no types that we can import everywhere
    """The module ``tensorrt``, as JetPack brings it.

    Raises:
        EngineError: It is missing or too old.
    """
    try:
        import tensorrt  # noqa: PLC0415 - a Jetson's own
    except ImportError as error:
        raise EngineError(f"TensorRT cannot be loaded: {error}; install the package python3-libnvinfer") from error
    if tuple(int(part) for part in tensorrt.__version__.split(".")[:2]) < OLDEST:
        raise EngineError(f"TensorRT {tensorrt.__version__} is too old: JetPack 6.2 or newer is needed")
    return tensorrt


class ForeignError(EngineError):
    """TensorRT does not take the engine; says why."""


class TensorRtRuntime:
    """One engine in TensorRT, with its input and outputs in memory that processor and GPU both see.

    Args:
        gpu: Where it runs.
        plan: The engine, as TensorRT serialised it: one input, ``image``, and outputs of fixed shapes, all float32.
        kernel: Crops frames that the GPU can read; without it, and where it cannot, the processor does.

    Raises:
        ForeignError: TensorRT does not take the engine.
        EngineError: Memory is short, or the GPU failed.
    """

    name = "tensorrt"

    def __init__(self, gpu: Gpu, plan: bytes, kernel: CropKernel | None = None) -> None:
        parts = _Parts(gpu, plan)
        # The parts go away with the context current, before it does, at the latest at the process's end.
        weakref.finalize(self, parts.close)
        with gpu.current():
            parts.open()
        self._parts = parts
        self._kernel = kernel
        self._outputs = {name: mapped.array for name, mapped in parts.outputs.items()}

    @property
    def image(self) -> Float32:
        """float32 (1, 3, S, S): write the next picture here."""
        return self._parts.inputs["image"].array

    @property
    def outputs(self) -> Mapping[str, Float32]:
        """Each output by its name; ``run`` overwrites them in place."""
        return self._outputs

    def cropper(self, low: float, high: float, outside: Outside) -> Cropper:
        """What fills ``image`` from frames (see ``Runtime``)."""
        plain = Crop(self.image, low, high, outside)
        if self._kernel is None:
            return plain
        target = Target(self._parts.inputs["image"].address, self.image.shape[-1])
        return KernelCrop(self._kernel, target, low, high, outside, plain=plain)

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: TensorRT or the GPU failed.
        """
        with self._parts.gpu.current():
            self._parts.run()


class _Parts:
    """The engine in TensorRT and its memory. All but ``close`` only with the context current."""

    def __init__(self, gpu: Gpu, plan: bytes) -> None:
        self.gpu = gpu
        self.inputs: dict[str, Mapped] = {}
        self.outputs: dict[str, Mapped] = {}
        self._plan = plan
        self._graph: Graph | None = None
        self._context: Any = None
        self._kept: list[Any] = []

    def open(self) -> None:
        """Take the engine in, run it once, as TensorRT prepares much at the first run, and record that."""
        trt = load()
        self._log = Log(trt)
        runtime = trt.Runtime(self._log.logger)
        engine = runtime.deserialize_cuda_engine(self._plan)
        if engine is None:
            raise ForeignError(self._log.why("TensorRT does not take the engine; run: spotter engine build"))
        self._plan = b""
        self._context = engine.create_execution_context()
        if self._context is None:
            raise EngineError(self._log.why("TensorRT has no memory for the engine: stop other programs"))
        self._kept = [engine, runtime]
        for index in range(engine.num_io_tensors):
            self._bind(trt, engine, engine.get_tensor_name(index))
        self._enqueue()
        self.gpu.wait()
        self._record()

    def run(self) -> None:
        """Run and wait."""
        if self._graph is None:
            self._enqueue()
        else:
            self._graph.launch()
        self.gpu.wait()

    def close(self) -> None:
        """Give everything back, in the order that it needs; safe to call twice."""
        # A GPU that has failed takes nothing back; what it had ends with the process.
        with contextlib.suppress(EngineError), self.gpu.current():
            if self._graph is not None:
                self._graph.close()
            self._graph = self._context = None
            while self._kept:
                self._kept.pop(0)  # the engine before the runtime that made it
            for tensors in (self.inputs, self.outputs):
                while tensors:
                    tensors.popitem()[1].free()

    def _bind(self, trt: Any, engine: Any, name: str) -> None:  # noqa: ANN401 - tensorrt has no types
        shape = tuple(engine.get_tensor_shape(name))
        if min(shape, default=1) < 1 or engine.get_tensor_dtype(name) != trt.DataType.FLOAT:
            raise EngineError(f"the engine's tensor {name} is not float32 of a fixed shape; run: spotter engine build")
        mapped = self.gpu.mapped(shape)
        ours = self.inputs if engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT else self.outputs
        ours[name] = mapped
        if not self._context.set_tensor_address(name, mapped.address):
            raise EngineError(self._log.why(f"TensorRT does not take the memory of {name}; run: spotter doctor"))

    def _enqueue(self) -> None:
        if not self._context.execute_async_v3(self.gpu.stream.handle):
            raise EngineError(self._log.why("TensorRT could not run the network; run: spotter doctor"))

    def _record(self) -> None:
        try:
            self._graph = self.gpu.record(self._enqueue)
        except EngineError as error:
            _log.warning("the network's launches go to the GPU one by one, which is slower: %s", error)
