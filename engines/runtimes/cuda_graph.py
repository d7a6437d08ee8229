"""CUDA graphs: a network's hundred launches captured once and replayed as one.

pycuda has no graphs. The six functions needed are called in the driver's library, whose names and signatures have not
changed since CUDA 11.4; the alternative, the package cuda-python, is 60 MB that differ for JetPack 6 and 7.
"""

import ctypes
from collections.abc import Callable
from typing import Any

from daemon.errors import EngineError

LIBRARY = "libcuda.so.1"
_CAPTURE_THIS_THREAD = 1
"""CU_STREAM_CAPTURE_MODE_THREAD_LOCAL: calls of other threads, such as the camera's, do not spoil the capture."""

_handle = ctypes.c_void_p
SIGNATURES: dict[str, list[Any]] = {
    "cuStreamBeginCapture_v2": [_handle, ctypes.c_int],
    "cuStreamEndCapture": [_handle, ctypes.POINTER(_handle)],
    "cuGraphInstantiateWithFlags": [ctypes.POINTER(_handle), _handle, ctypes.c_ulonglong],
    "cuGraphLaunch": [_handle, _handle],
    "cuGraphExecDestroy": [_handle],
    "cuGraphDestroy": [_handle],
}
"""The argument types of each function in cuda.h; each returns a CUresult, 0 for success."""


class CudaGraph:
    """Captured work. Call every method with the context current.

    Args:
        stream: The stream's handle.
        enqueue: Enqueues the work; it is captured, not run.

    Raises:
        EngineError: Part of the work cannot be captured.
    """

    def __init__(self, stream: int, enqueue: Callable[[], None]) -> None:
        self._library = _library()
        self._stream = _handle(stream)
        self._executable = _handle()
        graph = self._capture(enqueue)
        try:
            self._call("cuGraphInstantiateWithFlags", ctypes.byref(self._executable), graph, 0)
        finally:
            self._library.cuGraphDestroy(graph)

    def launch(self) -> None:
        """Enqueue the work.

        Raises:
            EngineError: CUDA refused it.
        """
        self._call("cuGraphLaunch", self._executable, self._stream)

    def close(self) -> None:
        """Free the graph; safe to call twice."""
        executable, self._executable = self._executable, _handle()
        if executable:
            self._library.cuGraphExecDestroy(executable)

    def _capture(self, enqueue: Callable[[], None]) -> ctypes.c_void_p:
        graph = _handle()
        self._call("cuStreamBeginCapture_v2", self._stream, _CAPTURE_THIS_THREAD)
        try:
            enqueue()
        except BaseException:
            # The stream must not stay in capture mode; what it captured so far is of no use.
            if self._library.cuStreamEndCapture(self._stream, ctypes.byref(graph)) == 0:
                self._library.cuGraphDestroy(graph)
            raise
        self._call("cuStreamEndCapture", self._stream, ctypes.byref(graph))
        return graph

    def _call(self, name: str, *arguments: Any) -> None:  # noqa: ANN401 - each function has its own
        status = getattr(self._library, name)(*arguments)
        if status != 0:
            raise EngineError(f"the GPU failed: {name} returned CUDA error {status}; run: spotter doctor")


def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
        for name, arguments in SIGNATURES.items():
            getattr(library, name).argtypes = arguments
    except (OSError, AttributeError) as error:
        raise EngineError(f"{LIBRARY} cannot be used: {error}; CUDA 11.4 or newer is needed") from error
    return library
