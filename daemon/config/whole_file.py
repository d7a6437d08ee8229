"""Replaces a small file whole: written beside it, synced, and put in its place, one writer at a time."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lets one writer at a time change the files of a folder; what was replaced lasts when this ends."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(
    file: Path, content: bytes, *, own: Callable[[int], None], check: Callable[[Path], None] = lambda _: None
) -> None:
    """Replaces the file, or makes it.

    Args:
        file: The file.
        content: What is to be in it.
        own: Is called with the new file's descriptor, and gives it mode and owner.
        check: Is called with the new file before it takes the old one's place; what it raises leaves the old one.

    Raises:
        OSError: It cannot be written.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            own(opened.fileno())
            opened.flush()
            os.fsync(opened.fileno())
        check(made)
        made.replace(file)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
