"""Holds the journal for the length of a ``with`` block, and says at its end what could not be saved."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from daemon.errors import JournalError
from daemon.journal.writer import JournalWriter
from daemon.ports import Clock

_log = logging.getLogger(__name__)


@contextmanager
def open_journal(path: Path, clock: Clock, beat: Callable[[], None]) -> Iterator[JournalWriter]:
    """Hold the journal, not started yet, for the length of a ``with`` block; log damage.

    Raises:
        BusyError: Another process has the journal.
        JournalError: It cannot be opened or written; says what to do. Or events are lost at the end; says how many.
    """
    journal = JournalWriter(path, clock, beat=beat)
    if journal.notice is not None:
        _log.warning("%s", journal.notice)
    try:
        yield journal
    except BaseException:
        lost = _lost(journal)
        if lost is not None:
            _log.error("%s", lost)  # beside what ends us
        raise
    lost = _lost(journal)
    if lost is not None:
        raise JournalError(lost)


def _lost(journal: JournalWriter) -> str | None:
    """Close the journal; returns one line on what could not be saved, or None."""
    events = journal.close()
    choices = " and ".join(dict.fromkeys(_choice(key) for key in journal.unsaved_choices))
    if not events and not choices:
        return None
    count = "1 event" if events == 1 else f"{events} events"
    nor = f", nor could {choices}" if events and choices else ""
    what = count if events else choices
    return f"{what} could not be saved before the end{nor}, and cannot be brought back: {journal.trouble}"


def _choice(key: str) -> str:
    """Returns what is remembered under a key, in words."""
    kind, of, name = key.partition(":")
    return f"what was said of {name or 'whoever has no name'}" if of else f"the chosen {kind}"
