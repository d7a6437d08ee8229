"""Finds records: compares each set that has ended, or was corrected, with the athlete's history."""

from collections.abc import Callable, Sequence
from functools import partial

from daemon.events import AnyEvent, RepCorrected, SetEnded
from daemon.journal.reader import JournalReader
from daemon.journal.results import last_workout, read_results
from daemon.records.telling import news
from daemon.runtime.bookkeeper import Bookkeeper
from daemon.runtime.event_publisher import EventPublisher
from daemon.set_record import records


class RecordKeeper:
    """Compares each set that ends or is corrected with the athlete's history, and publishes the records.

    A record that a power cut left unpublished is published at the next start.

    Args:
        books: Looks into the history.
        publisher: Publishes what was found.
        title: Returns how an exercise is shown.
    """

    def __init__(self, books: Bookkeeper, publisher: EventPublisher, title: Callable[[str], str]) -> None:
        self._books = books
        self._publisher = publisher
        self._title = title
        books.ask(self._catch_up)

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Queue a look at each set that has ended or was corrected. Called on the journal's thread; never waits."""
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
            self._publisher.publish(news(done, sets, self._title(done.exercise), len(record.unsure)))
