"""A proposal is told once, stands until it is taken, and is applied only when the athlete says so."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.config.plan_list import Plans, entry
from daemon.core.state import RefusedError
from daemon.events import AnyEvent, LoadProposed
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.history_worker import HistoryWorker
from daemon.runtime.proposal_cache import ProposalCache
from daemon.runtime.proposals import Proposals
from daemon.runtime.proposed_plans import with_proposals
from daemon.system.clock import SystemClock
from tests.progression.test_proposal import EVENING, Evening

SAYS = "Squat, all three sets at 12: next time 62.5 kg"


class Gym:
    """A journal with what was done in it, and what is proposed of it."""

    def __init__(self, folder: Path, done: list[AnyEvent]) -> None:
        self.path = folder / "journal.db"
        self.writer = JournalWriter(self.path, SystemClock())
        self.told: list[AnyEvent] = []
        self.writer.start()
        self.keep(done)
        self.begin()

    def keep(self, events: list[AnyEvent]) -> None:
        kept = threading.Event()
        self.writer.append(events, lambda _: kept.set())
        assert kept.wait(120)

    def begin(self) -> None:
        self.history = HistoryWorker(self.path)
        self.cache = ProposalCache(self.history, EventPublisher(self.writer, self.told.extend), str.capitalize)
        self.history.start()

    def looked(self) -> None:
        """Wait until all is looked at; goes on with another thread."""
        looked = threading.Event()
        self.history.ask(lambda _: looked.set())
        assert looked.wait(120)

    @property
    def events(self) -> list[LoadProposed]:
        with JournalReader(self.path) as reader:
            return [event for event in reader.export() if isinstance(event, LoadProposed)]

    def end(self) -> None:
        self.history.close()
        self.writer.close()


@pytest.fixture(scope="module")
def evening() -> Evening:
    return Evening().sets(12, 12, 12)


@pytest.fixture
def box(tmp_path: Path, evening: Evening) -> Iterator[Gym]:
    made = Gym(tmp_path, evening.box.journal)
    yield made
    made.end()


def test_it_is_told_once_however_often_it_is_looked_up(box: Gym, evening: Evening) -> None:
    assert box.cache.of(None) == ()  # nobody waits for the disk
    box.looked()
    assert [each.says for each in box.cache.of(None)] == [SAYS]
    box.cache.on_committed(evening.box.journal)
    box.looked()
    box.history.close()
    box.begin()
    box.cache.of(None)
    box.looked()
    assert [(each.says, each.next_kg) for each in box.events] == [(SAYS, 62.5)]
    assert [event.id for event in box.told] == [box.events[0].id]


def test_it_stands_beside_its_plan_and_for_whom_it_is(box: Gym) -> None:
    box.cache.of(None)
    box.cache.of("Ann")
    box.looked()
    listed = with_proposals(Plans(plans=[entry("evening", EVENING)]), box.cache.of(None))
    assert listed.plans[0].proposals == (SAYS,)
    assert box.cache.of("Ann") == ()


def test_what_is_forgotten_proposes_nothing(box: Gym) -> None:
    box.cache.of(None)
    box.looked()
    erased = threading.Event()
    box.writer.forget(done=lambda _: erased.set())
    assert erased.wait(120)
    box.cache.clear()
    box.cache.of(None)
    box.looked()
    assert box.cache.of(None) == ()


def test_it_is_taken_for_the_next_set_and_then_proposed_no_more(box: Gym, evening: Evening) -> None:
    box.cache.of(None)
    box.looked()
    session = evening.box.session
    open_ = Proposals(session, box.cache.of)
    assert open_.more("lunge") is None
    found = open_.more("squat")
    assert found is not None
    assert found.next_kg == 62.5
    assert session.next_kg("squat") == 60  # never applied unasked
    with pytest.raises(RefusedError, match="no load is proposed for lunge"):
        open_.take(None, "lunge")
    with pytest.raises(RefusedError, match="morning proposes no load"):
        open_.take("morning", "squat")
    assert open_.take("evening", "lunge") == {"loads": {"squat": 62.5}}
    assert session.next_kg("squat") == 62.5
    assert open_.more("squat") is None
