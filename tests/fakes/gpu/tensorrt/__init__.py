"""What Spotter uses of ``tensorrt``: engines that run their ONNX graph in ONNX Runtime.

Names, arguments and what is returned are held against the real bindings by
``tests/engines/runtimes/test_tensorrt_bindings.py``.
An engine is its ONNX file behind a line that names the version it was built with. It runs in host functions, so that
the real pycuda and a real GPU can be beneath it as well as the fakes.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum

import numpy as np
import onnx
import onnxruntime
import pycuda.driver as cuda

from tensorrt.rounding import widened

__version__ = "10.3.0"

_HEAD = b"fake TensorRT engine "
_FUNCTION = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


@dataclass
class Fake:
    """What tests see and decide.

    Attributes:
        refuses: ``execute_async_v3`` returns False from this call on, counted from 0; None: never.
        says: Logged as an error when something fails.
        no_context: ``create_execution_context`` returns None.
        no_plan: ``build_serialized_network`` returns None.
        executed: Calls of ``execute_async_v3``.
        ran: Runs of a network.
        built: Builds.
        rounds: New engines round each result to float16, as a GPU does; three times slower. Else only the weights are.
        wrong: Added to every output of every engine.
        timings: What each build was given as timing cache.
    """

    refuses: int | None = None
    says: str = ""
    no_context: bool = False
    no_plan: bool = False
    executed: int = 0
    ran: int = 0
    built: int = 0
    rounds: bool = False
    wrong: float = 0.0
    timings: list[bytes] = field(default_factory=list)


fake = Fake()
_driver = ctypes.CDLL("libcuda.so.1")  # the fake one, where pycuda is
_driver.cuLaunchHostFunc.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]


def _need_context() -> None:
    cuda.Context.get_device()


class ILogger:
    class Severity(Enum):
        INTERNAL_ERROR, ERROR, WARNING, INFO, VERBOSE = range(5)

    def log(self, severity: "ILogger.Severity", msg: str) -> None:
        raise NotImplementedError


class IProgressMonitor:
    pass


class IOutputAllocator:
    pass


class TensorIOMode(Enum):
    NONE, INPUT, OUTPUT = range(3)


class DataType(Enum):
    FLOAT, HALF, INT32, INT64, UINT8, BOOL = range(6)


_TYPES: dict[str, tuple[DataType, type]] = {
    "tensor(float)": (DataType.FLOAT, np.float32),
    "tensor(float16)": (DataType.HALF, np.float16),
    "tensor(int32)": (DataType.INT32, np.int32),
    "tensor(int64)": (DataType.INT64, np.int64),
    "tensor(uint8)": (DataType.UINT8, np.uint8),
    "tensor(bool)": (DataType.BOOL, np.bool_),
}


class MemoryPoolType(Enum):
    WORKSPACE = 0


class NetworkDefinitionCreationFlag(IntEnum):
    STRONGLY_TYPED = 1


class IHostMemory(bytes):
    @property
    def nbytes(self) -> int:
        return len(self)


def _says(logger: ILogger, text: str) -> None:
    logger.log(ILogger.Severity.WARNING, "a warning that comes with every build")
    logger.log(ILogger.Severity.ERROR, fake.says or text)


class Runtime:
    def __init__(self, logger: ILogger) -> None:
        self._logger = logger

    def deserialize_cuda_engine(self, serialized_engine: bytes) -> "ICudaEngine | None":
        _need_context()
        head, _, model = bytes(serialized_engine).partition(b"\n")
        if not head.startswith(_HEAD):
            _says(self._logger, "[runtime.cpp::parse] Error Code 1: Serialization (Magic tag does not match)")
            return None
        if head != _HEAD + __version__.encode():
            text = f"The engine plan file is not compatible with this version of TensorRT, expecting {__version__}"
            _says(self._logger, f"IRuntime::deserializeCudaEngine: Error Code 1: ({text}, please rebuild.)")
            return None
        try:
            return ICudaEngine(model, self._logger)
        except Exception:  # noqa: BLE001 - as the real one: any error is told, none is raised
            _says(self._logger, "[runtime.cpp::parse] Error Code 4: Internal Error (Invalid engine)")
            return None


class ICudaEngine:
    def __init__(self, model: bytes, logger: ILogger) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        model = widened(model, rounds=fake.rounds)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._logger = logger
        self._inputs = self._session.get_inputs()
        self._outputs = [tensor.name for tensor in self._session.get_outputs()]
        self._tensors = {tensor.name: tensor for tensor in (*self._inputs, *self._session.get_outputs())}

    @property
    def num_io_tensors(self) -> int:
        return len(self._tensors)

    def get_tensor_name(self, index: int) -> str:
        return list(self._tensors)[index]

    def get_tensor_mode(self, name: str) -> TensorIOMode:
        return TensorIOMode.INPUT if name in {one.name for one in self._inputs} else TensorIOMode.OUTPUT

    def get_tensor_shape(self, name: str) -> list[int]:
        return [size if isinstance(size, int) else -1 for size in self._tensors[name].shape]

    def get_tensor_dtype(self, name: str) -> DataType:
        return _TYPES[self._tensors[name].type][0]

    def create_execution_context(self) -> "IExecutionContext | None":
        _need_context()
        if fake.no_context:
            _says(self._logger, "[executionContext.cpp] Error Code 2: OutOfMemory (Requested size was 44040192 bytes.)")
            return None
        return IExecutionContext(self)


class IExecutionContext:
    def __init__(self, engine: ICudaEngine) -> None:
        self._engine = engine
        self._addresses: dict[str, int] = {}
        self._allocators: dict[str, IOutputAllocator] = {}
        self._function = _FUNCTION(self._work)
        self._binding = None

    def set_tensor_address(self, name: str, memory: int) -> bool:
        if name not in self._engine._tensors or not memory:
            return False
        self._addresses[name] = memory
        self._binding = None
        return True

    def set_output_allocator(self, name: str, output_allocator: IOutputAllocator) -> bool:
        if name not in self._engine._tensors:
            return False
        self._allocators[name] = output_allocator
        return True

    def execute_async_v3(self, stream_handle: int) -> bool:
        _need_context()
        fake.executed += 1
        if fake.refuses is not None and fake.executed > fake.refuses:
            _says(self._engine._logger, "[executionContext.cpp] Error Code 1: Cask (Cask convolution execution)")
            return False
        if {*self._addresses, *self._allocators} != set(self._engine._tensors):
            return False
        if self._allocators:
            # Its shapes are known once it has run: the real one too waits for that, within the call.
            assert _driver.cuStreamSynchronize(ctypes.c_void_p(stream_handle)) == 0
            self._run_now()
            return True
        if self._binding is None:
            self._binding = self._bound()
        function = ctypes.cast(self._function, ctypes.c_void_p)
        assert _driver.cuLaunchHostFunc(stream_handle, function, None) == 0
        return True

    def _bound(self) -> onnxruntime.IOBinding:
        binding = self._engine._session.io_binding()
        for name, tensor in self._engine._tensors.items():
            if name in self._allocators:
                binding.bind_output(name, "cpu")
                continue
            how = self._engine.get_tensor_mode(name) is TensorIOMode.INPUT
            bind = binding.bind_input if how else binding.bind_output
            bind(name, "cpu", 0, _TYPES[tensor.type][1], tensor.shape, self._addresses[name])
        return binding

    def _run_now(self) -> None:
        self._binding = self._bound()
        fake.ran += 1
        self._engine._session.run_with_iobinding(self._binding)
        for name, value in zip(self._engine._outputs, self._binding.get_outputs(), strict=True):
            if name in self._allocators:
                array, allocator = value.numpy(), self._allocators[name]
                address = allocator.reallocate_output_async(name, None, array.nbytes, 256, 0)  # type: ignore[attr-defined]
                ctypes.memmove(address, np.ascontiguousarray(array).ctypes.data, array.nbytes)
                allocator.notify_shape(name, list(array.shape))  # type: ignore[attr-defined]

    def _work(self, _: int | None) -> None:
        fake.ran += 1
        self._engine._session.run_with_iobinding(self._binding)
        if fake.wrong:
            for name, tensor in self._engine._tensors.items():
                if self._engine.get_tensor_mode(name) is TensorIOMode.OUTPUT:
                    pointer = ctypes.cast(self._addresses[name], ctypes.POINTER(ctypes.c_float))
                    np.ctypeslib.as_array(pointer, tuple(tensor.shape))[...] += fake.wrong


class INetworkDefinition:
    def __init__(self, flags: int) -> None:
        assert flags == 1 << NetworkDefinitionCreationFlag.STRONGLY_TYPED, "precision comes from the types alone"
        self._model = b""


class ParserError:
    def __init__(self, text: str) -> None:
        self._text = text

    def desc(self) -> str:
        return self._text


class OnnxParser:
    def __init__(self, network: INetworkDefinition, logger: ILogger) -> None:
        self._network = network
        self._errors: list[ParserError] = []

    def parse(self, model: bytes, path: str | None = None) -> bool:
        try:
            onnx.checker.check_model(onnx.load_from_string(model))
        except Exception as error:  # noqa: BLE001 - as the real one: any error is told, none is raised
            self._errors.append(ParserError(f"Failed to parse the model: {type(error).__name__}"))
            return False
        self._network._model = bytes(model)
        return True

    @property
    def num_errors(self) -> int:
        return len(self._errors)

    def get_error(self, index: int) -> ParserError:
        return self._errors[index]


class ITimingCache:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def serialize(self) -> IHostMemory:
        return IHostMemory(self.content)


class IBuilderConfig:
    def __init__(self) -> None:
        self.builder_optimization_level = 3
        self.progress_monitor: IProgressMonitor | None = None
        self._pools: dict[MemoryPoolType, int] = {}
        self._cache: ITimingCache | None = None

    def set_memory_pool_limit(self, pool: MemoryPoolType, pool_size: int) -> None:
        self._pools[pool] = pool_size

    def create_timing_cache(self, serialized_timing_cache: bytes) -> ITimingCache:
        return ITimingCache(bytes(serialized_timing_cache))

    def set_timing_cache(self, cache: ITimingCache, ignore_mismatch: bool) -> bool:  # noqa: FBT001 - as the real one
        if cache.content and not cache.content.startswith(f"timings of {cuda.fake.device}".encode()):
            return ignore_mismatch
        self._cache = cache
        return True

    def get_timing_cache(self) -> ITimingCache | None:
        return self._cache


class Builder:
    def __init__(self, logger: ILogger) -> None:
        self._logger = logger

    def create_network(self, flags: int = 0) -> INetworkDefinition:
        return INetworkDefinition(flags)

    def create_builder_config(self) -> IBuilderConfig:
        return IBuilderConfig()

    def build_serialized_network(self, network: INetworkDefinition, config: IBuilderConfig) -> IHostMemory | None:
        _need_context()
        fake.built += 1
        fake.timings.append(config._cache.content if config._cache else b"")
        if not _told(config.progress_monitor) or fake.no_plan:
            _says(self._logger, "[optimizer.cpp] Error Code 10: Could not find any implementation for node t1")
            return None
        if config._cache is not None:
            config._cache.content = f"timings of {cuda.fake.device}, {fake.built}".encode()
        return IHostMemory(_HEAD + __version__.encode() + b"\n" + network._model)


def _told(monitor: "IProgressMonitor | None") -> bool:
    """Tell a monitor of two phases, one within the other, as the real builder does; False where it wants to stop."""
    if monitor is None:
        return True
    start: Callable[[str, str | None, int], None] = monitor.phase_start  # type: ignore[attr-defined]
    start("Building Engine", None, 2)
    start("Timing graph nodes", "Building Engine", 10)
    going = all(monitor.step_complete("Timing graph nodes", step) for step in range(10))  # type: ignore[attr-defined]
    monitor.phase_finish("Timing graph nodes")  # type: ignore[attr-defined]
    monitor.step_complete("Building Engine", 0)  # type: ignore[attr-defined]
    monitor.phase_finish("Building Engine")  # type: ignore[attr-defined]
    return going
