"""Each stage's heartbeat; the watchdog is fed only while every one of them is fresh.

A stage that hangs is found by its silence. Nothing here is driven by a timer of its own: whoever beats also feeds, so a
process whose stages all hang feeds nothing, and systemd restarts it.
"""

import threading
from collections.abc import Callable, Mapping

from daemon.ports import Clock

_FEEDS_PER_WATCHDOG = 4
"""Feeds in one watchdog time; sd_watchdog_enabled(3) asks for at least two."""


class Heartbeats:
    """The stages' last signs of life; safe from any thread.

    Args:
        clock: Tells the time of a beat.
        limits_s: For each stage, the seconds of silence after which it counts as hung.
        feed: Feeds the watchdog (``Notifier.watchdog``).
        watchdog_s: The watchdog's time (``sd_notify.watchdog_s``); None: nobody watches, ``feed`` is never called.
    """

    def __init__(
        self, clock: Clock, limits_s: Mapping[str, float], feed: Callable[[], None], watchdog_s: float | None
    ) -> None:
        self._clock = clock
        self._limits_s = dict(limits_s)
        self._feed = feed
        self._every_s = None if watchdog_s is None else watchdog_s / _FEEDS_PER_WATCHDOG
        self._lock = threading.Lock()
        now = clock.monotonic()
        self._beaten = dict.fromkeys(self._limits_s, now)
        self._fed: float | None = None

    def beat(self, stage: str) -> None:
        """Notes that the stage is alive. Feeds the watchdog when that is due and no stage is silent."""
        with self._lock:
            now = self._clock.monotonic()
            self._beaten[stage] = now
            due = self._every_s is not None and (self._fed is None or now - self._fed >= self._every_s)
            if not due or self._silent(now):
                return
            self._fed = now
        self._feed()

    def beater(self, stage: str) -> Callable[[], None]:
        """Returns a function for one stage to call, so that it needs to know no other.

        Raises:
            KeyError: No such stage was given.
        """
        if stage not in self._limits_s:
            raise KeyError(stage)
        return lambda: self.beat(stage)

    def silent(self) -> list[str]:
        """Returns the stages that have been silent for too long."""
        with self._lock:
            return self._silent(self._clock.monotonic())

    def _silent(self, now: float) -> list[str]:
        return [stage for stage, limit_s in self._limits_s.items() if now - self._beaten[stage] > limit_s]
