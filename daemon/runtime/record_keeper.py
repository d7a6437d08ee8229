"""Tells records: each set that has ended, or was corrected, is compared with the athlete's history."""

import threading
from collections.abc import Callable, Sequence
from functools import partial

from daemon.errors import ConfigError, UsageError
from daemon.events import AnyEvent, RepCorrected, SetEnded
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.results import last_workout, read_results
from daemon.journal.writer import JournalWriter
from daemon.records.telling import news
from daemon.runtime.bookkeeper import Bookkeeper
from daemon.set_record import records

SAVE_S = 10.0
"""Seconds that the disk is waited for: it has just taken the end of the set."""
Titles = Callable[[str], str]
"""Returns how an exercise is shown; raises ``UsageError`` or ``ConfigError`` where there is none."""
Tell = Callable[[Sequence[AnyEvent]], None]
"""Is called with what is on the disk, on the journal's thread; must not wait."""


class RecordKeeper:
    """Has each set looked at that has ended, and again when it is corrected, and journals what is to be told.

    What a power cut kept from being told is told at the next start: the journal says what was.

    Args:
        books: Looks into the history.
        journal: Takes what is told.
        title: Returns how an exercise is shown.
        tell: Is called with what was told.
    """

    def __init__(self, books: Bookkeeper, journal: JournalWriter, title: Titles, tell: Tell) -> None:
        self._books = books
        self._journal = journal
        self._title = title
        self._tell = tell
        books.ask(self._catch_up)

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Have a set looked at that has ended or was corrected. Called on the journal's thread; never waits."""
        for event in events:
            if isinstance(event, SetEnded | RepCorrected) and event.set is not None:
                self._books.ask(partial(self._look, event.set))

    def _catch_up(self, reader: JournalReader) -> None:
        for set_id in last_workout(reader):
            self._look(set_id, reader)

    def _look(self, set_id: str, reader: JournalReader) -> None:
        record = records(reader.set(set_id)).get(set_id)
        if record is None:
            return
        sets = read_results(reader, record.first.athlete)
        done = sets.get(set_id)
        if done is not None:
            told = news(done, sets, shown(done.exercise, self._title), len(record.unsure))
            keep(self._journal, told, self._tell)


def keep(journal: JournalWriter, found: Sequence[AnyEvent], tell: Tell) -> None:
    """Journal what is to be told, and wait for it: the next look must find it."""
    if not found:
        return
    kept = threading.Event()

    def done(outcome: Outcome) -> None:
        if outcome.saved and outcome.new:
            tell(outcome.events)
        kept.set()

    journal.append(found, done)
    kept.wait(SAVE_S)


def shown(exercise: str, title: Titles) -> str:
    """Returns how an exercise is shown; one that is gone, by its name."""
    try:
        return title(exercise)
    except (UsageError, ConfigError):
        return exercise.replace("_", " ").capitalize()
