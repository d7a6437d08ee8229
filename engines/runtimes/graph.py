"""CUDA graphs: a network's hundred launches recorded once and replayed as one.

pycuda knows no graphs. The six functions needed are called in the driver's own library, whose names and signatures have
not changed since CUDA 11.4; the alternative, the package cuda-python, is 60 MB that differ for JetPack 6 and 7.
"""

import ctypes
from collections.abc import Callable
from typing import Any

from daemon.errors import EngineError

_LIBRARY = "libcuda.so.1"
_THIS_THREAD = 1
"""CU_STREAM_CAPTURE_MODE_THREAD_LOCAL: what other threads do meanwhile, the camera's for one, spoils nothing."""

_handle = ctypes.c_void_p
SIGNATURES: dict[str, list[Any]] = {
    "cuStreamBeginCapture_v2": [_handle, ctypes.c_int],
    "cuStreamEndCapture": [_handle, ctypes.POINTER(_handle)],
    "cuGraphInstantiateWithFlags": [ctypes.POINTER(_handle), _handle, ctypes.c_ulonglong],
    "cuGraphLaunch": [_handle, _handle],
    "cuGraphExecDestroy": [_handle],
    "cuGraphDestroy": [_handle],
}
"""Each function's arguments, as cuda.h declares them; each returns a CUresult, 0 for success."""


class Graph:
    """One recorded piece of work. Every method needs the context to be current.

    Args:
        stream: The stream's handle.
        enqueue: Asks the stream for the work; it is recorded, not done.

    Raises:
        EngineError: Something cannot be recorded.
    """

    def __init__(self, stream: int, enqueue: Callable[[], None]) -> None:
        self._library = _library()
        self._stream = _handle(stream)
        self._ready = _handle()
        graph = self._recorded(enqueue)
        try:
            self._call("cuGraphInstantiateWithFlags", ctypes.byref(self._ready), graph, 0)
        finally:
            self._library.cuGraphDestroy(graph)

    def launch(self) -> None:
        """Ask the stream for the work.

        Raises:
            EngineError: CUDA refused.
        """
        self._call("cuGraphLaunch", self._ready, self._stream)

    def close(self) -> None:
        """Forget the work; safe to call twice."""
        ready, self._ready = self._ready, _handle()
        if ready:
            self._library.cuGraphExecDestroy(ready)

    def _recorded(self, enqueue: Callable[[], None]) -> ctypes.c_void_p:
        graph = _handle()
        self._call("cuStreamBeginCapture_v2", self._stream, _THIS_THREAD)
        try:
            enqueue()
        except BaseException:
            # The stream must not stay in recording; what it recorded so far is of no use.
            if self._library.cuStreamEndCapture(self._stream, ctypes.byref(graph)) == 0:
                self._library.cuGraphDestroy(graph)
            raise
        self._call("cuStreamEndCapture", self._stream, ctypes.byref(graph))
        return graph

    def _call(self, name: str, *arguments: Any) -> None:  # noqa: ANN401 - each function has its own
        status = getattr(self._library, name)(*arguments)
        if status != 0:
            raise EngineError(f"the GPU failed: {name} gives CUDA error {status}; run: spotter doctor")


def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(_LIBRARY)
        for name, arguments in SIGNATURES.items():
            getattr(library, name).argtypes = arguments
    except (OSError, AttributeError) as error:
        raise EngineError(f"{_LIBRARY} cannot be used: {error}; CUDA 11.4 or newer is needed") from error
    return library
