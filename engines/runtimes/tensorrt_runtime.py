"""TensorRT on the Jetson's GPU. Uses only names that TensorRT 10.3, 10.13 and 11.4 have in common."""

import contextlib
import logging
import weakref
from collections.abc import Mapping
from typing import Any

import numpy as np

from daemon.errors import EngineError
from engines.arrays import Array
from engines.crop_format import CropFormat
from engines.cropping.cpu_crop import CpuCrop
from engines.cropping.gpu_crop import CropKernel, GpuCrop, GpuTarget
from engines.ports import Cropper
from engines.runtimes.changing_outputs import ChangingOutputs
from engines.runtimes.cuda import Gpu, MappedArray
from engines.runtimes.cuda_graph import CudaGraph
from engines.runtimes.tensorrt_log import TensorRtLog

MIN_VERSION = (10, 3)
"""The version in JetPack 6.2; older ones cannot build strongly typed networks."""
_TYPES: dict[str, Any] = {
    "FLOAT": np.float32,
    "HALF": np.float16,
    "INT32": np.int32,
    "INT64": np.int64,
    "UINT8": np.uint8,
}
"""What TensorRT calls the types that Spotter reads."""
_log = logging.getLogger(__name__)


def load() -> Any:  # noqa: ANN401 - tensorrt has no types that we can import everywhere
    """Import the module ``tensorrt``, which JetPack installs.

    Raises:
        EngineError: It is missing or too old.
    """
    try:
        import tensorrt  # noqa: PLC0415 - only a Jetson has it
    except ImportError as error:
        raise EngineError(f"TensorRT cannot be loaded: {error}; install the package python3-libnvinfer") from error
    if tuple(int(part) for part in tensorrt.__version__.split(".")[:2]) < MIN_VERSION:
        raise EngineError(f"TensorRT {tensorrt.__version__} is too old: JetPack 6.2 or newer is needed")
    return tensorrt


class IncompatiblePlanError(EngineError):
    """TensorRT cannot load the plan; the message says why."""


class TensorRtRuntime:
    """One network in TensorRT, with its input and outputs in memory that processor and GPU both read and write.

    Args:
        gpu: The GPU that runs it.
        plan: The engine as TensorRT serialised it: one input of fixed shape (see ``Runtime.image``).
        kernel: Crops frames that the GPU can read; the processor crops the others, and all of them without a kernel.

    Raises:
        IncompatiblePlanError: TensorRT cannot load the plan.
        EngineError: Memory is short, or the GPU failed.
    """

    name = "tensorrt"
    threads = None

    def __init__(self, gpu: Gpu, plan: bytes, kernel: CropKernel | None = None) -> None:
        execution = _Execution(gpu, plan)
        # Freed with the context current and before the context is, at the latest when the process ends.
        weakref.finalize(self, execution.close)
        with gpu.current():
            execution.open()
        self._execution = execution
        self._kernel = kernel
        self._image = execution.image
        self._half = {name: one.array for name, one in execution.outputs.items() if one.array.dtype == np.float16}
        self._outputs = {
            name: one.array.astype(np.float32) if name in self._half else one.array
            for name, one in execution.outputs.items()
        }

    @property
    def image(self) -> Array:
        """The input: write the next picture here (see ``Runtime``)."""
        return self._image.array

    @property
    def outputs(self) -> Mapping[str, Array]:
        """The outputs by name (see ``Runtime``)."""
        return self._outputs

    def cropper(self, crop: CropFormat) -> Cropper:
        """Returns a cropper that fills ``image`` from frames (see ``Runtime``)."""
        on_cpu = CpuCrop(self.image, crop)
        if self._kernel is None:
            return on_cpu
        return GpuCrop(self._kernel, GpuTarget.of(self.image, self._image.address), crop, fallback=on_cpu)

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: TensorRT or the GPU failed.
        """
        with self._execution.gpu.current():
            self._execution.run()
            self._outputs.update(self._execution.changing.arrays())
        for name, array in self._half.items():
            self._outputs[name][:] = array


class _Execution:
    """The deserialised engine and its memory. Call every method but ``close`` with the context current."""

    def __init__(self, gpu: Gpu, plan: bytes) -> None:
        self.gpu = gpu
        self.inputs: dict[str, MappedArray] = {}
        self.outputs: dict[str, MappedArray] = {}
        self._plan = plan
        self._graph: CudaGraph | None = None
        self._context: Any = None
        self._owned: list[Any] = []

    def open(self) -> None:
        """Deserialise the engine, run it once, as TensorRT prepares much in the first run, and capture its launches."""
        trt = load()
        self._log = TensorRtLog(trt)
        self.changing = ChangingOutputs(trt, self.gpu)
        runtime = trt.Runtime(self._log.logger)
        engine = runtime.deserialize_cuda_engine(self._plan)
        if engine is None:
            raise IncompatiblePlanError(
                self._log.error_or("TensorRT cannot load the engine; run: spotter engine build")
            )
        self._plan = b""
        self._context = engine.create_execution_context()
        if self._context is None:
            raise EngineError(self._log.error_or("not enough GPU memory for the engine: stop other programs"))
        self._owned = [engine, runtime]
        for index in range(engine.num_io_tensors):
            self._bind(trt, engine, engine.get_tensor_name(index))
        if len(self.inputs) != 1:
            raise EngineError(f"the engine has {len(self.inputs)} inputs: expected one, a picture")
        self._enqueue()
        self.gpu.wait()
        if not self.changing.any:  # their memory is given within a run, which no graph can hold
            self._capture()

    @property
    def image(self) -> MappedArray:
        """The only input."""
        return next(iter(self.inputs.values()))

    def run(self) -> None:
        """Run the network and wait for its outputs."""
        if self._graph is None:
            self._enqueue()
        else:
            self._graph.launch()
        self.gpu.wait()

    def close(self) -> None:
        """Free everything in the order that TensorRT needs; safe to call twice."""
        # A GPU that has failed cannot free anything; its memory is freed when the process ends.
        with contextlib.suppress(EngineError), self.gpu.current():
            if self._graph is not None:
                self._graph.close()
            self._graph = self._context = None
            while self._owned:
                self._owned.pop(0)  # the engine before the runtime that created it
            self.changing.close()
            for tensors in (self.inputs, self.outputs):
                while tensors:
                    tensors.popitem()[1].free()

    def _bind(self, trt: Any, engine: Any, name: str) -> None:  # noqa: ANN401 - tensorrt has no types
        shape = tuple(engine.get_tensor_shape(name))
        dtype = _TYPES.get(engine.get_tensor_dtype(name).name)
        is_input = engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT
        is_open = min(shape, default=1) < 1
        if dtype is None or (is_input and is_open):
            raise EngineError(f"the engine's tensor {name} is not of a type and shape that Spotter reads: {shape}")
        if is_open:
            taken = self.changing.add(self._context, name, dtype)
        else:
            mapped = (self.inputs if is_input else self.outputs)[name] = self.gpu.mapped_array(shape, dtype)
            taken = self._context.set_tensor_address(name, mapped.address)
        if not taken:
            raise EngineError(self._log.error_or(f"TensorRT rejects the memory of {name}; run: spotter doctor"))

    def _enqueue(self) -> None:
        if not self._context.execute_async_v3(self.gpu.stream.handle):
            raise EngineError(self._log.error_or("TensorRT could not run the network; run: spotter doctor"))

    def _capture(self) -> None:
        try:
            self._graph = self.gpu.capture(self._enqueue)
        except EngineError as error:
            _log.warning("the network's launches go to the GPU one by one, which is slower: %s", error)
