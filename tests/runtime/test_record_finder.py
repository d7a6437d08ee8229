"""Records are told once: at the set's end, after a correction, after a kill, and by one who looks twice."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.core.facts import Correction
from daemon.events import AnyEvent, Record, RecordWithdrawn
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.history_worker import HistoryWorker
from daemon.runtime.record_finder import RecordFinder
from daemon.system.clock import SystemClock
from tests.fakes.workout import MORNING, Lifter


class Gym:
    """A journal and its finder; ``told`` is what was said aloud."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[AnyEvent] = []
        self.begin()

    def begin(self) -> None:
        """Start, as the daemon does."""
        self.writer = JournalWriter(self.path, SystemClock())
        self.history = HistoryWorker(self.path)
        self.finder = RecordFinder(self.history, EventPublisher(self.writer, self.told.extend), str.capitalize)
        self.writer.start()
        self.history.start()

    def keep(self, *events: AnyEvent, heard: bool = True) -> None:
        """Journal events; ``heard``: the finder is called with them, as no power cut comes between."""
        kept = threading.Event()

        def done(outcome: Outcome) -> None:
            if heard:
                self.finder.on_committed(outcome.events)
            kept.set()

        self.writer.append(events, done)
        assert kept.wait(120)
        looked = threading.Event()
        self.history.ask(lambda _: looked.set())
        assert looked.wait(120)

    def end(self) -> None:
        """Stop, as the daemon does."""
        self.history.close()
        self.writer.close()

    def again(self) -> None:
        """Stop and start."""
        self.end()
        self.begin()

    @property
    def recorded(self) -> list[Record | RecordWithdrawn]:
        """What the journal has once all was looked at; starts again."""
        self.again()
        with JournalReader(self.path) as reader:
            return [event for event in reader.export() if isinstance(event, Record | RecordWithdrawn)]

    @property
    def says(self) -> list[str]:
        """The same in words."""
        return [event.says if isinstance(event, Record) else "none any more" for event in self.recorded]


@pytest.fixture
def gym(tmp_path: Path) -> Iterator[Gym]:
    gym = Gym(tmp_path / "journal.db")
    yield gym
    gym.end()


def lifter(day: int, athlete: str = "Ann") -> Lifter:
    return Lifter(athlete, MORNING + timedelta(days=day - 31))


def a_set(who: Lifter, reps: int, exercise: str = "squat") -> list[AnyEvent]:
    return [who.starts(exercise), who.ends(reps, exercise)]


def test_a_record_is_told_once_when_the_set_ends(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10))
    today = lifter(17)
    gym.keep(*a_set(today, 12))
    assert gym.says == ["12 squats: your best; it was 10 on 3 January"]
    assert gym.says == ["12 squats: your best; it was 10 on 3 January"]  # nor again at each start
    assert [event.id for event in gym.told] == [gym.recorded[0].id]
    assert (gym.recorded[0].set, gym.recorded[0].athlete) == (today.set, "Ann")


def test_a_record_whose_telling_was_cut_off_is_told_at_the_next_start(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10))
    gym.keep(*a_set(lifter(17), 12), heard=False)
    gym.again()
    assert gym.says == ["12 squats: your best; it was 10 on 3 January"]


def test_each_athlete_has_records_of_their_own(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10))
    gym.keep(*a_set(lifter(17, "Bo"), 12))
    assert gym.says == []


def test_a_rep_taken_back_takes_back_a_record_that_is_none_without_it(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10))
    today = lifter(17)
    gym.keep(*a_set(today, 12))
    gym.keep(today.corrects(Correction.UNDONE))
    assert gym.says == ["12 squats: your best; it was 10 on 3 January"]  # 11 are a record too
    gym.keep(today.corrects(Correction.UNDONE))
    told, withdrawn = gym.recorded
    assert isinstance(withdrawn, RecordWithdrawn)
    assert withdrawn.refers == told.id


def test_a_record_that_unsure_reps_alone_make_is_told_once_they_are_confirmed(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10))
    today = lifter(17)
    begun = today.starts()
    reps = [today.lifts(n, confidence=0.6 if n in (4, 11) else 0.95) for n in range(1, 12)]
    gym.keep(begun, *reps, today.ends(11))
    gym.keep(today.corrects(Correction.CONFIRMED, refers=reps[3].id))
    assert gym.says == []  # ten or eleven: nobody knows
    gym.keep(today.corrects(Correction.CONFIRMED, refers=reps[10].id))
    assert gym.says == ["11 squats: your best; it was 10 on 3 January"]


def test_an_unsure_rep_beyond_the_record_keeps_nothing_back(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10))
    today = lifter(17)
    gym.keep(
        today.starts(), *(today.lifts(n, confidence=0.6 if n == 4 else 0.95) for n in range(1, 13)), today.ends(12)
    )
    assert gym.says == ["12 squats: your best; it was 10 on 3 January"]


def test_a_rep_added_after_the_set_makes_a_record_of_it(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10))
    today = lifter(17)
    gym.keep(*a_set(today, 10))
    assert gym.says == []
    gym.keep(today.corrects(Correction.ADDED))
    assert gym.says == ["11 squats: your best; it was 10 on 3 January"]


def test_a_set_that_was_of_another_exercise_is_a_record_of_that_one_or_of_none(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10), *a_set(lifter(4), 10, "lunge"))
    today = lifter(17)
    gym.keep(*a_set(today, 12))
    gym.keep(today.corrects(Correction.EXERCISE, exercise="lunge"))
    assert gym.says == [
        "12 squats: your best; it was 10 on 3 January",
        "none any more",
        "12 lunges: your best; it was 10 on 4 January",
    ]


def test_a_late_correction_upwards_takes_back_a_later_record(gym: Gym) -> None:
    second = lifter(10)
    gym.keep(*a_set(lifter(3), 10), *a_set(second, 10), *a_set(lifter(17), 12))
    gym.keep(second.corrects(Correction.ADDED))
    assert gym.says == ["12 squats: your best; it was 10 on 3 January"]  # 11 were beaten since: they are told no more
    gym.keep(second.corrects(Correction.ADDED))
    told, withdrawn, instead = gym.recorded
    assert isinstance(withdrawn, RecordWithdrawn)
    assert (withdrawn.refers, withdrawn.set) == (told.id, told.set)
    assert isinstance(instead, Record)
    assert (instead.set, instead.says) == (second.set, "12 squats: your best; it was 10 on 3 January")


def test_a_late_correction_downwards_makes_a_record_of_a_later_set(gym: Gym) -> None:
    first, second = lifter(3), lifter(10)
    gym.keep(*a_set(first, 9), *a_set(second, 12), *a_set(lifter(17), 11))
    assert gym.says == ["12 squats: your best; it was 9 on 3 January"]
    for _ in range(2):
        gym.keep(second.corrects(Correction.UNDONE))
    assert gym.says[1:] == ["11 squats: your best; it was 10 on 10 January"]  # ten are a record still, of their day


def test_of_sets_that_a_correction_makes_records_those_are_told_that_were_not_beaten_since(gym: Gym) -> None:
    first = lifter(3)
    gym.keep(*a_set(first, 20), *a_set(lifter(4), 8), *a_set(lifter(5), 11), *a_set(lifter(6), 12))
    gym.keep(first.corrects(Correction.EXERCISE, exercise="lunge"))
    assert gym.says == ["12 squats: your best; it was 11 on 5 January"]


def test_a_correction_that_was_cut_off_is_looked_at_at_the_next_start(gym: Gym) -> None:
    first = lifter(3)
    gym.keep(*a_set(first, 10), *a_set(lifter(17), 12))
    gym.keep(*(first.corrects(Correction.ADDED) for _ in range(2)), heard=False)
    assert gym.says == ["12 squats: your best; it was 10 on 3 January"]
    gym.again()
    assert gym.says[1:] == ["none any more"]


def test_each_athletes_records_hold_whatever_another_corrects(gym: Gym) -> None:
    other = lifter(3, "Bo")
    gym.keep(*a_set(lifter(3), 10), *a_set(other, 10), *a_set(lifter(17), 12))
    gym.keep(*(other.corrects(Correction.ADDED) for _ in range(5)))
    assert gym.says == ["12 squats: your best; it was 10 on 3 January"]


def test_many_corrections_at_once_tell_it_once(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10))
    today = lifter(17)
    gym.keep(*a_set(today, 12), *(today.corrects(Correction.ADDED) for _ in range(20)))
    for _ in range(20):
        gym.keep(today.corrects(Correction.ADDED))
    assert len(gym.recorded) == 1


def test_what_is_forgotten_is_beaten_no_more(gym: Gym) -> None:
    gym.keep(*a_set(lifter(3), 10), *a_set(lifter(4), 8))
    gym.writer.forget(before=MORNING - timedelta(days=27, hours=12))
    gym.keep(*a_set(lifter(17), 9))
    assert gym.says == ["9 squats: your best; it was 8 on 4 January"]
