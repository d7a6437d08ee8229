"""What a file holds, by its first bytes and its size. The name says nothing."""

import stat
from pathlib import Path

from daemon.errors import EngineError
from engines.signature import FileFormat
from engines.tensorrt import engine_file

MAX_BYTES = 512 * 2**20
"""A larger file is no pose network for a Jetson."""
_EXPECTED = "expected a pose network as .onnx, .engine or .tflite"
_HEAD = 64
_ONNX_START = b"\x08"
"""The tag of ONNX's first field, the version of the format."""
_OTHERS = (
    (b"PK", f"is a zip archive, as a PyTorch checkpoint is one; it is not unpacked: {_EXPECTED}"),
    (b"\x1f\x8b", f"is compressed (gzip): unpack it; {_EXPECTED}"),
    (b"\xfd7zXZ", f"is compressed (xz): unpack it; {_EXPECTED}"),
    (b"BZh", f"is compressed (bzip2): unpack it; {_EXPECTED}"),
    (b"\x28\xb5\x2f\xfd", f"is compressed (zstd): unpack it; {_EXPECTED}"),
    (b"7z\xbc\xaf", f"is compressed (7z): unpack it; {_EXPECTED}"),
    (b"\x80", f"is a Python pickle, as an old PyTorch checkpoint is one; it is not loaded: {_EXPECTED}"),
    (b"\x89HDF", f"is a Keras model: export it; {_EXPECTED}"),
    (b"version https://git-lfs", "is a Git LFS pointer and not the network itself: run: git lfs pull"),
    (b"spotter engine ", "is an engine that Spotter built from a network: bring that network"),
)


def format_of(path: Path) -> FileFormat | None:
    """Returns the format of a file, or None where only TensorRT can tell. Reads a few bytes.

    Raises:
        EngineError: The file cannot be a network, or cannot be read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, a device is endless
            raise EngineError(f"{path} is no regular file: {_EXPECTED}")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror}; check its name, owner and mode") from error
    if not head:
        raise EngineError(f"{path} is empty: {_EXPECTED}")
    if status.st_size > MAX_BYTES:
        size_mb, most_mb = status.st_size // 10**6, MAX_BYTES // 10**6
        raise EngineError(f"{path} has {size_mb} MB, which is too much for a Jetson: expected at most {most_mb} MB")
    return _format(path, head, status.st_size)


def _format(path: Path, head: bytes, size: int) -> FileFormat | None:
    if head[4:8] == b"TFL3":
        return "tflite"
    if engine_file.is_engine(head, size):
        return "engine"
    for start, text in _OTHERS:
        if head.startswith(start):
            raise EngineError(f"{path} {text}")
    return "onnx" if head.startswith(_ONNX_START) else None


def not_a_network(path: Path) -> EngineError:
    """Returns the error for a file that is no network at all."""
    return EngineError(f"{path} is not an ONNX model, TensorRT engine or TFLite model: {_EXPECTED}")
