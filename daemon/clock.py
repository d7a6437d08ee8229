"""The port to the clock, apart from the other ports: the dashboard needs it, and does without their arrays."""

from datetime import datetime, timezone, tzinfo
from typing import NamedTuple, Protocol

EARLIEST = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""No clock that is set shows an earlier time: there was no Spotter then.

A box without a battery begins in 1970, or in the year in which its operating system was built.
"""


class Reading(NamedTuple):
    """The clocks of one moment.

    Attributes:
        monotonic_s: Of the clock that never jumps, and that stands while the machine sleeps.
        boot_s: Seconds since the boot, sleep among them.
        utc: The wall clock, which somebody may move.
    """

    monotonic_s: float
    boot_s: float
    utc: datetime


class Clock(Protocol):
    """The only way to know the time."""

    def monotonic(self) -> float:
        """Returns the seconds of a clock that never jumps, the same clock for every process of one boot."""

    def now(self) -> datetime:
        """UTC, which a time server may move at any moment."""


UNKNOWN = "date not known"
"""What is said in place of the date of something that happened before the clock was set."""


def is_dated(moment: datetime) -> bool:
    """Whether a clock that showed this moment can have been set; else nobody knows when it was."""
    return moment >= EARLIEST


def parse(t: str) -> datetime:
    """Returns the moment of an event's ``t``."""
    return datetime.fromisoformat(t.replace("Z", "+00:00"))


def rfc3339(moment: datetime) -> str:
    """Returns the moment as events carry it: UTC with microseconds, ``2026-01-31T06:30:00.000000Z``; sorts as text."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """Returns a moment in ``zone``, or in that of this machine; in UTC where ``TZ`` is a zone that cannot be.

    A moment without a zone is taken for one of this machine's.
    """
    try:
        return moment.astimezone(zone)
    except (ValueError, OverflowError, OSError):  # an offset of a day and more, or a day that no calendar has there
        return moment.replace(tzinfo=moment.tzinfo or timezone.utc).astimezone(timezone.utc)
