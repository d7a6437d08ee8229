"""Writes a report's files: each appears whole or not at all."""

import os
from pathlib import Path

from daemon.errors import SpotterError


def check(path: Path) -> None:
    """Find out beforehand whether a file can be written.

    Raises:
        SpotterError: It is a folder, or its folder is missing or may not be written to.
    """
    if path.is_dir():
        raise SpotterError(f"{path} is a folder: name a file in it, as {path / 'report.html'}")
    part = _part(path)
    try:
        part.touch()
        part.unlink()
    except (OSError, ValueError) as error:
        raise _cannot(path, error) from None


def write(path: Path, data: bytes | str) -> None:
    """Write a file; what was there is replaced at the end.

    Raises:
        SpotterError: It cannot be written.
    """
    part = _part(path)
    try:
        with part.open("wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _cannot(path, error) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _cannot(path: Path, error: OSError | ValueError) -> SpotterError:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return SpotterError(f"{path} cannot be written ({why}): choose another folder or free some space")
