"""The socket's file, and which users may connect to it."""

import os
import socket
import stat
import struct
from contextlib import suppress
from pathlib import Path

from daemon.errors import BusyError, SpotterError, UsageError

_MODE = 0o660
_SO_PEERGROUPS = 59  # asm-generic/socket.h; Python has no name for it
_MOST_GROUPS = 256
_PROBE_S = 1.0


def listen(path: Path) -> socket.socket:
    """Bind and listen; replaces the socket of a daemon that died.

    Raises:
        BusyError: A running daemon answers there.
        UsageError: The path is a file of another kind.
        SpotterError: The socket cannot be created; says what to do.
    """
    _clear(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    try:
        # On Linux the file takes the mode of the socket, so that it is never wider than meant, whatever the umask.
        os.fchmod(listener.fileno(), _MODE)
        listener.bind(str(path))
        path.chmod(_MODE)
        listener.listen(16)
    except OSError as error:
        listener.close()
        raise SpotterError(
            f"socket {path}: {error.strerror or error}: its folder must be writable by the user that runs Spotter; "
            "or set socket.path"
        ) from error
    return listener


def _clear(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kind = path.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise SpotterError(f"socket {path}: {error.strerror}: choose another socket.path") from error
    if not stat.S_ISSOCK(kind):
        raise UsageError(f"{path} exists and is not a socket: move it away, or set socket.path")
    if _answers(path):
        raise BusyError(f"a daemon already answers at {path}: stop it first, or set another socket.path")
    path.unlink(missing_ok=True)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as probe:
        probe.settimeout(_PROBE_S)
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
        return True


def identity(path: Path) -> tuple[int, int] | None:
    """Returns device and inode of the file, which tell it from a later one of the same name; None: no such file."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def remove(path: Path, ours: tuple[int, int] | None) -> None:
    """Delete our socket's file, unless another one has taken its name."""
    if identity(path) == ours:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def may_speak(connection: socket.socket, path: Path) -> bool:
    """Whether the peer, by its kernel credentials, is root, our own user, or in the group of the socket's file."""
    size = struct.calcsize("3i")
    _, uid, gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    if uid in (0, os.geteuid()):
        return True
    try:
        owner = path.stat().st_gid
        raw = connection.getsockopt(socket.SOL_SOCKET, _SO_PEERGROUPS, 4 * _MOST_GROUPS)
    except OSError:
        return False
    return owner == gid or owner in struct.unpack(f"{len(raw) // 4}I", raw)
