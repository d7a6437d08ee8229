"""One process at a time owns the journal: a lock on a file beside it, which the kernel releases when we die."""

import fcntl
import os
from pathlib import Path

from daemon.errors import BusyError, JournalError
from daemon.journal.ownership import keep_owner


class JournalLock:
    """Held from construction until ``release``.

    Raises:
        BusyError: Another process holds it; the message names it.
        JournalError: The folder cannot be written.
    """

    def __init__(self, journal: Path) -> None:
        path = journal.with_name(journal.name + ".lock")
        try:
            journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            keep_owner(self._file, path.parent)
        except OSError as error:
            raise JournalError(
                f"{path}: {error.strerror}: the journal's folder must be writable by the user that runs Spotter"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise BusyError(
                f"{journal} is in use by another Spotter (process {holder}): stop that one, or use another journal.path"
            ) from error
        self._say_who(path)

    def _say_who(self, path: Path) -> None:
        """Write our process id for the message of the next one; on a full disk that message lacks it."""
        try:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            path.touch()

    def release(self) -> None:
        """Release the journal; safe to call twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
