"""Files that must be whole: checked by their sha256 and written so that a crash leaves the old one or the new one."""

import hashlib
import os
import tempfile
from pathlib import Path

from daemon.errors import EngineError


def sha256(path: Path) -> str | None:
    """The file's hash in hexadecimal, or None where it is absent.

    Raises:
        EngineError: It is there and cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror}; check its owner and mode") from error


def write(path: Path, content: bytes) -> None:
    """Write a file durably: temporary file, fsync, rename, fsync of the folder. Makes the folder where it is missing.

    Raises:
        EngineError: The disk is full, or the folder may not be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        raise EngineError(f"{path} cannot be written: {error.strerror}; choose another folder with --models") from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
