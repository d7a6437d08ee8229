"""The port to the clock, apart from the other ports: the dashboard needs it, and does without their arrays."""

from datetime import datetime, timezone, tzinfo
from typing import Protocol


class Clock(Protocol):
    """The only way to know the time."""

    def monotonic(self) -> float:
        """Returns the seconds of a clock that never jumps, the same clock for every process of one boot."""

    def now(self) -> datetime:
        """UTC, which a time server may move at any moment."""


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """Returns a moment in ``zone``, or in that of this machine; in UTC where ``TZ`` is a zone that cannot be.

    A moment without a zone is taken for one of this machine's.
    """
    try:
        return moment.astimezone(zone)
    except (ValueError, OverflowError, OSError):  # an offset of a day and more, or a day that no calendar has there
        return moment.replace(tzinfo=moment.tzinfo or timezone.utc).astimezone(timezone.utc)
