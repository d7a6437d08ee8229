"""Old sets lose their reps; what is told of them stays the same."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from daemon.core.facts import Correction, Side
from daemon.events import AnyEvent, SetEnded, name
from daemon.journal.condensing import old_sets
from daemon.journal.jobs import Outcome
from daemon.journal.last_loads import read_last_loads
from daemon.journal.reader import JournalReader
from daemon.journal.results import read_results
from daemon.journal.writer import JournalWriter
from daemon.set_summary import SetSummary
from daemon.system.clock import SystemClock
from tests.fakes.listener import wait_until
from tests.fakes.workout import MORNING, Lifter

LATER = MORNING + timedelta(days=2000)


def a_set(lifter: Lifter) -> list[AnyEvent]:
    """Reps of all kinds, corrected in the set and after it."""
    begun = lifter.starts()
    reps = [lifter.shows_form(n, fault=n % 2 == 0) for n in range(1, 5)]
    unsure = lifter.lifts(5, confidence=0.5)
    events = [begun, *reps, lifter.fails(), unsure, lifter.lifts(6, side=Side.LEFT)]
    events += [lifter.corrects(Correction.UNDONE, reps[0].id), lifter.corrects(Correction.ADDED)]
    events += [lifter.ends(6, perhaps=(5, 8)), lifter.corrects(Correction.CONFIRMED, unsure.id)]
    return [*events, lifter.corrects(Correction.EXERCISE, exercise="lunge")]


def a_hold(lifter: Lifter) -> list[AnyEvent]:
    return [lifter.starts("plank"), lifter.holds(31.5), lifter.fails("plank"), lifter.ends(0, "plank")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def written(path: Path, *jobs: Callable[[JournalWriter, Callable[[Outcome], None]], None]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    writer = JournalWriter(path, SystemClock())
    writer.start()
    for count, job in enumerate(jobs, 1):
        job(writer, outcomes.append)
        wait_until(lambda: len(outcomes) == count)  # noqa: B023 - waited for within the round
    writer.close()
    return outcomes


def kept(path: Path, events: list[AnyEvent]) -> None:
    written(path, lambda writer, done: writer.append(events, done))


def condensed(path: Path, *sets: str) -> int:
    return written(path, lambda writer, done: writer.condense(sets, done))[0].forgotten


def answers_of(path: Path) -> tuple[list[SetSummary], object, object, object]:
    with JournalReader(path) as reader:
        weeks = reader.weeks(MORNING - timedelta(days=30))
        return reader.history(100), weeks, read_last_loads(reader, "eva"), read_results(reader, "eva")


def test_history_weeks_loads_and_records_are_the_same_without_the_reps(path: Path) -> None:
    eva = Lifter("eva")
    kept(path, [*a_set(eva), *a_hold(eva), *a_set(eva)])
    before = answers_of(path)
    with JournalReader(path) as reader:
        old = old_sets(reader, LATER, 1, 10)
        assert len(old) == 2  # the newest stays
        size = sum(1 for _ in reader.export())
    assert condensed(path, *old) == 8
    after = answers_of(path)
    assert after[:3] == before[:3]
    assert {key: (each.reps, each.load_kg, each.longest_s) for key, each in after[3].items()} == {  # type: ignore[attr-defined] - results by set
        key: (each.reps, each.load_kg, each.longest_s)
        for key, each in before[3].items()  # type: ignore[attr-defined] - the same
    }
    with JournalReader(path) as reader:
        assert sum(1 for _ in reader.export()) == size - 8
        assert old_sets(reader, LATER, 1, 10) == []
        left = [name(event) for event in reader.set(old[0])]
    assert left == ["set_started", "rep_corrected", "rep_corrected", "set_ended", "rep_corrected", "rep_corrected"]


def test_a_correction_of_an_old_set_counts_on_top(path: Path) -> None:
    lifter = Lifter("eva")
    kept(path, a_set(lifter))
    with JournalReader(path) as reader:
        (before,) = reader.history(1)
    condensed(path, lifter.set)
    added = lifter.corrects(Correction.ADDED)
    kept(path, [added, lifter.corrects(Correction.ADDED), lifter.corrects(Correction.UNDONE, added.id)])
    with JournalReader(path) as reader:
        (after,) = reader.history(1)
    assert (after.reps, after.score, after.faults) == (before.reps + 1, before.score, before.faults)
    assert (before.at_least, before.at_most) != (None, None)
    assert (after.at_least, after.at_most) == ((before.at_least or 0) + 1, (before.at_most or 0) + 1)


def test_what_a_consumer_has_not_got_yet_stays(path: Path) -> None:
    lifter = Lifter()
    events = a_set(lifter)
    kept(path, events)

    def acknowledge(seq: int) -> None:
        writer = JournalWriter(path, SystemClock())
        writer.start()
        writer.acknowledge("link", seq)
        writer.close()

    acknowledge(len(events) - 1)
    assert condensed(path, lifter.set) == 0
    acknowledge(len(events))
    assert condensed(path, lifter.set) == 7


def test_a_set_that_goes_on_and_one_that_is_condensed_already_are_left_alone(path: Path) -> None:
    done, running = Lifter(), Lifter()
    kept(path, [*a_set(done), running.starts(), running.lifts()])
    with JournalReader(path) as reader:
        assert old_sets(reader, LATER, 1, 10) == [done.set]
    assert condensed(path, running.set, "no such set") == 0
    assert condensed(path, done.set) == 7
    assert condensed(path, done.set) == 0
    with JournalReader(path) as reader:
        (end,) = [event for event in reader.set(done.set) if isinstance(event, SetEnded)]
    assert end.kept is not None
    assert end.kept.until == len(a_set(Lifter()))


@pytest.mark.parametrize("began", [datetime(1970, 1, 1, 0, 10, tzinfo=timezone.utc), LATER])
def test_a_set_without_a_date_is_not_old_and_nor_is_a_new_one(path: Path, began: datetime) -> None:
    kept(path, [*a_set(Lifter(begin=began)), *a_set(Lifter(begin=LATER))])
    with JournalReader(path) as reader:
        assert old_sets(reader, LATER - timedelta(days=1), 1, 10) == []


def test_the_newest_sets_are_never_old_whatever_the_clock_says(path: Path) -> None:
    kept(path, [event for _ in range(5) for event in a_hold(Lifter())])
    with JournalReader(path) as reader:
        assert len(old_sets(reader, LATER, 3, 10)) == 2
        assert old_sets(reader, LATER, 5, 10) == []
        assert old_sets(reader, LATER, 1000, 10) == []


def test_the_room_of_what_was_removed_is_used_again(path: Path) -> None:
    lifter = Lifter()
    sets = []
    for _ in range(40):
        kept_set = a_set(lifter)
        sets.append((lifter.set, kept_set))
    kept(path, [event for _, events in sets for event in events])
    with JournalReader(path) as reader:
        before = reader.used_bytes()
    assert condensed(path, *(set_id for set_id, _ in sets)) == 40 * 7
    with JournalReader(path) as reader:
        assert reader.used_bytes() < before / 2
    size = path.stat().st_size
    kept(path, [event for _ in range(10) for event in a_set(lifter)])
    assert path.stat().st_size <= size
