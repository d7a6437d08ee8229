"""UTC of the moments of this boot, and whether the wall clock was set meanwhile.

A box without a battery starts in 1970, or when it was last switched off, until a time server is reached. Neither root
nor network is needed to see that: the wall clock was moved where it and the seconds since the boot have grown apart.
NTP's slewing moves both alike, and a machine that slept has moved neither.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from daemon.clock import Reading

MOVED_S = 1.0
"""A smaller step than this (s) matters to nobody who reads a history; several of them add up."""
CLOCK = "clock"
"""What the journal remembers the first clock of the newest boot under."""


class WallClock:
    """The wall clock as of the last look: what is stamped between two looks is stamped by one clock.

    Belongs to the frame loop's thread.

    Args:
        read: Returns the clocks of this moment.
        set_s: By how much the clock was before the seconds since the boot, as events of this boot were stamped last
            (s); None: none is known.
    """

    def __init__(self, read: Callable[[], Reading], set_s: float | None = None) -> None:
        self._read = read
        self._reading = read()
        self.set_s = _ahead_s(self._reading) if set_s is None else set_s

    def utc(self, t: float) -> datetime:
        """Returns UTC of a monotonic moment (s)."""
        return self._reading.utc - timedelta(seconds=self._reading.monotonic_s - t)

    def look(self) -> float | None:
        """Look at the clocks: returns by how much the wall clock was moved since it was last found moved, or None."""
        self._reading = self._read()
        if not self._is_moved():
            return None
        self._reading = self._read()  # a process that was stopped between two of its clocks sees a step that is none
        if not self._is_moved():
            return None
        moved_s = round(_ahead_s(self._reading) - self.set_s, 6)
        self.set_s += moved_s
        return moved_s

    def _is_moved(self) -> bool:
        return abs(_ahead_s(self._reading) - self.set_s) >= MOVED_S


def kept_clock(boot: str, set_s: float) -> str:
    """Returns the clock that a boot began with, as the journal remembers it."""
    return f"{boot} {set_s:.6f}"


def known_clock(kept: str | None, boot: str) -> float | None:
    """Returns the clock that this boot began with; None: another boot's is remembered, or none."""
    whose, _, set_s = (kept or "").partition(" ")
    return float(set_s) if whose == boot else None


def _ahead_s(reading: Reading) -> float:
    return reading.utc.timestamp() - reading.boot_s
