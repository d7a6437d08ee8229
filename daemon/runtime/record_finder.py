"""Finds records: compares each set that has ended, or was corrected, with the athlete's history."""

from collections.abc import Callable, Sequence
from functools import partial

from daemon.events import AnyEvent, RepCorrected, SetEnded
from daemon.journal.reader import JournalReader
from daemon.journal.results import last_changes, result_events
from daemon.records.record_events import Change, History, record_events
from daemon.records.result import results
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.history_worker import HistoryWorker
from daemon.set_record import of_set

_CAUGHT_UP = 20
"""Changes that are looked at again at a start: more than are made in the moment before a power cut."""


class RecordFinder:
    """Compares each set that ends or is corrected with the athlete's history, and publishes what became of records.

    What a power cut left unpublished is published at the next start.

    Args:
        history: Looks into the history.
        publisher: Publishes what was found.
        title: Returns how an exercise is shown.
    """

    def __init__(self, history: HistoryWorker, publisher: EventPublisher, title: Callable[[str], str]) -> None:
        self._history = history
        self._publisher = publisher
        self._title = title
        history.ask(self._catch_up)

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Queue a look at each set that has ended or was corrected. Called on the journal's thread; never waits."""
        for event in events:
            if isinstance(event, SetEnded | RepCorrected) and event.set is not None:
                self._history.ask(partial(self._look, event))

    def _catch_up(self, reader: JournalReader) -> None:
        for change in last_changes(reader, _CAUGHT_UP):
            self._look(change, reader)

    def _look(self, change: Change, reader: JournalReader) -> None:
        found = result_events(reader, change.athlete)
        before = [event for event in found if event.seq < change.seq]
        # As the reader tells it: by the box's clock as it is set now.
        latest = next((each for each in found if isinstance(each, Change) and each.seq == change.seq), change)
        was = History(results(before), partial(_unsure, reader, change.seq))
        now = History(results(found), partial(_unsure, reader, None))
        self._publisher.publish(record_events(latest, was, now, self._title))


def _unsure(reader: JournalReader, before: int | None, set_id: str) -> int:
    """Returns how many reps of a set are unsure, or were before that ``seq``."""
    record = of_set([event for event in reader.set(set_id) if before is None or event.seq < before])
    return 0 if record is None else len(record.unsure)
