"""Reads a small file that a setting names, and nothing that only looks like one."""

import os
import stat
from pathlib import Path

from daemon.errors import ConfigError

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def read(path: Path, limit: int, key: str) -> tuple[bytes, int]:
    """Returns what is in the file, and its mode.

    A pipe would be waited for without end, and a device might never end.

    Args:
        path: The file.
        limit: Bytes that such a file has at most.
        key: The setting that names it, for messages.

    Raises:
        ConfigError: It cannot be read, is no regular file, or is longer than ``limit``.
    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            mode = os.fstat(file.fileno()).st_mode
            kind = kind_of(mode)
            raw = b"" if kind else file.read(limit + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}): correct {key} or the file") from error
    if kind:
        raise ConfigError(f"{path}: {kind}, and no file: correct {key}")
    if len(raw) > limit:
        raise ConfigError(f"{path}: larger than {limit} bytes; is this the right file? Correct {key}")
    return raw, mode


def kind_of(mode: int) -> str | None:
    """Returns what is in place of a regular file, None for one.

    Args:
        mode: As ``os.stat`` gives it.
    """
    return _KINDS.get(stat.S_IFMT(mode))


def _open_at_once(path: str, flags: int) -> int:
    """Opens without waiting for whoever writes into a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)
