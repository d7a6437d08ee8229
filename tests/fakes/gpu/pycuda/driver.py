"""What Spotter uses of ``pycuda.driver``, over host memory; counts what is alive and is as strict as CUDA is.

What needs a current context raises ``LogicError`` without one; what is freed is filled with NaN.
"""

import ctypes
import hashlib
import subprocess
import tempfile
import threading
import weakref
from pathlib import Path

import numpy as np

_SOURCE = Path(__file__).parent.parent / "libcuda.c"


class Error(Exception): ...


class LogicError(Error): ...


class MemoryError(Error): ...  # noqa: A001 - pycuda's own name


class host_alloc_flags:  # noqa: N801 - pycuda's own names
    PORTABLE, DEVICEMAP, WRITECOMBINED = 1, 2, 4


class event_flags:  # noqa: N801
    DEFAULT, BLOCKING_SYNC, DISABLE_TIMING = 0, 1, 2


class device_attribute:  # noqa: N801
    MULTIPROCESSOR_COUNT = 16


class Fake:
    """What tests see and decide.

    Attributes:
        room: Bytes that can be allocated.
        live: Bytes that are.
        most: The most that ever were.
        contexts: Primary contexts that are retained.
        present: Whether there is a GPU at all.
        cubin: The one module that this GPU takes.
        kernel: What its ``crop`` does: a function of a C library.
        launches: Kernels launched.
    """

    def __init__(self) -> None:
        self.room = 2**40
        self.live = 0
        self.most = 0
        self.contexts = 0
        self.present = True
        self.device = "Orin"
        self.cubin = b""
        self.kernel: object = None
        self.launches = 0

    def take(self, size: int) -> None:
        if self.live + size > self.room:
            raise MemoryError("cuMemHostAlloc failed: out of memory")
        self.live += size
        self.most = max(self.most, self.live)


fake = Fake()
_threads = threading.local()


def _library() -> ctypes.CDLL:
    """Compiled once for each version of its source; ``libcuda.so.1`` is this one from then on in this process."""
    digest = hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:16]
    built = Path(tempfile.gettempdir()) / f"spotter-fake-libcuda-{digest}.so"
    if not built.exists():
        fresh = built.with_suffix(f".{threading.get_native_id()}")
        command = ["gcc", "-O1", "-shared", "-fPIC", "-Wall", "-Werror", "-Wl,-soname,libcuda.so.1"]
        subprocess.run([*command, "-o", str(fresh), str(_SOURCE)], check=True, timeout=60)
        fresh.replace(built)
    library = ctypes.CDLL(str(built), mode=ctypes.RTLD_GLOBAL)
    for name in ("cuStreamDestroy_v2", "cuStreamSynchronize"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    library.cuStreamCreate.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_uint]
    library.cuLaunchHostFunc.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    library.fakeLaunchKernel.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
    library.fakeLive.restype = library.fakeLaunches.restype = ctypes.c_long
    return library


library = _library()


def _stack() -> list["Context"]:
    if not hasattr(_threads, "stack"):
        _threads.stack = []
    stack: list[Context] = _threads.stack
    return stack


def depth() -> int:
    """How many contexts are on this thread's stack."""
    return len(_stack())


def _need() -> None:
    if not _stack():
        raise LogicError("invalid device context")


def init(flags: int = 0) -> None:
    if not fake.present:
        raise LogicError("cuInit failed: no CUDA-capable device is detected")


class Device:
    def __init__(self, number: int) -> None:
        if number != 0:
            raise LogicError("cuDeviceGet failed: invalid device ordinal")

    def name(self) -> str:
        return fake.device

    def compute_capability(self) -> tuple[int, int]:
        return 8, 7

    def get_attribute(self, attribute: int) -> int:
        assert attribute == device_attribute.MULTIPROCESSOR_COUNT
        return 8

    def retain_primary_context(self) -> "Context":
        fake.contexts += 1
        return Context()


class Context:
    def __init__(self) -> None:
        self._valid = True
        self._thread = threading.get_ident()

    def push(self) -> None:
        if not self._valid:
            raise LogicError("context is dead")
        _stack().append(self)

    @staticmethod
    def get_device() -> Device:
        _need()
        return Device(0)

    @staticmethod
    def pop() -> None:
        _need()
        _stack().pop()

    def detach(self) -> None:
        if not self._valid:
            raise LogicError("context is dead")
        self._valid = False
        is_current = bool(_stack()) and _stack()[-1] is self
        if is_current:
            _stack().pop()
        if is_current or self._thread == threading.get_ident():  # else it is never released
            fake.contexts -= 1


class Stream:
    def __init__(self, flags: int = 0) -> None:
        _need()
        handle = ctypes.c_void_p()
        assert library.cuStreamCreate(ctypes.byref(handle), flags) == 0
        assert handle.value is not None
        self.handle: int = handle.value
        weakref.finalize(self, library.cuStreamDestroy_v2, self.handle)

    def synchronize(self) -> None:
        _need()
        status = library.cuStreamSynchronize(self.handle)
        if status:
            raise LogicError(f"cuStreamSynchronize failed: {status}")


class Event:
    def __init__(self, flags: int = 0) -> None:
        _need()
        self._stream: Stream | None = None

    def record(self, stream: Stream) -> "Event":
        _need()
        self._stream = stream
        return self

    def synchronize(self) -> "Event":
        if self._stream is not None:
            self._stream.synchronize()
        return self


class PagelockedHostAllocation:
    """Memory; numpy arrays over it have it as their base."""

    def __init__(self, shape: tuple[int, ...], dtype: np.dtype) -> None:  # type: ignore[type-arg]
        _need()
        size = max(int(np.prod(shape)), 1) * dtype.itemsize
        fake.take(size)
        self._memory = np.empty(size, np.uint8)
        self._size = size
        self.__array_interface__ = {
            "shape": shape,
            "typestr": dtype.str,
            "data": (self._memory.ctypes.data, False),
            "version": 3,
        }

    def get_device_pointer(self) -> int:
        _need()
        return int(self._memory.ctypes.data)

    def free(self) -> None:
        _need()
        if not self._size:
            raise LogicError("cannot free an already freed allocation")
        fake.live -= self._size
        self._size = 0
        self._memory.fill(0xFF)


def pagelocked_empty(shape: tuple[int, ...], dtype: object, order: str = "C", mem_flags: int = 0) -> np.ndarray:  # type: ignore[type-arg]
    assert mem_flags & host_alloc_flags.DEVICEMAP, "the GPU cannot see memory that is not mapped"
    return np.asarray(PagelockedHostAllocation(shape, np.dtype(dtype)))  # type: ignore[arg-type]


def pagelocked_zeros(*arguments: object, **named: object) -> np.ndarray:  # type: ignore[type-arg]
    array = pagelocked_empty(*arguments, **named)  # type: ignore[arg-type]
    array.fill(0)
    return array


_UNFIT = "no kernel image is available for execution on the device - "
_DAMAGED = (
    "device kernel image is invalid - error   : Binary format for key='0', ident='' is not recognized\n"
    "error   : the log's second line"
)


class Module:
    def __init__(self, image: bytes) -> None:
        _need()
        if not fake.cubin or image != fake.cubin:
            why = _UNFIT if image.startswith(b"\x7fELF") else _DAMAGED
            raise LogicError(f"cuModuleLoadDataEx failed: {why}")

    def get_function(self, name: str) -> "Function":
        assert name == "crop"
        return Function()


class Function:
    """One kernel."""

    def prepare(self, arg_types: str) -> "Function":
        self._types = arg_types
        return self

    def prepared_async_call(
        self, grid: tuple[int, ...], block: tuple[int, ...], stream: Stream, *arguments: bytes
    ) -> None:
        _need()
        (given,) = arguments
        assert self._types == f"{len(given)}s"
        function = ctypes.cast(fake.kernel, ctypes.c_void_p)  # type: ignore[arg-type]
        assert library.fakeLaunchKernel(stream.handle, function, given, len(given)) == 0
        fake.launches += 1


def module_from_buffer(image: bytes) -> Module:
    return Module(image)
