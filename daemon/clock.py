"""The port to the clock, apart from the other ports: the dashboard needs it, and does without their arrays."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only way to know the time."""

    def monotonic(self) -> float:
        """Seconds that never jump, the same clock for every process of one boot."""

    def now(self) -> datetime:
        """UTC, which a time server may move at any moment."""
