"""A camera on its side or upside down is said; nobody who lies, hangs or leans is taken for one."""

from pathlib import Path

import numpy as np
import pytest

from daemon.camera.trace import TraceSource
from daemon.core.pose.orientation import Orientation, advice, follow
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import ReadStatus
from tests.fakes import stick

GOLDEN = Path(__file__).parents[1] / "golden"
TRACES = [GOLDEN / "demo.npz", *sorted((GOLDEN / "exercises").glob("*.npz"))]
SQUARE = ("curl", "high_knees", "pull_up", "side_lunge", "side_squat_jump", "toe_tap")
"""Exercises that are done standing or hanging, whose golden trace is seen from the front, no arm out to the side."""
STANDING = (*SQUARE, "front_raise", "jumping_jack", "lateral_raise", "lunge", "seal_jack", "shoulder_press", "squat")
TURNS = (90, 180, 270)
WALK_S = 2.5
"""Of the demo: the athlete comes in, and has not begun yet."""


def poses(path: Path, turn: int = 0) -> list[Pose]:
    """The poses of a trace, turned clockwise."""
    source, found = TraceSource(path, turn), []
    while not isinstance(sight := source.read(0.0), ReadStatus):
        if sight.pose is not None:
            found.append(sight.pose)
    return found


def demo(turn: int = 0) -> list[Pose]:
    return poses(GOLDEN / "demo.npz", turn)


def exercise(name: str, turn: int = 0) -> list[Pose]:
    return poses(GOLDEN / "exercises" / f"{name}.npz", turn)


def later(before: list[Pose], after: list[Pose]) -> list[Pose]:
    """One after the other."""
    by = before[-1].t - after[0].t + 1.0
    return [*before, *(Pose(pose.t + by, pose.xy, pose.world, pose.score) for pose in after)]


def advised_turns(seen: list[Pose]) -> list[int]:
    """Every turn that was advised, one after the other."""
    state, found = Orientation(), []
    for pose in seen:
        state = follow(state, pose)
        found.append(state.turn)
    return [turn for i, turn in enumerate(found) if i == 0 or turn != found[i - 1]]


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_no_exercise_is_taken_for_a_turned_picture(path: Path) -> None:
    assert advised_turns(poses(path)) == [0]


@pytest.mark.parametrize("turn", TURNS)
def test_who_walks_along_a_wall_shows_a_turned_picture_before_the_first_rep(turn: int) -> None:
    """And push-ups later on, in which the athlete then stands or hangs head down, change nothing about it."""
    assert advised_turns(demo(turn)) == [0, 360 - turn]
    assert advised_turns([pose for pose in demo(turn) if pose.t < WALK_S]) == [0, 360 - turn]


@pytest.mark.parametrize(("name", "turn"), [(n, t) for n in SQUARE for t in (90, 270)] + [(n, 180) for n in STANDING])
def test_who_stands_in_mid_air_or_on_the_head_for_seconds_shows_it_too(name: str, turn: int) -> None:
    assert advised_turns(exercise(name, turn)) == [0, 360 - turn]


def test_a_word_takes_seconds() -> None:
    assert advised_turns([pose for pose in exercise("curl", 180) if pose.t < 3.0]) == [0]


@pytest.mark.parametrize("turn", TURNS)
def test_who_walked_upright_may_lie_or_stand_on_the_head_for_as_long_as_they_like(turn: int) -> None:
    """A plank on the side, legs that are lifted lying on it, a handstand."""
    came_in = [pose for pose in demo() if pose.t < WALK_S]
    assert advised_turns(later(came_in, exercise("curl", turn))) == [0]


def test_a_hand_that_props_the_body_up_is_a_plank_on_the_side() -> None:
    propped = []
    for pose in exercise("curl", 90):
        xy = pose.xy.copy()
        xy[Joint.LEFT_WRIST] = xy[Joint.LEFT_SHOULDER]
        xy[Joint.LEFT_WRIST, 1] = xy[:, 1].max() + 0.6 * abs(xy[Joint.LEFT_SHOULDER, 0] - xy[Joint.LEFT_HIP, 0])
        propped.append(Pose(pose.t, xy, pose.world, pose.score))
    assert advised_turns(propped) == [0]


def drawn_together(pose: Pose, joints: tuple[Joint, ...], to: tuple[Joint, ...], by: float) -> Pose:
    """The joints moved towards the middle of others, by a share of the way."""
    xy = pose.xy.copy()
    middle = xy[list(to)].mean(axis=0)
    xy[list(joints)] += by * (middle - xy[list(joints)])
    return Pose(pose.t, xy, pose.world, pose.score)


def test_who_lies_on_a_bench_seen_at_an_angle_is_no_sign() -> None:
    shoulders = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    assert advised_turns([drawn_together(pose, shoulders, shoulders, 0.5) for pose in exercise("curl", 90)]) == [0]


def test_who_kneels_or_draws_up_the_legs_is_no_sign() -> None:
    feet, hips = (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE), (Joint.LEFT_HIP, Joint.RIGHT_HIP)
    assert advised_turns([drawn_together(pose, feet, hips, 0.5) for pose in exercise("curl", 90)]) == [0]


def test_a_camera_that_is_hung_right_again_is_seen_by_the_next_walk() -> None:
    assert advised_turns(later(demo(90), demo())) == [0, 270, 0]


def test_another_person_elsewhere_has_not_walked_there() -> None:
    lying = [pose for pose in exercise("squat", 90) if pose.t < 1.0]
    elsewhere = [Pose(pose.t, pose.xy + np.float32(400), pose.world, pose.score) for pose in lying]
    assert advised_turns([*lying, *(Pose(p.t + 1.0, p.xy, p.world, p.score) for p in elsewhere)]) == [0]


def test_a_frame_without_anybody_changes_nothing() -> None:
    state = follow(Orientation(), stick.squatting(172, 0.0))
    assert follow(state, None) is state


@pytest.mark.parametrize(
    ("turn", "present", "says"),
    [
        (0, 90, None),
        (90, 0, "the picture seems turned by 90°: set turn = 90"),
        (270, 0, "the picture seems turned by 90°: set turn = 270"),
        (90, 270, "the picture seems turned by 90°: set turn = 0"),
        (180, 90, "the picture seems upside down: set turn = 270"),
    ],
)
def test_the_advice_is_what_to_set_and_not_what_to_add(turn: int, present: int, says: str | None) -> None:
    assert advice(turn, present) == says
