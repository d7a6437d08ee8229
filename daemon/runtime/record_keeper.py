"""Tells records, on a thread of its own: a whole history is read for it, and no frame may wait for that."""

import logging
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue

from daemon.errors import ConfigError, JournalError, UsageError
from daemon.events import AnyEvent, RepCorrected, SetEnded
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.records.telling import news

_STOP_S = 0.5
"""Seconds that ``close`` waits for a set that is looked at: it is told at the next start otherwise."""
_SAVE_S = 10.0
"""Seconds that the disk is waited for: it has just taken the end of the set."""
_log = logging.getLogger(__name__)


class RecordKeeper:
    """Looks at each set that has ended, and again when it is corrected, and journals what is to be told.

    What a power cut kept from being told is told at the next start: the journal says what was.

    Args:
        journal: Takes what is told.
        title: Returns how an exercise is shown; raises ``UsageError`` or ``ConfigError``.
        tell: Called with what was told once it is on the disk, on the journal's thread; must not wait.
    """

    def __init__(
        self, journal: JournalWriter, title: Callable[[str], str], tell: Callable[[Sequence[AnyEvent]], None]
    ) -> None:
        self._journal = journal
        self._title = title
        self._tell = tell
        self._sets: SimpleQueue[str | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)

    def start(self) -> None:
        """Start the thread; it looks at the last workout first."""
        self._thread.start()

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Have a set looked at that has ended or was corrected. Called on the journal's thread; never waits."""
        for event in events:
            if isinstance(event, SetEnded | RepCorrected) and event.set is not None:
                self._sets.put(event.set)

    def close(self) -> None:
        """End, once all that has ended is looked at; safe to call twice."""
        self._sets.put(None)
        if self._thread.ident is not None:
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        try:
            with JournalReader(self._journal.path) as reader:
                self._catch_up(reader)
                while (set_id := self._sets.get()) is not None:
                    self._try(reader, set_id)
        except JournalError as error:
            _log.warning("records are not told: %s", error)

    def _catch_up(self, reader: JournalReader) -> None:
        for set_id in reader.last_workout():
            self._try(reader, set_id)

    def _try(self, reader: JournalReader, set_id: str) -> None:
        """Look at a set; one that cannot be read, or was forgotten meanwhile, costs no other."""
        try:
            self._look(reader, set_id)
        except (JournalError, UsageError) as error:
            _log.warning("set %s is not compared with those before it: %s", set_id, error)

    def _look(self, reader: JournalReader, set_id: str) -> None:
        first = next(iter(reader.set(set_id)), None)
        sets = reader.results(None if first is None else first.athlete)
        done = sets.get(set_id)
        if done is None:
            return
        found = news(done, sets, self._shown(done.exercise))
        if found:
            self._keep(found)

    def _keep(self, found: Sequence[AnyEvent]) -> None:
        """Journal what is to be told, and wait for it: the next look must find it."""
        kept = threading.Event()

        def done(outcome: Outcome) -> None:
            if outcome.saved and outcome.new:
                self._tell(outcome.events)
            kept.set()

        self._journal.append(found, done)
        kept.wait(_SAVE_S)

    def _shown(self, exercise: str) -> str:
        try:
            return self._title(exercise)
        except (UsageError, ConfigError):
            return exercise.replace("_", " ").capitalize()
