"""Corrections of sets that have ended, and what a restart makes of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from daemon.config import exercises
from daemon.core import facts as facts_of
from daemon.core import workout
from daemon.core.counting.set_state import TallyMark
from daemon.core.facts import Correction, Side
from daemon.core.spec import Target
from daemon.core.workout import begin
from daemon.errors import UsageError
from daemon.events import Rep, RepCorrected, SetEnded, SetStarted
from daemon.runtime.corrections import Corrected
from daemon.runtime.recovery import Moment, recover
from tests.fakes.stick_gym import SQUAT, Gym


@pytest.fixture
def gym(tmp_path: Path) -> Gym:
    return Gym(tmp_path)


def test_an_older_set_is_corrected_with_the_reason(gym: Gym) -> None:
    old = gym.squats(3)
    gym.squats(2)
    assert gym.correct(old, Correction.ADDED, reason="behind the rack") == Corrected(old, "squat", 4, None)
    assert gym.correct(old, Correction.EXERCISE, exercise="push_up").exercise == "push_up"
    event = gym.of(old, RepCorrected)[0]
    assert isinstance(event, RepCorrected)
    assert (event.why, event.refers, event.athlete, event.n) == ("behind the rack", old, "Ann", 4)
    gym.writer.close()
    assert gym.history() == [("push_up", 4), ("squat", 2)]
    assert gym.state.reps == 6


def test_one_rep_of_many_is_undone_by_its_id(gym: Gym) -> None:
    old = gym.squats(3)
    second = gym.of(old, Rep)[1]
    assert gym.correct(old, Correction.UNDONE, rep=second.id).reps == 2
    event = gym.of(old, RepCorrected)[-1]
    assert isinstance(event, RepCorrected)
    assert (event.refers, event.n) == (second.id, 2)


def test_undoing_without_an_id_takes_the_last_that_stands_though_the_disk_takes_nothing(tmp_path: Path) -> None:
    gym = Gym(tmp_path, disk=False)
    old = gym.squats(3)
    gym.squats(1)
    reps = [event.id for event in gym.of(old, Rep)]
    for _ in range(3):
        gym.correct(old, Correction.UNDONE)
    undone = [event.refers for event in gym.of(old, RepCorrected) if isinstance(event, RepCorrected)]
    assert undone == reps[::-1]
    with pytest.raises(UsageError, match="has no rep to undo"):
        gym.correct(old, Correction.UNDONE)
    gym.writer.close()


@pytest.mark.parametrize("stop", [True, False], ids=["ended", "running"])
def test_an_unsure_rep_is_confirmed_the_last_one_first(gym: Gym, stop: bool) -> None:  # noqa: FBT001 - the set ended
    of = gym.unsure(0.6, 0.9, 0.7, 0.9, stop=stop)
    first, _, third, _ = gym.of(of, Rep)
    assert gym.correct(of, Correction.CONFIRMED, reason="deep enough") == Corrected(of, "squat", 4, None)
    gym.correct(None, Correction.CONFIRMED)
    said = [event for event in gym.of(of, RepCorrected) if isinstance(event, RepCorrected)]
    assert [(event.kind, event.refers, event.n, event.why) for event in said] == [
        (Correction.CONFIRMED, third.id, 3, "deep enough"),
        (Correction.CONFIRMED, first.id, 1, None),
    ]
    with pytest.raises(UsageError, match="the set has no unsure rep to confirm"):
        gym.correct(of, Correction.CONFIRMED)


def test_only_an_unsure_rep_can_be_confirmed(gym: Gym) -> None:
    of = gym.unsure(0.9, 0.6)
    sure = gym.of(of, Rep)[0].id
    with pytest.raises(UsageError, match=r"no rep .* that is unsure"):
        gym.correct(of, Correction.CONFIRMED, rep=sure)


def test_the_range_is_the_same_whether_it_is_corrected_before_or_after_the_end(gym: Gym) -> None:
    ranges = []
    for stop in (False, True):
        of = gym.unsure(0.6, 0.9, 0.7, 0.9, 0.5, stop=stop)
        gym.correct(of, Correction.CONFIRMED)
        gym.correct(of, Correction.UNDONE, rep=gym.of(of, Rep)[0].id)
        if not stop:
            gym.keep(*workout.stop(gym.state, gym.t))
        record = gym.session.record
        assert record is not None
        ranges.append((len(record.reps), record.at_least, record.at_most, record.done_with(Side.LEFT)))
    assert ranges == [(4, 3, 4, 4)] * 2


def test_what_was_confirmed_stays_so_after_a_restart_and_the_set_goes_on_as_unsure_as_it_was(gym: Gym) -> None:
    of = gym.unsure(0.6, 0.9, 0.7, stop=False)
    gym.correct(of, Correction.CONFIRMED)
    gym.restart()
    assert gym.state.set is not None
    assert gym.state.set.tally == tuple(TallyMark(Side.LEFT, each) for each in (0.6, 0.9, 1.0))


def test_what_is_corrected_must_be_there(gym: Gym) -> None:
    old = gym.squats(1)
    rep = gym.of(old, Rep)[0].id
    gym.correct(old, Correction.UNDONE, rep=rep)
    with pytest.raises(UsageError, match=r"no rep .* that counts"):
        gym.correct(gym.squats(1), Correction.UNDONE, rep=rep)
    with pytest.raises(UsageError, match="no set 'set-9'"):
        gym.correct("set-9", Correction.ADDED)
    with pytest.raises(UsageError, match="did you mean squat"):
        gym.correct(old, Correction.EXERCISE, exercise="squatt")


def test_a_set_cannot_have_been_any_exercise(gym: Gym) -> None:
    with pytest.raises(UsageError, match="'auto' cannot be assigned to a finished set; name an exercise"):
        gym.correct(gym.squats(1), Correction.EXERCISE, exercise="auto")


@pytest.mark.parametrize("named", [True, False])
def test_a_running_set_is_corrected_like_any_other(gym: Gym, named: bool) -> None:  # noqa: FBT001 - by its id or not
    gym.squats(2)
    running = gym.squats(3, stop=False)
    first = gym.of(running, Rep)[0]
    set_id = running if named else None
    assert gym.correct(set_id, Correction.UNDONE, rep=first.id) == Corrected(running, "squat", 2, None)
    assert gym.correct(set_id, Correction.ADDED) == Corrected(running, "squat", 3, None)
    assert gym.correct(set_id, Correction.EXERCISE, exercise="push_up") == Corrected(running, "push_up", 3, None)
    assert [event.refers for event in gym.of(running, RepCorrected)] == [first.id, running, running]  # type: ignore[union-attr]
    assert gym.state.set is not None
    assert (gym.state.set.reps, gym.state.exercise.name, gym.state.reps) == (3, "push_up", 2)


def test_an_added_rep_that_reaches_the_target_ends_the_set(gym: Gym) -> None:
    gym.state = workout.aim(gym.state, Target(reps=2))
    running = gym.squats(1, stop=False)
    gym.correct(None, Correction.ADDED)
    assert len(gym.of(running, SetEnded)) == 1


def test_before_the_first_set_there_is_none_to_correct(gym: Gym) -> None:
    with pytest.raises(UsageError, match="no set to correct yet"):
        gym.correct(None, Correction.ADDED)


def test_what_is_corrected_after_a_set_is_its_athlete_s(gym: Gym) -> None:
    last = gym.squats(1)
    gym.session.athlete = "Ben"
    gym.correct(None, Correction.ADDED)
    assert [event.athlete for event in gym.of(last, RepCorrected)] == ["Ann"]


def test_the_exercise_it_was_anyway_is_no_correction(gym: Gym) -> None:
    old = gym.squats(1)
    assert gym.correct(old, Correction.EXERCISE, exercise="squat").exercise == "squat"
    assert gym.of(old, RepCorrected) == []


def test_totals_last_set_and_rest_are_the_same_after_a_restart(gym: Gym) -> None:
    first, second = gym.squats(3), gym.squats(2)
    gym.correct(first, Correction.UNDONE, rep=gym.of(first, Rep)[0].id)
    gym.correct(second, Correction.ADDED)
    gym.correct(second, Correction.EXERCISE, exercise="push_up")
    gym.correct(None, Correction.UNDONE)
    before = gym.standing()
    gym.restart()
    assert gym.standing() == before
    assert gym.state.reps == 4


def test_after_a_restart_undo_speaks_of_the_set_that_ended_last(gym: Gym) -> None:
    last = gym.squats(2)
    gym.restart()
    gym.correct(None, Correction.UNDONE, reason="slip")
    event = gym.of(last, RepCorrected)[0]
    assert isinstance(event, RepCorrected)
    assert event.refers == gym.of(last, Rep)[1].id
    gym.writer.close()
    assert gym.history() == [("squat", 1)]


def test_a_last_set_whose_exercise_is_gone_keeps_nobody_from_starting(gym: Gym) -> None:
    gym.squats(1)
    gym.writer.close()
    now = Moment(gym.t, gym.clock.now(), "boot", 120.0)

    def gone(name: str) -> exercises.spec.Exercise:
        raise UsageError(f"no exercise {name!r}")

    state, facts = recover(begin(SQUAT), gym.session, gym.reader, gone, now)
    assert (state.last, state.reps, facts) == (None, 1, [])


@pytest.mark.parametrize(("hours", "goes_on"), [(0.01, True), (24.0, False), (-24.0, False)])
def test_a_set_of_another_boot_goes_on_only_where_the_clock_says_that_it_is_young(
    gym: Gym,
    hours: float,
    goes_on: bool,  # noqa: FBT001 - a table
) -> None:
    gym.unsure(0.9, stop=False)
    gym.writer.close()
    now = Moment(gym.t, gym.clock.now() + timedelta(hours=hours), "another boot", 120.0)
    state, facts = recover(begin(SQUAT), gym.session, gym.reader, exercises.load, now)
    assert (state.set is not None, [type(fact) for fact in facts]) == (goes_on, [] if goes_on else [facts_of.SetEnded])


def test_a_target_is_not_touched_by_corrections(gym: Gym) -> None:
    gym.state = workout.aim(gym.state, Target(reps=2))
    old = gym.squats(2)
    gym.correct(old, Correction.ADDED)
    assert [type(event) for event in gym.of(old, SetStarted)] == [SetStarted]
    assert gym.state.set is None
