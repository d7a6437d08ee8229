"""C++ exceptions beside GStreamer, whose own unwinder does not know those of other libraries."""

import contextlib
import ctypes


def unwind_by_gcc() -> None:
    """Let C++ exceptions of whatever is loaded later, ONNX Runtime above all, be unwound by the compiler's own library.

    GStreamer brings libunwind into the process's global scope, whose ``_Unwind_Resume`` would be found first; it does
    not know the frames of the others and aborts the process where an exception should have become an error. To be
    called before GStreamer is loaded.
    """
    with contextlib.suppress(OSError):  # a system without it has no such exceptions to unwind
        ctypes.CDLL("libgcc_s.so.1", mode=ctypes.RTLD_GLOBAL)
