"""What the dashboard asks of a clock: the same as ``daemon.ports.Clock``, whose module would bring numpy along."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only way to know the time."""

    def monotonic(self) -> float:
        """Seconds that never jump, the same clock as the daemon's."""

    def now(self) -> datetime:
        """UTC."""
