"""One process at a time owns the journal: a lock on a file beside it, which the kernel releases when we die."""

import fcntl
import os
from pathlib import Path

from daemon.errors import BusyError, JournalError
from daemon.journal.ownership import keep_owner
from daemon.read_only import why


class JournalLock:
    """Held from construction until ``release``.

    Raises:
        BusyError: Another process holds it; the message names it.
        JournalError: The folder cannot be written.
    """

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._path = journal.with_name(journal.name + ".lock")
        self._file = self._take()

    def keep(self) -> None:
        """Take the lock again where its file was deleted or replaced.

        Raises:
            BusyError: Another process has taken it since.
            JournalError: The folder cannot be written.
        """
        try:
            there = self._path.stat(follow_symlinks=False)
            mine = os.fstat(self._file)
            if (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino):
                return
        except FileNotFoundError:
            pass
        except OSError as error:
            raise self._unusable(error) from error
        taken = self._take()
        os.close(self._file)
        self._file = taken

    def _take(self) -> int:
        try:
            self._journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise self._unusable(error) from error
        keep_owner(file, self._path.parent)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise BusyError(
                f"{self._journal} is in use by another Spotter (process {holder}): "
                "stop that one, or use another journal.path"
            ) from error
        self._say_who(file)
        return file

    def _unusable(self, error: OSError) -> JournalError:
        mend = "the journal's folder, and this file in it, must be writable by the user that runs Spotter"
        return JournalError(f"{self._path}: {why(error, self._path.parent, mend)}")

    def _say_who(self, file: int) -> None:
        """Write our process id for the message of the next one; on a full disk that message lacks it."""
        try:
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            self._path.touch()

    def release(self) -> None:
        """Release the journal; safe to call twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
