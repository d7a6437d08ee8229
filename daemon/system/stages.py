"""Where a frame's time goes: the last thousands of laps of each stage, in a fixed amount of memory."""

from dataclasses import dataclass

import numpy as np

from daemon.ports import Clock

KEEP = 8192
"""Laps of each stage that are remembered: four and a half minutes at 30 frames a second."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds spent in one stage: median, 95th and 99th percentile, and how many laps they are of."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    laps: int


class StageTimes:
    """Implements ``ports.Stages``: one owner, the thread that runs the frame loop."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._last = clock.monotonic()
        self._spent: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]] = {}
        self._laps: dict[str, int] = {}

    def lap(self, stage: str) -> None:
        """Books the time since the last lap as spent in ``stage``. One clock read and one array write: under 1 µs."""
        now = self.clock.monotonic()
        self.spend(stage, now - self._last)
        self._last = now

    def spend(self, stage: str, seconds: float) -> None:
        """So much time was spent in ``stage``, by another clock or another reckoning."""
        if stage not in self._spent:
            self._spent[stage] = np.zeros(KEEP, np.float32)
            self._laps[stage] = 0
        self._spent[stage][self._laps[stage] % KEEP] = seconds
        self._laps[stage] += 1

    def restart(self) -> None:
        """Starts the next lap now; the time before belongs to no stage."""
        self._last = self.clock.monotonic()

    def table(self) -> dict[str, Spent]:
        """Returns every stage's times so far, in the order of their first laps."""
        return {stage: self._summary(stage) for stage in self._spent}

    def recent_ms(self, stage: str, laps: int) -> float | None:
        """Returns the median of a stage's last ``laps`` laps (ms); None before the first."""
        known = self._laps.get(stage, 0)
        if not known:
            return None
        newest = np.arange(known - min(known, laps, KEEP), known) % KEEP
        return round(float(np.median(self._spent[stage][newest])) * 1000, 3)

    def _summary(self, stage: str) -> Spent:
        laps = self._laps[stage]
        p50, p95, p99 = (round(float(v) * 1000, 3) for v in np.percentile(self._spent[stage][:laps], [50, 95, 99]))
        return Spent(p50, p95, p99, laps)
