import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.clock import rfc3339
from daemon.core.facts import Correction, Side
from daemon.errors import JournalError, UsageError
from daemon.events import IMPORTED_BOOT, AnyEvent, SetImported, SetStarted
from daemon.journal.reader import JournalReader
from daemon.journal.unfinished import open_set, open_workout
from daemon.journal.writer import JournalWriter
from tests.fakes.workout import MORNING, Lifter

Open = Callable[..., JournalWriter]


@pytest.fixture
def written(open_writer: Open, path: Path) -> Callable[..., JournalReader]:
    """A reader of a journal with these events."""

    def write(*events: AnyEvent) -> JournalReader:
        writer = open_writer()
        writer.append(events)
        writer.close()
        return JournalReader(path)

    return write


Written = Callable[..., JournalReader]


def test_a_set_that_has_not_ended_is_found_with_all_its_events(written: Written) -> None:
    lifter = Lifter()
    done = [lifter.arrives(), lifter.starts(), lifter.lifts(), lifter.ends(1)]
    open_ = [lifter.starts(), lifter.lifts(1), lifter.corrects(Correction.ADDED, n=2)]
    reader = written(*done, *open_)
    found = open_set(reader)
    assert found is not None
    assert found.id == lifter.set
    assert [event.id for event in found.events] == [event.id for event in open_]
    workout = open_workout(reader)
    assert workout is not None
    assert len(workout.events) == len(done) + len(open_)


def test_nothing_is_open_when_everything_ended(written: Written) -> None:
    lifter = Lifter()
    reader = written(lifter.arrives(), lifter.starts(), lifter.lifts(), lifter.ends(1), lifter.leaves())
    assert open_set(reader) is None
    assert open_workout(reader) is None


def test_nothing_is_open_in_an_empty_journal(written: Written) -> None:
    reader = written()
    assert open_set(reader) is None
    assert open_workout(reader) is None
    assert reader.last_seq() == 0
    assert list(reader.history(10)) == []


def test_history_counts_as_the_athlete_corrected_it(written: Written) -> None:
    lifter = Lifter("eva")
    first = [lifter.starts(), lifter.lifts(1), second := lifter.lifts(2), lifter.fails(), lifter.ends(2)]
    after = [lifter.corrects(Correction.UNDONE, second.id), lifter.corrects(Correction.UNDONE, first[1].id)]
    after += [lifter.corrects(Correction.ADDED), lifter.corrects(Correction.EXERCISE, exercise="push_up")]
    (found,) = written(*first, *after).history(10)
    assert (found.athlete, found.exercise, found.reps, found.rejected, found.why) == ("eva", "push_up", 1, 1, "stopped")


def test_history_tells_how_sure_a_count_is_and_its_left_and_right(written: Written) -> None:
    lifter = Lifter()
    sides = (Side.LEFT, Side.RIGHT, Side.LEFT)
    done = [lifter.starts(), *(lifter.lifts(n, side=side) for n, side in enumerate(sides, start=1))]
    (found,) = written(*done, lifter.ends(3, perhaps=(2, 4)), lifter.corrects(Correction.ADDED)).history(10)
    assert (found.reps, found.at_least, found.at_most, found.left, found.right) == (4, 3, 5, 2, 1)


def test_a_set_that_is_corrected_during_the_next_one_stays_where_it_was(written: Written) -> None:
    lifter = Lifter()
    older = [lifter.starts(), lifter.lifts(1), lifter.ends(1)]
    added = lifter.corrects(Correction.ADDED)
    newer = [lifter.starts("push_up"), added, lifter.ends(0, "push_up")]
    found = written(*older, *newer).history(10)
    assert [(each.set, each.reps) for each in found] == [(older[0].set, 2), (newer[0].set, 0)]


def test_an_added_rep_can_be_undone_too(written: Written) -> None:
    lifter = Lifter()
    events = [lifter.starts(), lifter.lifts(), added := lifter.corrects(Correction.ADDED)]
    (found,) = written(*events, lifter.corrects(Correction.UNDONE, added.id)).history(10)
    assert found.reps == 1
    assert found.why is None


def test_a_rep_that_was_undone_twice_is_taken_back_once(written: Written) -> None:
    lifter = Lifter()
    events = [lifter.starts(), lifter.lifts(1), twice := lifter.lifts(2), lifter.ends(2)]
    undone = [lifter.corrects(Correction.UNDONE, twice.id), lifter.corrects(Correction.UNDONE, twice.id)]
    (found,) = written(*events, *undone).history(10)
    assert found.reps == 1


def test_seconds_that_were_held_are_summed(written: Written) -> None:
    lifter = Lifter()
    events = [lifter.starts("plank"), lifter.holds(31.25), lifter.holds(10.5), lifter.ends(0, "plank")]
    (found,) = written(*events).history(10)
    assert (found.exercise, found.reps, found.held_s) == ("plank", 0, 41.75)


def test_the_workout_that_goes_on_is_known(written: Written) -> None:
    lifter = Lifter()
    reader = written(lifter.arrives(), lifter.starts(), lifter.ends())
    assert reader.open_workout_id() == lifter.workout


def test_history_gives_the_last_sets_oldest_first_and_none_before_its_time(written: Written) -> None:
    early, late = Lifter(), Lifter(begin=MORNING + timedelta(days=3))
    starts = [early.starts(), early.starts(), late.starts(), late.starts()]
    reader = written(*starts)
    assert [found.set for found in reader.history(3)] == [event.set for event in starts[1:]]
    assert [found.set for found in reader.history(9, MORNING + timedelta(days=1))] == [e.set for e in starts[2:]]


def test_an_athletes_sets_are_read_rep_by_rep_and_nobody_elses(written: Written) -> None:
    eva, bo, nobody = Lifter("eva"), Lifter("bo"), Lifter()
    old = Lifter("eva", MORNING - timedelta(days=30))
    elsewhere = imported(eva.starts(), t=rfc3339(MORNING + timedelta(seconds=1)))
    made = [old.starts(), old.ends(), eva.starts(), eva.lifts(1), bo.starts(), bo.lifts(1), nobody.starts()]
    made += [eva.lifts(2), added := eva.corrects(Correction.ADDED), elsewhere]
    reader = written(*made)
    found = reader.sets_of("eva", MORNING)
    assert [(each.imported, len(each.reps)) for each in found] == [("hevy", 5), (None, 3)]
    assert found[1].reps[-1].id == added.id
    assert [each.first.athlete for each in reader.sets_of(None, MORNING)] == [None]
    assert len(reader.sets_of("eva", MORNING - timedelta(days=60))) == 3


def imported(like: SetStarted, t: str) -> SetImported:
    """Returns a set that another application recorded, of that athlete."""
    return SetImported(
        id="theirs", t=t, boot=IMPORTED_BOOT, t_mono=0.0, box="box", set="theirs", athlete=like.athlete,
        exercise="squat", name="Squat", source="hevy", reps=5,
    )  # fmt: skip


def test_a_sets_events_are_found_by_its_id(written: Written) -> None:
    lifter = Lifter()
    reader = written(lifter.starts(), lifter.lifts(), Lifter().starts())
    assert len(reader.set(lifter.set)) == 2
    with pytest.raises(UsageError, match="no set 'set-0'"):
        reader.set("set-0")


def test_what_a_newer_spotter_wrote_is_passed_over_and_stops_nobody(written: Written, path: Path) -> None:
    lifter = Lifter()
    written(lifter.starts(), lifter.lifts(), lifter.ends(1)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE events SET body = replace(body, '\"rep\"', '\"rep_of_2030\"') WHERE seq = 2")
    connection.close()
    with JournalReader(path) as reader:
        assert [event.seq for event in reader.after(0, 2)] == [1, 3]
        assert [event.seq for event in reader.export()] == [1, 3]


def test_without_a_journal_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="unable to open"):
        JournalReader(tmp_path / "journal.db")


def test_a_journal_of_a_newer_spotter_is_left_as_it_is(open_writer: Open, written: Written, path: Path) -> None:
    written(Lifter().starts()).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(JournalError, match="newer Spotter"):
        open_writer()
    assert [file.name for file in path.parent.iterdir() if "damaged" in file.name] == []
