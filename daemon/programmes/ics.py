"""A programme as a calendar: iCalendar (RFC 5545), one all-day event for each session."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from daemon.programmes.schedule import Dated, Schedule

_LONGEST = 75
"""Octets of a line, its end left out (RFC 5545, 3.1)."""
_PRODUCT = "-//Spotter//Programme//EN"


def calendar(schedule: Schedule, now: datetime) -> bytes:
    """Returns the calendar: UTF-8, its days those of the box's time zone, without a time.

    A session keeps its UID whenever it is written again, so a calendar that takes the file anew moves it.

    Args:
        schedule: The programme.
        now: When it is written.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN"]
    lines += [line for each in schedule.sessions for line in _event(schedule, each, now)]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(schedule: Schedule, session: Dated, now: datetime) -> Iterator[str]:
    day = date.fromisoformat(session.day)
    summary = f"{schedule.title}: {session.title}, week {session.week}"
    described = "\n".join((*session.work, *session.reasons))
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(schedule, session.n)}"
    yield f"DTSTAMP:{now.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(summary)}"
    yield f"DESCRIPTION:{_escaped(described)}"
    yield f"STATUS:{'CONFIRMED' if session.done else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(schedule: Schedule, n: int) -> str:
    what = "\x1f".join((schedule.athlete or "", schedule.name, schedule.start, str(n)))
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, f'spotter:programme:{what}')}@spotter"


def _escaped(text: str) -> str:
    """Returns a text as a value (RFC 5545, 3.3.11)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(each for each in plain if each == "\n" or each >= " ")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Returns a line with its end; a long one is folded, and no character is cut in two."""
    rows: list[bytes] = []
    row = b""
    for character in line:
        more = character.encode()
        if len(row) + len(more) > _LONGEST:
            rows.append(row)
            row = b" "
        row += more
    return b"\r\n".join([*rows, row]) + b"\r\n"
