"""A thread that reads the journal's history for the daemon's own parts; neither frames nor subscribers wait for it."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from daemon.errors import JournalError, UsageError
from daemon.journal.reader import JournalReader

Look = Callable[[JournalReader], None]
"""Looks something up; may raise ``JournalError``, or ``UsageError`` where it was forgotten meanwhile."""
_STOP_S = 0.5
"""Seconds that ``close`` waits: what is not looked at then is looked at after the next start."""
_log = logging.getLogger(__name__)


class HistoryWorker:
    """Runs the queued looks one after another, in their order.

    Args:
        path: The journal.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._looks: SimpleQueue[Look | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)

    def ask(self, look: Look) -> None:
        """Queue a look, which runs on the worker's thread; never waits."""
        self._looks.put(look)

    def start(self) -> None:
        """Start the thread; what was asked for before is looked at first."""
        self._thread.start()

    def close(self) -> None:
        """End, once all that was asked for is done; safe to call twice."""
        self._looks.put(None)
        if self._thread.ident is not None:
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        try:
            with JournalReader(self._path) as reader:
                while (look := self._looks.get()) is not None:
                    self._try(reader, look)
        except JournalError as error:
            _log.warning("neither records nor proposals are told: %s", error)

    def _try(self, reader: JournalReader, look: Look) -> None:
        """One that fails costs no other."""
        try:
            look(reader)
        except (JournalError, UsageError) as error:
            _log.warning("not compared with what was done before: %s", error)
