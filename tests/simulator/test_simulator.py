"""The simulated athlete is one: bones keep their length, feet stay where they stand, cameras see what is there."""

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from daemon.cli import main
from daemon.core.facts import Reason
from daemon.core.features.body_measures import angle
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from tests.simulator.body import Athlete, joints
from tests.simulator.camera import Camera, world
from tests.simulator.exercises import PROGRAMS
from tests.simulator.motion import Timeline
from tests.simulator.story import Lift, Plan, simulate
from tests.simulator.weakness import Weakness

TALL, SMALL = Athlete(2.0, 1.05, 1.04, 0.97), Athlete(1.45, 0.95, 0.96, 1.04)
EXACT = Weakness(jitter=0.0, depth_gain=1.0, hides=0.0)


def room(name: str, athlete: Athlete = TALL) -> np.ndarray:
    """Joints over one rep without sway, from the start to the start."""
    program = PROGRAMS[name](athlete)
    line = Timeline(program.start.vector())
    for step in program.ways[0]:
        line.to(step.to.vector(), 1.0)
    line.to(program.start.vector(), 1.0)
    return joints(athlete, line.rows(np.arange(0, line.now, 0.05)))


def length(points: np.ndarray, a: str, b: str) -> np.ndarray:
    return np.linalg.norm(points[:, Joint[a]] - points[:, Joint[b]], axis=1)


@pytest.mark.parametrize("athlete", [TALL, SMALL])
@pytest.mark.parametrize("name", PROGRAMS)
def test_bones_keep_their_length(name: str, athlete: Athlete) -> None:
    points = room(name, athlete)
    for side in ("LEFT", "RIGHT"):
        for a, b, metres in (
            ("HIP", "KNEE", athlete.thigh),
            ("KNEE", "ANKLE", athlete.shank),
            ("SHOULDER", "ELBOW", athlete.upper_arm),
            ("ELBOW", "WRIST", athlete.forearm),
        ):
            assert length(points, f"{side}_{a}", f"{side}_{b}") == pytest.approx(metres, rel=1e-6)
    assert np.isfinite(points).all()


@pytest.mark.parametrize("name", PROGRAMS)
def test_nobody_sinks_into_the_floor(name: str) -> None:
    assert room(name)[:, :, 1].min() > -0.05


@pytest.mark.parametrize("name", ["squat", "deadlift", "romanian_deadlift", "shoulder_press", "side_lunge", "push_up"])
def test_planted_feet_do_not_slide(name: str) -> None:
    ankles = room(name)[:, [Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE]]
    assert np.ptp(ankles, axis=0).max() < 0.02


@pytest.mark.parametrize("name", ["push_up", "pull_up", "mountain_climber"])
def test_planted_hands_do_not_slide(name: str) -> None:
    wrists = room(name)[:, [Joint.LEFT_WRIST, Joint.RIGHT_WRIST]]
    assert np.ptp(wrists, axis=0).max() < 0.03


def test_a_squat_bends_the_knees_as_squats_do() -> None:
    knee = [angle(*p[[Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE]].tolist()) for p in room("squat")]
    assert max(knee) == pytest.approx(172, abs=3)
    assert min(knee) == pytest.approx(68, abs=6)


def test_the_camera_sees_left_on_its_right_from_the_front() -> None:
    sight = simulate(Plan("squat", (Lift(),), camera=Camera(azimuth=0), weakness=EXACT)).sights[0]
    assert sight.pose is not None
    assert sight.pose.world is not None
    left, right = sight.pose.xy[Joint.LEFT_SHOULDER], sight.pose.xy[Joint.RIGHT_SHOULDER]
    assert left[0] > right[0]
    assert sight.pose.xy[Joint.NOSE][1] < sight.pose.xy[Joint.LEFT_ANKLE][1]
    assert sight.pose.world[Joint.NOSE][2] < sight.pose.world[Joint.LEFT_EAR][2]  # the nose is nearer


def test_the_whole_set_is_in_the_picture() -> None:
    simulated = simulate(Plan("jumping_jack", (Lift(),) * 3, camera=Camera(distance=2.0), weakness=EXACT))
    xy = np.array([s.pose.xy for s in simulated.sights if s.pose is not None])
    assert xy.min() > 0
    assert (xy < np.array(Camera().size)).all()


def test_world_landmarks_are_the_joints_around_the_hips() -> None:
    camera, points = Camera(azimuth=70), room("squat", SMALL)
    metres = world(camera.seen(points), 1.0)
    assert metres.shape == (len(points), JOINT_COUNT, 3)
    assert (metres[:, Joint.LEFT_HIP] + metres[:, Joint.RIGHT_HIP]) == pytest.approx(0, abs=1e-9)
    assert length(metres, "LEFT_HIP", "LEFT_KNEE") == pytest.approx(SMALL.thigh)


def test_from_the_side_the_far_arm_is_guessed_and_the_near_one_is_not() -> None:
    sight = simulate(Plan("squat", (Lift(),), camera=Camera(azimuth=90))).sights[0]
    assert sight.pose is not None
    assert sight.pose.score[Joint.LEFT_ELBOW] > 0.9
    assert sight.pose.score[Joint.RIGHT_ELBOW] < 0.3


def test_a_model_without_weakness_errs_nothing() -> None:
    plan = Plan("squat", (Lift(),), weakness=EXACT)
    sight = simulate(plan).sights[20]
    assert sight.pose is not None
    assert sight.pose.world is not None
    true = simulate(plan).joints[20:21]
    assert length(sight.pose.world[None], "LEFT_KNEE", "LEFT_ANKLE") == pytest.approx(
        length(true, "LEFT_KNEE", "LEFT_ANKLE"), rel=1e-5
    )


def test_frames_without_a_pose_are_as_many_as_asked() -> None:
    plan = Plan("squat", (Lift(),) * 5, weakness=Weakness(blind=0.1, gap_s=0.1))
    sights = simulate(plan).sights
    assert 0.04 < np.mean([s.pose is None for s in sights]) < 0.11


@pytest.mark.parametrize("fps", [10.0, 29.97, 60.0])
def test_the_truth_does_not_depend_on_the_frame_rate(fps: float) -> None:
    plan = Plan("lunge", (Lift(), Lift(pause=0.5), Lift(0.3, expect=Reason.SHALLOW)))
    usual, other = simulate(plan), simulate(replace(plan, fps=fps))
    assert other.reps == usual.reps
    assert other.no_reps == usual.no_reps
    assert [len(other.reps), len(other.no_reps)] == [2, 1]


def test_a_rep_turns_between_its_ends() -> None:
    for rep in simulate(Plan("burpee", (Lift(), Lift(pace=1.5)))).reps:
        assert rep.start < rep.turn < rep.end


def test_the_same_seed_gives_the_same_poses() -> None:
    one, two, three = (simulate(Plan("curl", (Lift(),), seed=seed)).sights[9].pose for seed in (4, 4, 5))
    assert one is not None
    assert two is not None
    assert three is not None
    assert (one.xy == two.xy).all()
    assert (one.xy != three.xy).any()


@pytest.mark.slow
def test_written_sets_are_read_by_the_benchmark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = [sys.executable, "-m", "tests.simulator", "--out", str(tmp_path), "--n", "10", "--only", "squat", "--wild"]
    subprocess.run(argv, check=True, cwd=Path(__file__).parents[2], timeout=120)
    with (tmp_path / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["exercise"] for row in rows] == ["squat"] * 9 + ["none"]
    assert main.main(["benchmark", str(tmp_path), "--jobs", "1", "--exercise", "squat"]) == 0
    said = capsys.readouterr().out
    assert "nobody exercises: 1 items" in said
    assert "/9 " in said  # no-reps that were told for the right reason
