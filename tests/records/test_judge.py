"""What is a record, and what is none."""

from datetime import timedelta

import msgspec
import pytest

from daemon.core.facts import Correction
from daemon.events import AnyEvent, Record, RecordKind, SetEnded, SetImported
from daemon.records.judge import beaten
from daemon.records.record_events import History, record_events
from daemon.records.result import Result, results
from daemon.records.words import says
from tests.fakes.workout import MORNING, Lifter


class Log:
    """A journal of sets, each on a day of January 2026; the last is the one that is judged."""

    def __init__(self) -> None:
        self.events: list[AnyEvent] = []
        self.sets: list[str] = []

    def set(  # noqa: PLR0913 - a set has as many properties
        self, day: int, reps: int = 0, load_kg: float | None = None, held_s: tuple[float, ...] = (),
        exercise: str = "squat", *corrections: Correction, ends: bool = True,
    ) -> "Log":  # fmt: skip
        lifter = Lifter("Ann", MORNING + timedelta(days=day - 31, minutes=len(self.sets)))
        made: list[AnyEvent] = [msgspec.structs.replace(lifter.starts(exercise), load_kg=load_kg)]
        made += [lifter.holds(each, exercise) for each in held_s]
        made += [lifter.ends(reps, exercise)] * ends
        made += [lifter.corrects(kind, exercise=exercise) for kind in corrections]
        self.sets.append(lifter.set)
        self.events += made
        return self

    def imported(self, day: int, reps: int, load_kg: float | None = None) -> "Log":
        envelope = Lifter("Ann", MORNING + timedelta(days=day - 31)).arrives()
        fields = {name: getattr(envelope, name) for name in ("id", "t", "boot", "t_mono", "box", "athlete", "workout")}
        set_id = f"import-{day}"
        self.events.append(
            SetImported(**fields, set=set_id, exercise="squat", name="Squat", source="hevy", reps=reps, load_kg=load_kg)
        )
        return self

    @property
    def results(self) -> dict[str, Result]:
        return results(msgspec.structs.replace(event, seq=seq) for seq, event in enumerate(self.events, start=1))

    @property
    def announced(self) -> list[tuple[str, float, float]]:
        found = beaten(self.results[self.sets[-1]], self.results.values())
        return [(each.kind.value, each.value, each.before) for each in found]

    @property
    def says(self) -> str:
        done = self.results[self.sets[-1]]
        return says(done, beaten(done, self.results.values())[0], done.exercise.capitalize())


def test_more_reps_than_ever_with_as_much_load_are_a_record_and_its_date_is_told() -> None:
    log = Log().set(3, 10, 60).set(10, 9, 60).set(17, 12, 60)
    assert log.announced == [("reps", 12, 10), ("lifted_kg", 720, 600)]
    assert log.says == "12 squats at 60 kg: your best; it was 10 on 3 January"


def test_more_load_times_reps_than_ever_is_a_record_of_its_own() -> None:
    log = Log().set(3, 10, 60).set(4, 5, 80).set(17, 8, 80)
    assert log.announced == [("reps", 8, 5), ("lifted_kg", 640, 600)]
    log = Log().set(3, 10, 60).set(4, 8, 75).set(17, 8, 76)
    assert log.announced == [("lifted_kg", 608, 600)]
    assert log.says == "8 squats at 76 kg, 608 kg in one set: your best; it was 600 kg on 3 January"


def test_more_reps_with_less_load_are_no_record_where_load_times_reps_is_none() -> None:
    assert Log().set(3, 10, 60).set(4, 20, 20).set(17, 19, 20).announced == []
    assert Log().set(3, 10, 60).set(17, 19, 20).announced == []


def test_without_a_load_reps_alone_count() -> None:
    assert Log().set(3, 10).set(17, 11).announced == [("reps", 11, 10)]


def test_the_first_set_and_the_first_day_are_no_record() -> None:
    assert Log().set(3, 10).announced == []
    assert Log().set(3, 10).set(3, 12).announced == []
    assert Log().set(3, 10, 60).set(9, 12, 80).set(9, 13, 80).announced == [("lifted_kg", 1040, 960)]


def test_a_record_of_today_is_beaten_today() -> None:
    log = Log().set(3, 10).set(17, 12).set(17, 13)
    assert log.announced == [("reps", 13, 12)]
    assert log.says == "13 squats: your best; it was 12 earlier today"


def test_as_much_as_ever_is_no_record_and_the_first_who_did_it_is_named() -> None:
    assert Log().set(3, 10).set(9, 10).announced == []
    assert Log().set(3, 10).set(9, 10).set(17, 11).says.endswith("it was 10 on 3 January")


def test_another_year_is_named() -> None:
    assert Log().set(-3, 10).set(17, 11).says.endswith("it was 10 on 28 December 2025")


def as_of_1970(event: AnyEvent) -> AnyEvent:
    """Returns an event as a box tells it whose clock was never set."""
    return msgspec.structs.replace(event, t="1970" + event.t[4:])


def test_a_day_that_the_box_s_clock_did_not_know_is_not_named() -> None:
    log = Log().set(3, 10).set(17, 11)
    log.events = [as_of_1970(event) if event.set == log.sets[0] else event for event in log.events]
    ended = log.events[-1]
    assert isinstance(ended, SetEnded)
    [record] = record_events(ended, History({}), History(log.results), str.capitalize)
    assert isinstance(record, Record)
    assert record.says == "11 squats: your best; it was 10 on a day that nobody knows"


def test_the_longest_hold_counts_by_whole_seconds() -> None:
    assert Log().set(3, held_s=(20, 31.9), exercise="plank").set(9, held_s=(31.95,), exercise="plank").announced == []
    log = Log().set(3, held_s=(20, 31.9), exercise="plank").set(9, held_s=(40.2, 5), exercise="plank")
    assert log.announced == [("held_s", 40, 31)]
    assert log.says == "Plank held for 40 s: your best; it was 31 s on 3 January"


def test_what_another_application_recorded_is_to_be_beaten_where_it_was_earlier() -> None:
    assert Log().set(3, 10).set(17, 12).imported(5, 14).announced == []
    assert Log().set(3, 10).set(17, 12).imported(25, 14).announced == [("reps", 12, 10)]


def test_a_correction_counts_in_the_set_and_in_those_to_beat() -> None:
    undone, added = Correction.UNDONE, Correction.ADDED
    assert Log().set(3, 10).set(17, 11, None, (), "squat", undone).announced == []
    assert Log().set(3, 10).set(17, 10, None, (), "squat", added).announced == [("reps", 11, 10)]
    assert Log().set(3, 10, None, (), "squat", undone).set(17, 10).announced == [("reps", 10, 9)]


def test_sets_of_other_exercises_and_those_that_go_on_are_left_out() -> None:
    assert Log().set(3, 10, exercise="curl").set(17, 12).announced == []
    assert Log().set(3, 10, ends=False).set(17, 12).announced == []
    assert Log().set(3, 10, exercise="any").set(17, 12, exercise="any").announced == []


@pytest.mark.parametrize(
    ("title", "shown"), [("Bench press", "2 bench presses"), ("High knees", "2 high knees"), ("Lunge", "2 lunges")]
)
def test_an_exercise_is_counted_as_it_is_spoken_of(title: str, shown: str) -> None:
    log = Log().set(3, 1).set(17, 2)
    done = log.results[log.sets[-1]]
    best = beaten(done, log.results.values())[0]
    assert best.kind is RecordKind.REPS
    assert says(done, best, title).startswith(f"{shown}: your best")
