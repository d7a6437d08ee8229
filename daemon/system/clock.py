"""The only place that reads a clock."""

import time
from datetime import datetime, timezone
from pathlib import Path

from daemon.clock import Reading

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SystemClock:
    """The machine's own clocks: a ``daemon.clock.Clock``."""

    def monotonic(self) -> float:
        """Returns the seconds of CLOCK_MONOTONIC, which never jumps and is the same for every process of one boot."""
        return time.monotonic()

    def now(self) -> datetime:
        """UTC, which a time server may move at any moment."""
        return datetime.now(timezone.utc)

    def reading(self) -> Reading:
        """Returns all clocks at once."""
        return Reading(self.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME), self.now())


def boot_id(path: Path = _BOOT_ID) -> str:
    """Returns the kernel's id of this boot: ``t_mono`` of two events compares only within one."""
    return path.read_text(encoding="ascii").strip()
