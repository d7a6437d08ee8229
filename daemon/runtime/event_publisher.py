"""Publishes what the daemon itself found out: saves it in the journal, then hands it to who speaks or shows it."""

import threading
from collections.abc import Callable, Sequence

from daemon.events import AnyEvent
from daemon.journal.jobs import Outcome
from daemon.journal.writer import JournalWriter

SAVE_S = 10.0
"""Seconds that the disk is waited for: it has just taken the end of the set."""
Tell = Callable[[Sequence[AnyEvent]], None]
"""Is called with events that are on the disk, on the journal's thread; must not wait."""


class EventPublisher:
    """Publishes events: records, and proposed loads.

    Args:
        journal: Saves the events.
        tell: Is called with the new ones.
    """

    def __init__(self, journal: JournalWriter, tell: Tell) -> None:
        self._journal = journal
        self._tell = tell

    def publish(self, found: Sequence[AnyEvent]) -> None:
        """Publish events; waits until they are on the disk, so that the next look finds them."""
        if not found:
            return
        kept = threading.Event()

        def done(outcome: Outcome) -> None:
            if outcome.saved and outcome.new:
                self._tell(outcome.events)
            kept.set()

        self._journal.append(found, done)
        kept.wait(SAVE_S)
