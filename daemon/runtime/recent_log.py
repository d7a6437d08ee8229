"""The last warnings and errors of the log, for the dashboard's health screen."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import msgspec

from daemon.clock import rfc3339
from daemon.masking import masked
from daemon.printable import printable

KEEP = 10
"""Lines that are kept."""
_LONGEST = 300


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line: when (UTC, RFC 3339), ``warning``, ``error`` or ``critical``, and what."""

    t: str
    level: str
    says: str


class RecentLog(logging.Handler):
    """Keeps the last lines from warnings on, each cut to 300 characters, without a traceback or a password."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines: deque[LogLine] = deque(maxlen=KEEP)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line; ``logging`` calls it from any thread, under this handler's lock."""
        when = datetime.fromtimestamp(record.created, timezone.utc)
        says = printable(masked(record.getMessage()).partition("\n")[0])[:_LONGEST]
        self._lines.append(LogLine(t=rfc3339(when), level=record.levelname.lower(), says=says))

    def lines(self) -> tuple[LogLine, ...]:
        """Returns the lines, oldest first; from any thread."""
        self.acquire()
        try:
            return tuple(self._lines)
        finally:
            self.release()


@contextmanager
def recording() -> Iterator[RecentLog]:
    """Keep the last lines of the whole log for the length of a ``with`` block."""
    recent, log = RecentLog(), logging.getLogger()
    log.addHandler(recent)
    try:
        yield recent
    finally:
        log.removeHandler(recent)
