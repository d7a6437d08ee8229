"""The last warnings and errors of the log, for who looks at the dashboard and not into the journal of the system."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import msgspec

from daemon.camera.uri import masked
from daemon.events import rfc3339

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
        self._said: deque[LogLine] = deque(maxlen=KEEP)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line; called by ``logging``, from any thread, under this handler's lock."""
        when = datetime.fromtimestamp(record.created, timezone.utc)
        says = masked(record.getMessage()).partition("\n")[0][:_LONGEST]
        self._said.append(LogLine(t=rfc3339(when), level=record.levelname.lower(), says=says))

    def said(self) -> tuple[LogLine, ...]:
        """The lines, oldest first."""
        self.acquire()
        try:
            return tuple(self._said)
        finally:
            self.release()


@contextmanager
def listening() -> Iterator[RecentLog]:
    """Listen to the whole log for the length of a ``with`` block."""
    words, log = RecentLog(), logging.getLogger()
    log.addHandler(words)
    try:
        yield words
    finally:
        log.removeHandler(words)
