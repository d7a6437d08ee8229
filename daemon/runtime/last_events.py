"""The end of a recording: consumers get its last events before the socket goes away."""

import threading

from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import Clock

LIMIT_S = 1.5
"""Seconds that the slowest consumer is waited for at most."""
_POLL_S = 0.02


def wait_for_consumers(journal: JournalWriter, reader: JournalReader, clock: Clock, stop: threading.Event) -> None:
    """Wait until everything is on the disk and every consumer has acknowledged it, or until ``stop`` is set."""
    until = clock.monotonic() + LIMIT_S
    while clock.monotonic() < until and not stop.wait(_POLL_S):
        if journal.unsaved == 0 and reader.behind() == 0:
            return
