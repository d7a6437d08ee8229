"""Whether a disk became read-only, as the kernel makes one that it can no longer trust, and what is said of it."""

import errno
import os
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
"""proc(5): mount, parent, device, root, mount point, its options, …, "-", type, source, the file system's options."""
_CLOSED = frozenset({"ro", "emergency_ro"})
"""Since Linux 6.15 a file system that was closed after an error is no longer "ro"."""


def read_only(folder: Path) -> str:
    """Returns what is said of a read-only disk."""
    return f"the disk of {folder} is read-only: nothing is saved: restart the machine; if it stays so, replace the disk"


def is_read_only(folder: Path) -> bool:
    """Returns whether nothing can be written to the disk of a folder; False where it cannot be told."""
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY) or _is_closed(folder.stat().st_dev)
    except OSError:
        return False


def why(error: OSError, folder: Path, mend: str) -> str:
    """Returns what is wrong with a file in a folder and what to do: ``mend``, but where the disk is read-only."""
    return read_only(folder) if error.errno == errno.EROFS else f"{error.strerror}: {mend}"


def _is_closed(device: int) -> bool:
    name = f"{os.major(device)}:{os.minor(device)}"
    lines = [line.split() for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    mine = [words for words in lines if len(words) > 5 and words[2] == name]  # noqa: PLR2004 - see _MOUNTS
    return any(not _CLOSED.isdisjoint(words[-1].split(",")) for words in mine)
