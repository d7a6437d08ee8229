"""What an athlete gets from the fold: sets, reps, no-reps, corrections."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.config import exercises
from daemon.core import workout
from daemon.core.counting.set_state import SetPhase, TallyMark
from daemon.core.facts import (
    Correction,
    Ending,
    Fact,
    Reason,
    RepCorrected,
    RepCounted,
    RepRejected,
    SetEnded,
    SetStarted,
    Side,
    WorkoutEnded,
    WorkoutStarted,
)
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.core.spec import Target, Unit
from daemon.core.state import RefusedError, Rules, Workout
from tests.fakes import stick

SQUAT = exercises.load("squat")
PUSH_UP = exercises.load("push_up")


def play(state: Workout, poses: Iterable[Pose | None], start_t: float = 0.0) -> tuple[Workout, list[Fact]]:
    facts: list[Fact] = []
    for i, pose in enumerate(poses):
        state, found = workout.step(state, pose, start_t + i / stick.FPS, stick.SIZE)
        facts += found
    return state, facts


def knees(angles: Iterable[float], start_t: float = 0.0, **where: tuple[float, float]) -> list[Pose]:
    return [stick.squatting(a, start_t + i / stick.FPS, **where) for i, a in enumerate(angles)]


def counting(*, armed: bool = False) -> Workout:
    state, _ = workout.start(workout.begin(SQUAT), 0.0, armed=armed)
    return state


def whole_set(state: Workout, poses: list[Pose | None] | list[Pose]) -> list[Fact]:
    """Played, and stopped: what is not sure is decided at the end of the set at the latest."""
    state, facts = play(state, poses)
    return facts + workout.stop(state, len(poses) / stick.FPS)[1]


def of(facts: list[Fact], kind: type) -> list:
    return [fact for fact in facts if isinstance(fact, kind)]


def test_every_full_squat_is_counted_in_order() -> None:
    _, facts = play(counting(), knees(stick.squats(75, 80, 70)))
    assert [rep.n for rep in of(facts, RepCounted)] == [1, 2, 3]
    assert of(facts, RepRejected) == []


def test_a_shallow_squat_is_told_and_not_counted() -> None:
    facts = whole_set(counting(), knees(stick.squats(75, 130, 75)))
    assert len(of(facts, RepCounted)) == 2
    (rejected,) = of(facts, RepRejected)
    assert rejected.reason is Reason.SHALLOW
    assert rejected.value < rejected.limit


def test_jitter_of_a_standing_athlete_counts_and_rejects_nothing() -> None:
    noise = np.random.default_rng(1).normal(172, 4, 900)
    facts = whole_set(counting(), knees(noise))
    assert of(facts, RepCounted) == of(facts, RepRejected) == []


def test_a_wobble_at_the_bottom_is_one_rep() -> None:
    angles = stick.glide([(1, 172), (0.9, 75), (0.3, 95), (0.3, 76), (0.9, 172), (1, 172)])
    facts = whole_set(counting(), knees(angles))
    assert len(of(facts, RepCounted)) == 1


def test_coming_up_only_half_way_is_no_lockout() -> None:
    angles = stick.glide([(1, 172), (0.9, 75), (0.9, 172), (0.9, 75), (0.7, 122), (0.7, 75), (0.9, 172), (1, 172)])
    facts = whole_set(counting(), knees(angles))
    assert [fact.reason for fact in of(facts, RepRejected)] == [Reason.NO_LOCKOUT]


@pytest.mark.parametrize("each_way_s", [0.05, 0.12, 0.2])
def test_a_drop_quicker_than_anyone_squats_is_too_fast(each_way_s: float) -> None:
    facts = whole_set(counting(), knees(stick.glide([(1, 172), (each_way_s, 80), (each_way_s, 172), (1, 172)])))
    assert of(facts, RepCounted) == []
    assert [fact.reason for fact in of(facts, RepRejected)] == [Reason.TOO_FAST]


def test_a_quick_squat_that_a_body_can_do_is_counted() -> None:
    _, facts = play(counting(), knees(stick.glide([(1, 172), (0.3, 80), (0.3, 172), (1, 172)])))
    assert [rep.n for rep in of(facts, RepCounted)] == [1]


@pytest.mark.xfail(
    strict=True,
    reason="beside knees that bend as in a squat the fitted evidence gives the trunk's lean hardly any weight",
)
def test_bending_over_is_not_a_squat() -> None:
    def picking_up(angle: float, t: float) -> Pose:
        pose = stick.squatting(angle, t)
        world = pose.world.copy()
        lean = np.radians((172 - angle) * 0.9)
        for joint in range(23):  # the trunk folds forward over the hips
            x, y = world[joint, :2]
            world[joint, :2] = x * np.cos(lean) - y * np.sin(lean), x * np.sin(lean) + y * np.cos(lean)
        return Pose(t, pose.xy, world, pose.score)

    angles = list(stick.squats(85))
    facts = whole_set(counting(), [picking_up(a, i / stick.FPS) for i, a in enumerate(angles)])
    assert of(facts, RepCounted) == []
    assert [fact.reason for fact in of(facts, RepRejected)] == [Reason.WRONG_POSTURE]


def test_an_armed_set_counts_from_the_first_rep_however_restless_the_athlete_is() -> None:
    restless = stick.glide([(0.2, 172), (0.5, 75), (0.4, 172), (0.4, 80), (0.4, 172), (0.3, 120)])
    state, facts = play(counting(armed=True), knees(restless))
    assert [rep.n for rep in of(facts, RepCounted)] == [1, 2]
    assert state.phase is SetPhase.ACTIVE


def test_an_armed_set_that_sees_nobody_waits() -> None:
    state, facts = play(counting(armed=True), [None] * 60)
    assert (state.phase, facts) == (SetPhase.ARMED, [])


def test_an_armed_set_counts_what_a_running_one_does() -> None:
    state, facts = play(counting(armed=True), knees(stick.squats(75, 75)))
    assert len(of(facts, RepCounted)) == 2
    assert state.phase is SetPhase.ACTIVE


def test_a_short_gap_in_sight_changes_nothing() -> None:
    poses: list[Pose | None] = list(knees(stick.squats(75, 75)))
    for i in range(50, 62):  # 0.4 s on the way up
        poses[i] = None
    _, facts = play(counting(), poses)
    assert len(of(facts, RepCounted)) == 2


def test_an_athlete_who_leaves_mid_rep_pauses_the_set_and_is_told() -> None:
    down = knees(stick.glide([(1, 172), (0.9, 75)]))
    state, facts = play(counting(), [*down, *[None] * 60])
    assert state.phase is SetPhase.PAUSED
    assert [fact.reason for fact in of(facts, RepRejected)] == [Reason.HIDDEN]


def test_leaving_over_the_edge_of_the_picture_is_out_of_frame() -> None:
    down = knees(stick.glide([(1, 172), (0.9, 75)]), at=(630.0, 440.0))
    _, facts = play(counting(), [*down, *[None] * 60])
    assert [fact.reason for fact in of(facts, RepRejected)] == [Reason.OUT_OF_FRAME]


def test_a_camera_that_falls_silent_pauses_the_set() -> None:
    state, _ = play(counting(), knees(stick.squats(75)))
    seen = state.set.seen
    state, facts = workout.tick(state, seen + 0.9)
    assert state.phase is SetPhase.ACTIVE
    state, facts = workout.tick(state, seen + 1.1)
    assert (state.phase, facts) == (SetPhase.PAUSED, [])


def test_a_paused_set_goes_on_as_soon_as_the_athlete_is_seen_again() -> None:
    first = knees(stick.squats(75))
    back_t = len(first) / stick.FPS + 2.0
    at_once = stick.glide([(0.1, 172), (0.9, 75), (0.2, 75), (0.8, 172), (1, 172)])
    _, facts = play(counting(), [*first, *[None] * 60, *knees(at_once, back_t)])
    assert [rep.n for rep in of(facts, RepCounted)] == [1, 2]


def test_what_nobody_saw_is_not_invented() -> None:
    """Hidden from the bottom of one squat to the bottom of the next: neither was seen whole."""
    down, up = stick.glide([(1, 172), (0.9, 75)]), stick.glide([(0.1, 75), (0.8, 172), (1, 172)])
    poses = [*knees(down), *[None] * 60, *knees(up, 4.0), *knees(stick.squats(75), 6.0)]
    _, facts = play(counting(), poses)
    assert [rep.n for rep in of(facts, RepCounted)] == [1]
    assert of(facts, RepCounted)[0].start > 6.0


def test_joints_that_are_only_guessed_count_nothing() -> None:
    poses = [stick.squatting(a, i / stick.FPS, score=0.2) for i, a in enumerate(stick.squats(75))]
    facts = whole_set(counting(), poses)
    assert [fact.reason for fact in of(facts, RepRejected)] == [Reason.HIDDEN]


def test_tempo_and_range_of_motion_are_measured() -> None:
    _, facts = play(counting(), knees(stick.squats(75, 75, down_s=1.5, up_s=0.7)))
    rep = of(facts, RepCounted)[1]
    assert rep.tempo.eccentric_s == pytest.approx(1.5, abs=0.3)
    assert rep.tempo.concentric_s == pytest.approx(0.7, abs=0.15)
    assert rep.rom_deg == pytest.approx(97, abs=8)
    assert rep.rom_share == pytest.approx(1.0, abs=0.05)
    assert rep.view == "side"


def test_what_cannot_be_measured_is_withheld_with_its_reason() -> None:
    def from_the_front(pose: Pose) -> Pose:
        world = pose.world.copy()
        world[:, 0], world[:, 2] = pose.world[:, 2], pose.world[:, 0]
        return Pose(pose.t, pose.xy, world, pose.score)

    _, facts = play(counting(), [from_the_front(p) for p in knees(stick.squats(75))])
    (rep,) = of(facts, RepCounted)
    assert rep.view == "front"
    assert rep.rom_deg is None
    assert "front view" in rep.withheld["rom_deg"]
    assert rep.rom_share is None
    assert "to your side" in rep.withheld["rom_share"]


def test_a_push_up_set_counts_push_ups() -> None:
    state, _ = workout.start(workout.begin(PUSH_UP), 0.0, armed=True)
    elbows = stick.glide([(1.2, 165), *[(0.6, 80), (0.1, 80), (0.6, 165), (0.3, 165)] * 3])
    _, facts = play(state, [stick.pushing_up(a, i / stick.FPS) for i, a in enumerate(elbows)])
    assert len(of(facts, RepCounted)) == 3


def test_squats_are_no_push_ups() -> None:
    state, _ = workout.start(workout.begin(PUSH_UP), 0.0, armed=False)
    facts = whole_set(state, knees(stick.squats(75, 75)))
    assert of(facts, RepCounted) == []


def test_start_opens_a_workout_and_stop_sums_the_set_up() -> None:
    state, facts = workout.start(workout.begin(SQUAT), 0.0, armed=False)
    assert [type(fact) for fact in facts] == [WorkoutStarted, SetStarted]
    state, _ = play(state, knees(stick.squats(75, 75, 130)))
    state, more = workout.stop(state, 9.0)
    ended = more[-1]
    assert isinstance(ended, SetEnded)
    assert ended.at_most in {2, 3}  # a shallow one may have been deep enough
    assert ended == SetEnded(9.0, "squat", Ending.STOPPED, 2, 1, 9.0, at_least=2, at_most=ended.at_most)
    assert state.phase is SetPhase.ENDED
    _, again = workout.start(state, 10.0)
    assert [type(fact) for fact in again] == [SetStarted]


def test_a_rep_as_good_as_done_counts_when_the_footage_ends() -> None:
    angles = list(stick.glide([(1, 172), (0.9, 75), (0.9, 172)]))[:-6]
    state, facts = play(counting(), knees(angles))
    assert of(facts, RepCounted) == []
    _, facts = workout.stop(state, len(angles) / stick.FPS)
    assert len(of(facts, RepCounted)) == 1


def test_undo_takes_the_last_rep_back_and_add_gives_one() -> None:
    state, _ = play(counting(), knees(stick.squats(75, 75)))
    state, (undone,) = workout.correct(state, 8.0, Correction.UNDONE)
    assert undone == RepCorrected(8.0, Correction.UNDONE, "squat", 2)
    state, (added,) = workout.correct(state, 8.1, Correction.ADDED)
    assert added == RepCorrected(8.1, Correction.ADDED, "squat", 2)
    state, facts = workout.stop(state, 9.0)
    assert of(facts, SetEnded)[0].reps == 2
    state = workout.correct_ended(state, -1, newest=(TallyMark(),))
    assert state.last is not None
    assert (state.reps, state.last.reps) == (1, 1)


def test_a_set_sums_up_its_sides_and_whichever_rep_is_taken_back_goes_from_its_own() -> None:
    sides = (Side.LEFT, Side.RIGHT, Side.LEFT, None)
    state = counting()
    assert state.set is not None
    state = state._replace(set=state.set._replace(tally=tuple(TallyMark(side, 0.9) for side in sides)))
    _, facts = workout.stop(state, 9.0)
    assert (of(facts, SetEnded)[0].left, of(facts, SetEnded)[0].right) == (2, 1)
    state, _ = workout.correct(state, 8.0, Correction.UNDONE, at=1)
    _, facts = workout.stop(state, 9.0)
    ended = of(facts, SetEnded)[0]
    assert (ended.left, ended.right) == (2, 0)
    assert (ended.reps, ended.at_least, ended.at_most) == (3, 3, 3)


def of_confidences(*confidences: float) -> Workout:
    state = counting()
    assert state.set is not None
    return state._replace(set=state.set._replace(tally=tuple(TallyMark(None, each) for each in confidences)))


def range_at_end(state: Workout) -> tuple[int, int | None, int | None]:
    ended = of(workout.stop(state, 9.0)[1], SetEnded)[0]
    return ended.reps, ended.at_least, ended.at_most


def test_a_confirmed_rep_is_certain_and_narrows_the_range() -> None:
    state = of_confidences(0.7, 0.95, 0.6, 0.9)
    assert range_at_end(state) == (4, 2, 4)
    state, (confirmed,) = workout.correct(state, 8.0, Correction.CONFIRMED, "it was")
    assert confirmed == RepCorrected(8.0, Correction.CONFIRMED, "squat", 3, "it was")
    assert range_at_end(state) == (4, 3, 4)
    state, _ = workout.correct(state, 8.1, Correction.CONFIRMED, at=0)
    assert range_at_end(state) == (4, 4, 4)
    with pytest.raises(RefusedError, match="no unsure rep to confirm"):
        workout.correct(state, 8.2, Correction.CONFIRMED)


def test_an_unsure_rep_that_is_taken_back_takes_its_doubt_along() -> None:
    state, (undone,) = workout.correct(of_confidences(0.7, 0.95, 0.9), 8.0, Correction.UNDONE, at=0)
    assert undone == RepCorrected(8.0, Correction.UNDONE, "squat", 1)
    assert range_at_end(state) == (2, 2, 2)
    state, _ = workout.correct(of_confidences(0.7, 0.95, 0.9), 8.0, Correction.ADDED)
    assert range_at_end(state) == (4, 3, 4)


def test_a_set_without_a_rep_has_none_to_undo() -> None:
    with pytest.raises(RefusedError, match="no rep to undo"):
        workout.correct(counting(), 1.0, Correction.UNDONE)


@pytest.mark.parametrize("command", [partial(workout.correct, kind=Correction.ADDED), workout.stop])
def test_a_command_without_a_set_is_refused_in_words(command: Callable[[Workout, float], object]) -> None:
    with pytest.raises(RefusedError, match="no set is running"):
        command(workout.begin(SQUAT), 0.0)


def test_start_in_a_running_set_is_refused() -> None:
    with pytest.raises(RefusedError, match="stop it first"):
        workout.start(counting(), 1.0)


def test_changing_the_exercise_of_a_running_set_says_so() -> None:
    state, (fact,) = workout.choose(counting(), 1.0, PUSH_UP)
    assert fact == RepCorrected(1.0, Correction.EXERCISE, "push_up", 0)
    assert state.phase is SetPhase.ARMED


def test_a_target_ends_the_set() -> None:
    state = workout.aim(counting(), Target(reps=2))
    _, facts = play(state, knees(stick.squats(75, 75, 75)))
    assert len(of(facts, RepCounted)) == 2
    assert of(facts, SetEnded)[0].why is Ending.TARGET


def test_an_exercise_s_own_target_is_shown_and_ends_no_set() -> None:
    own = replace(SQUAT, target=Target(reps=2, rest_s=90))
    state, _ = workout.start(workout.begin(own), 0.0, armed=False)
    state, facts = play(state, knees(stick.squats(75, 75, 75)))
    assert state.aims == Target(reps=2, rest_s=90)
    assert len(of(facts, RepCounted)) == 3
    assert of(facts, SetEnded) == []


def test_a_target_of_the_user_goes_before_the_exercise_s_own_until_it_is_cleared() -> None:
    state = workout.begin(replace(SQUAT, target=Target(reps=10, tempo=(2, 0, 1, 0), rest_s=90)))
    state = workout.aim(state, Target(reps=3, rest_s=45))
    assert state.aims == Target(reps=3, tempo=(2, 0, 1, 0), rest_s=45)
    assert workout.aim(state, Target()).aims == Target(reps=10, tempo=(2, 0, 1, 0), rest_s=90)


def test_a_target_in_reps_is_not_taken_for_seconds() -> None:
    state = workout.aim(workout.begin(SQUAT), Target(reps=5))
    state, _ = workout.choose(state, 0.0, PUSH_UP)
    assert state.aims.reps == 5
    state, _ = workout.choose(state, 0.0, replace(PUSH_UP, name="plank", unit=Unit.SECONDS, target=Target(reps=60)))
    assert state.aims.reps == 60
    assert state.target == Target()


def test_a_correction_says_why() -> None:
    state, _ = play(counting(), knees(stick.squats(75, 75)))
    state, (undone,) = workout.correct(state, 8.0, Correction.UNDONE, "racked it")
    _, (added,) = workout.correct(state, 8.1, Correction.ADDED, "missed one")
    assert (undone.why, added.why) == ("racked it", "missed one")


def test_a_long_rest_ends_the_set_and_a_longer_one_the_workout() -> None:
    state, _ = workout.start(workout.begin(SQUAT, Rules(rest_s=5, idle_s=60)), 0.0, armed=False)
    state, facts = play(state, knees([172.0] * 200))
    assert of(facts, SetEnded)[0].why is Ending.REST
    state, facts = workout.tick(state, 70.0)
    assert facts == [WorkoutEnded(70.0, 1, 0)]


def test_a_set_goes_on_after_a_restart_with_its_count_and_range() -> None:
    state, facts = play(counting(), knees(stick.squats(75, 75)))
    before = of(facts, RepCounted)
    resumed = workout.resume(workout.begin(SQUAT), state.set, 100.0)
    _, facts = play(resumed, knees(stick.squats(130, 75), 100.0), 100.0)
    assert before[-1].n == 2
    assert [rep.n for rep in of(facts, RepCounted)] == [3]
    assert [fact.reason for fact in of(facts, RepRejected)] == [Reason.SHALLOW]


def test_the_same_poses_give_the_same_facts_to_the_bit() -> None:
    poses = knees(stick.squats(75, 130, 80))
    assert play(counting(), poses)[1] == play(counting(), poses)[1]


ONE_REP = st.tuples(st.floats(60, 150), st.floats(0.2, 1.5), st.floats(0.0, 1.0), st.floats(130, 172))
"""How deep, how quick, how long at the bottom, and how far up again."""


def restless(reps: list[tuple[float, float, float, float]]) -> list[float]:
    plan = [(1.0, 172.0)]
    for depth, each_way_s, pause_s, up in reps:
        plan += [(each_way_s, depth), (pause_s + 0.05, depth), (each_way_s, up), (0.3, up)]
    return list(stick.glide([*plan, (1.0, 172.0)]))


few = settings(max_examples=20, deadline=None, derandomize=True, database=None)


@few
@given(st.lists(ONE_REP, max_size=4))
def test_whatever_is_done_the_facts_are_sound_and_the_same_on_replay(reps: list[tuple[float, ...]]) -> None:
    poses = knees(restless(reps))
    state, facts = play(counting(), poses)
    _, ended = workout.stop(state, len(poses) / stick.FPS)
    again, same = play(counting(), poses)
    assert [*facts, *ended] == [*same, *workout.stop(again, len(poses) / stick.FPS)[1]]
    counted, summary = of([*facts, *ended], RepCounted), of(ended, SetEnded)[0]
    assert [rep.n for rep in counted] == list(range(1, summary.reps + 1))
    assert all(0.0 <= rep.confidence <= 1.0 for rep in counted)
    assert summary.at_least <= summary.reps <= summary.at_most
    assert len(counted) <= 2 * len(reps), "a movement that stops half way may be two"
    times = [(rep.start, rep.end) for rep in counted]
    assert times == sorted(times)


def mirrored(pose: Pose) -> Pose:
    """The left side is the right one, and the picture is seen in a mirror."""
    order = [Joint[_other_side(joint.name)] for joint in Joint]
    xy = np.float32([stick.SIZE[0], 0]) + pose.xy[order] * np.float32([-1, 1])
    return Pose(pose.t, xy, pose.world[order] * np.float32([-1, 1, 1]), pose.score[order])


def _other_side(name: str) -> str:
    left, right = "LEFT", "RIGHT"
    return name.replace(left, right) if left in name else name.replace(right, left)


@few
@given(st.lists(ONE_REP, min_size=1, max_size=3), st.sampled_from([0.5, 2.0]))
def test_a_mirrored_or_larger_picture_gives_the_same_count_as_surely(
    reps: list[tuple[float, ...]], scale: float
) -> None:
    poses = knees(restless(reps))
    larger = [Pose(pose.t, pose.xy * np.float32(scale), pose.world, pose.score) for pose in poses]
    _, facts = play(counting(), poses)
    for others in ([mirrored(pose) for pose in poses], larger):
        _, found = play(counting(), others)
        assert [(type(fact), fact.t) for fact in found] == [(type(fact), fact.t) for fact in facts]
        sure, as_sure = ([rep.confidence for rep in of(each, RepCounted)] for each in (facts, found))
        assert as_sure == pytest.approx(sure, abs=0.01)


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_the_frame_rate_does_not_change_the_count(fps: int) -> None:
    plan = [(1.0, 172.0), *[(0.9, 75.0), (0.2, 75.0), (0.8, 172.0), (0.4, 172.0)] * 4]
    state, facts = counting(), []
    for i, angle in enumerate(stick.glide(plan, fps)):
        state, found = workout.step(state, stick.squatting(angle, i / fps), i / fps, stick.SIZE)
        facts += found
    assert len(of(facts, RepCounted)) == 4


def test_a_pose_whose_joints_are_all_at_one_point_stops_nothing() -> None:
    standing = knees(stick.squats(75))
    squeezed = [Pose(p.t, np.full_like(p.xy, 300), np.zeros_like(p.world), p.score) for p in standing]
    _, facts = play(counting(), squeezed + knees(stick.squats(75), len(squeezed) / stick.FPS))
    assert len(of(facts, RepCounted)) == 1
