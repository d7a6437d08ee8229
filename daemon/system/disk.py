"""The disk that the sets are kept on: looked at once a second, so that a full or a read-only one is said at once."""

import os
from dataclasses import dataclass
from pathlib import Path

from daemon.periodic import Periodic
from daemon.read_only import is_read_only, read_only

PERIOD_S = 1.0


@dataclass(frozen=True, slots=True)
class Room:
    """A disk at one moment.

    Attributes:
        free_mib: Free for who has no special rights (MiB).
        read_only: Nothing can be written to it.
    """

    free_mib: int
    read_only: bool = False


def look(folder: Path) -> Room | None:
    """Returns how the disk of a folder is; None where it cannot be told."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    return Room(found.f_bavail * found.f_frsize // 2**20, is_read_only(folder))


def trouble_of(room: Room, folder: Path, least_free_mib: int) -> str | None:
    """Returns one line on what is wrong with the disk and what to do, or None."""
    if room.read_only:
        return read_only(folder)
    if room.free_mib < least_free_mib:
        return f"{room.free_mib} MiB are free on the disk of {folder}: make room, or sets will not be saved"
    return None


class DiskWatch(Periodic):
    """Looks at the disk once a second; any thread may read the newest look.

    Args:
        folder: Of the journal.
        least_free_mib: Less is said (MiB).

    Attributes:
        room: How the disk is; None before the first look.
    """

    def __init__(self, folder: Path, least_free_mib: int) -> None:
        super().__init__("disk", PERIOD_S, self._look)
        self.room: Room | None = None
        self._folder = folder
        self._least_free_mib = least_free_mib

    @property
    def free_mib(self) -> int | None:
        """What is free (MiB), or None: not known."""
        return None if self.room is None else self.room.free_mib

    @property
    def trouble(self) -> str | None:
        """One line on what is wrong and what to do, or None."""
        room = self.room
        return None if room is None else trouble_of(room, self._folder, self._least_free_mib)

    def _look(self) -> None:
        self.room = look(self._folder)
