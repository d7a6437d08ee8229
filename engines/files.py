"""Model files that must be intact: checked by their hash, written so that a crash leaves the old or the new one."""

import hashlib
import os
import tempfile
from pathlib import Path

from daemon.errors import EngineError


def sha256(path: Path) -> str | None:
    """Returns the file's hash in hexadecimal, or None where there is no file.

    Raises:
        EngineError: The file cannot be read.
    """
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror}; check its owner and mode") from error


def digest(content: bytes) -> str:
    """Returns the hash of a file's content, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write(path: Path, content: bytes) -> None:
    """Write a file durably: temporary file, fsync, rename, fsync of the folder. Creates the folder if needed.

    Raises:
        EngineError: The disk is full, or the folder is not writable.
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
