"""How good a rep was: measured on its poses, the same on every replay, and withheld where nothing shows it."""

from dataclasses import replace

import numpy as np
import pytest

from daemon.config import exercises
from daemon.core import workout
from daemon.core.facts import RepCounted
from daemon.core.form import parts, recording, score, tempo, velocity
from daemon.core.form.rom import Range
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.core.spec import AUTO
from daemon.core.state import Rules
from tests.fakes import stick

SIZE = (1280, 720)


def reps_of(poses: list[Pose], name: str = "squat") -> list[RepCounted]:
    """Returns the reps of one set, from the first pose to the last."""
    state, facts = workout.begin(exercises.load(name)), []
    state, _ = workout.start(state, poses[0].t, armed=False)
    for pose in poses:
        state, found = workout.step(state, pose, pose.t, SIZE)
        facts += found
    facts += workout.stop(state, poses[-1].t)[1]
    return [fact for fact in facts if isinstance(fact, RepCounted)]


def squats(*depths: float, down_s: float = 1.5, up_s: float = 1.0) -> list[Pose]:
    angles = stick.squats(*depths, down_s=down_s, up_s=up_s)
    return [stick.squatting(angle, i / stick.FPS) for i, angle in enumerate(angles)]


def turned(pose: Pose, yaw_deg: float) -> Pose:
    """Returns somebody seen from the side, turned towards the camera."""
    assert pose.world is not None
    cosine, sine = np.cos(np.radians(yaw_deg)), np.sin(np.radians(yaw_deg))
    world = (pose.world @ np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])).astype(np.float32)
    hips = pose.xy[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
    return replace(pose, world=world, xy=(hips + stick.PX_PER_M * world[:, :2]).astype(np.float32))


def test_every_counted_rep_has_its_measures() -> None:
    first, second = reps_of(squats(75, 75))
    assert first.velocity is not None and first.stability is not None  # noqa: PT018 - one thing: they are there
    assert second.rom_deg is not None and second.rom_pm is not None  # noqa: PT018 - one thing: it is told
    assert abs(second.rom_deg - 97) < second.rom_pm
    assert set(second.parts) == {"rom", "stability", "tempo"}
    assert second.score == pytest.approx(sum(p.weight * p.score for p in second.parts.values()), abs=0.1)
    assert len(second.angles) == 32


def test_the_tempo_is_what_was_done() -> None:
    rep = reps_of(squats(75, 75, down_s=2.0, up_s=1.0))[1]
    assert rep.tempo.eccentric_s == pytest.approx(2.0, abs=0.3)
    assert rep.tempo.concentric_s == pytest.approx(1.0, abs=0.2)
    assert rep.tempo.bottom_s == pytest.approx(0.2, abs=0.2)


def test_a_deeper_squat_has_the_greater_range() -> None:
    shallow, deep = reps_of(squats(95, 70))
    assert shallow.rom_deg is not None and deep.rom_deg is not None  # noqa: PT018 - one thing: both are told
    assert deep.rom_deg - shallow.rom_deg == pytest.approx(25, abs=10)


def test_twice_as_fast_is_twice_the_velocity() -> None:
    slow, quick = (reps_of(squats(75, 75, up_s=up_s))[1].velocity for up_s in (1.6, 0.8))
    assert slow is not None and quick is not None  # noqa: PT018 - one thing: both are told
    assert quick.mean / slow.mean == pytest.approx(2, abs=0.3)


def test_a_replay_is_the_same_to_the_bit() -> None:
    assert reps_of(squats(75, 80)) == reps_of(squats(75, 80))


def test_without_depth_from_the_model_a_rep_is_measured_in_the_picture() -> None:
    flat = [replace(pose, world=None) for pose in squats(75, 75)]
    rep = reps_of(flat)[1]
    assert rep.velocity is not None
    assert rep.view == "side"
    assert rep.rom_deg == pytest.approx(97, abs=10)


def test_an_angle_that_a_picture_without_depth_does_not_show_is_withheld_with_the_reason() -> None:
    oblique = [turned(pose, 40.0) for pose in squats(75, 75)]
    for pose, told in ((oblique, True), ([replace(pose, world=None) for pose in oblique], False)):
        rep = reps_of(pose)[1]
        assert rep.view == "oblique"
        assert (rep.rom_deg is not None) is told
        assert ("no depth" in rep.withheld.get("rom_deg", "")) is not told
        assert ("no depth" in rep.withheld.get("score", "")) is not told


def test_what_repeats_without_an_exercise_has_no_score_and_says_why() -> None:
    reps = reps_of(squats(75, 75, 75), "any")
    assert reps
    assert all(rep.score is None and "any movement" in rep.withheld["score"] for rep in reps)


def test_a_rep_that_was_not_recorded_is_told_without_measures() -> None:
    poses = squats(75, 75)
    state, facts = workout.begin(exercises.load("squat")), []
    state, _ = workout.start(state, 0.0, armed=False)
    for pose in poses:
        state = state._replace(form=state.form._replace(recording=recording.Recording()))
        state, found = workout.step(state, pose, pose.t, SIZE)
        facts += found
    (rep, *_) = (fact for fact in facts if isinstance(fact, RepCounted))
    assert rep.score is None
    assert "not seen whole" in rep.withheld["score"]


def test_a_movement_of_least_jerk_has_its_own_ends() -> None:
    t = np.arange(0, 5, 1 / 30)

    def ease(u: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        u = np.clip(u, 0, 1)
        return u**3 * (10 - 15 * u + 6 * u * u)

    found = tempo.moments(t, ease((t - 1) / 1.2) - ease((t - 2.7) / 0.9), 1.2, 3.4)
    assert found is not None
    told = (found.start, found.down, found.up, found.end)
    assert told == pytest.approx((1.0, 2.2, 2.7, 3.6), abs=0.08)


def test_slowing_compares_the_last_two_with_the_two_fastest() -> None:
    assert velocity.slowing([1.0, 1.0, 0.9]) is None
    assert velocity.slowing([1.0, 1.0, 0.8, 0.6]) == pytest.approx(0.3)


def test_the_recording_keeps_a_minute() -> None:
    kept, pose = recording.Recording(), squats(75)[0]
    for i in range(3000):
        kept = recording.add(kept, replace(pose, t=i / 30))
    every = recording.between(kept, 0.0, 100.0)
    assert 60.0 <= every[-1].t - every[0].t < 60.0 + 3 * recording.CHUNK / 30
    assert [p.t for p in recording.between(kept, 90.0, 91.0)] == pytest.approx(np.arange(2700, 2731) / 30)


def test_jitter_widens_what_is_told() -> None:
    chance = np.random.default_rng(1)
    still = squats(75, 75)
    shaken = [
        replace(pose, world=(pose.world + chance.normal(0, 0.02, pose.world.shape)).astype(np.float32))
        for pose in still
        if pose.world is not None
    ]
    calm, loud = (reps_of(poses)[1] for poses in (still, shaken))
    assert calm.stability is not None and loud.stability is not None  # noqa: PT018 - one thing: both are told
    assert loud.stability.jitter > 2 * calm.stability.jitter


def test_a_rep_that_is_credited_late_has_the_measures_of_one_that_counts_at_once() -> None:
    poses = squats(75, 75, 75)
    at_once = reps_of(poses)
    rules = Rules(repertoire=tuple(exercises.read_all().values()))
    state, facts = workout.begin(AUTO, rules), []
    state, _ = workout.start(state, poses[0].t, armed=False)
    for pose in poses:
        state, found = workout.step(state, pose, pose.t, SIZE)
        facts += found
    facts += workout.stop(state, poses[-1].t)[1]
    late = [fact for fact in facts if isinstance(fact, RepCounted)]
    assert [(rep.exercise, rep.tempo, rep.rom_deg, rep.score) for rep in late] == [
        (rep.exercise, rep.tempo, rep.rom_deg, rep.score) for rep in at_once
    ]


def test_the_range_from_which_nothing_is_lost_is_what_the_part_tells() -> None:
    nothing_short = [parts.rom(Range(deg, 3.0, None, (), ((0.0, 0.0), (0.0, 0.0))), 70.0, 0.0, "") for deg in (67, 66)]
    assert [(each.lost > 0, each.limit) for each in nothing_short] == [(False, 66.5), (True, 66.5)]
    shallow = parts.rom(Range(68.0, 3.0, None, (), ((0.0, 0.0), (0.0, 0.0))), 70.0, 12.0, "hip crease below the knee")
    assert (shallow.lost > 0, shallow.limit) == (True, 80.0)


def test_a_part_far_from_losing_anything_is_sure_of_its_points() -> None:
    parts_of = [score.part("tempo", score.Loss(share, 0.5, 1.0, 0.5, " s", "")) for share in (-1.0, -0.2, 0.3, 1.8)]
    assert [(each.score, each.pm) for each in parts_of] == [(100.0, 0.0), (100.0, 30.0), (70.0, 50.0), (0.0, 0.0)]
