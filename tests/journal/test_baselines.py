"""What an athlete usually reaches is what the journal says, corrections applied."""

from daemon.core.facts import Correction
from daemon.core.form.baseline import Baseline
from daemon.events import AnyEvent
from daemon.journal.baselines import read_baselines
from daemon.journal.reader import JournalReader
from tests.fakes.workout import Lifter
from tests.journal.conftest import Open

RANGES = (88.0, 90.0, 92.0, 94.0, 96.0)


def a_set(lifter: Lifter, *ranges: float | None, exercise: str = "squat", view: str = "side") -> list[AnyEvent]:
    begun = lifter.starts(exercise)
    reps = [lifter.lifts(n, exercise, rom_deg=rom, view=view) for n, rom in enumerate(ranges, start=1)]
    return [begun, *reps, lifter.ends(len(reps), exercise)]


def kept(open_writer: Open, *events: AnyEvent, athlete: str | None = None) -> tuple[Baseline, ...]:
    journal = open_writer()
    journal.append(list(events))
    journal.close()
    with JournalReader(journal.path) as reader:
        return read_baselines(reader, athlete)


def test_the_usual_range_is_the_median_and_the_full_one_what_one_in_ten_reach(open_writer: Open) -> None:
    (found,) = kept(open_writer, *a_set(Lifter(), *RANGES))
    assert (found.exercise, found.view, found.reps) == ("squat", "side", 5)
    assert found.rom_deg == 92.0
    assert found.full_deg > 96.0 - 1e-9


def test_nothing_is_usual_before_the_fifth_rep(open_writer: Open) -> None:
    assert kept(open_writer, *a_set(Lifter(), *RANGES[:4])) == ()


def test_views_and_exercises_are_kept_apart(open_writer: Open) -> None:
    lifter = Lifter()
    front = a_set(lifter, *(each - 30 for each in RANGES), view="front")
    found = kept(open_writer, *a_set(lifter, *RANGES), *front, *a_set(lifter, *RANGES, exercise="lunge"))
    assert {(each.exercise, each.view, each.rom_deg) for each in found} == {
        ("squat", "side", 92.0),
        ("squat", "front", 62.0),
        ("lunge", "side", 92.0),
    }


def test_each_athlete_has_their_own(open_writer: Open) -> None:
    events = [*a_set(Lifter("anna"), *RANGES), *a_set(Lifter("ben"), *(each - 20 for each in RANGES))]
    (found,) = kept(open_writer, *events, athlete="ben")
    assert found.rom_deg == 72.0
    with JournalReader(open_writer().path) as reader:
        assert read_baselines(reader, None) == ()


def test_what_was_taken_back_or_is_unsure_or_was_another_exercise_is_not_usual(open_writer: Open) -> None:
    lifter = Lifter()
    *reps, end = a_set(lifter, *RANGES)
    unsure = lifter.lifts(6, rom_deg=10.0, confidence=0.5)
    wrong = lifter.lifts(7, rom_deg=20.0)
    undone = lifter.corrects(Correction.UNDONE, wrong.id)
    renamed = a_set(lifter, *(each - 40 for each in RANGES), exercise="deadlift")
    as_squats = lifter.corrects(Correction.EXERCISE, exercise="squat")
    (found,) = kept(open_writer, *reps, unsure, wrong, undone, end, *renamed, as_squats)
    assert (found.exercise, found.rom_deg, found.reps) == ("squat", 92.0, 5)


def test_an_unsure_rep_that_was_confirmed_counts(open_writer: Open) -> None:
    lifter = Lifter()
    begun, *reps, end = a_set(lifter, *RANGES[:4])
    unsure = lifter.lifts(5, rom_deg=100.0, confidence=0.5)
    (found,) = kept(open_writer, begun, *reps, unsure, lifter.corrects(Correction.CONFIRMED, unsure.id), end)
    assert found.reps == 5


def test_reps_without_a_range_say_nothing(open_writer: Open) -> None:
    assert kept(open_writer, *a_set(Lifter(), *[None] * 9)) == ()


def test_who_is_forgotten_has_no_usual_range(open_writer: Open) -> None:
    journal = open_writer()
    journal.append(a_set(Lifter("anna"), *RANGES))
    journal.forget(athlete="anna")
    journal.close()
    with JournalReader(journal.path) as reader:
        assert read_baselines(reader, "anna") == ()
