"""What somebody who sets the camera up is told to move."""

from dataclasses import replace

import numpy as np
import pytest

from daemon.config import exercises
from daemon.core import spec
from daemon.core.placement import Check, Scene, checks
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from tests.fakes import stick

SQUAT, PUSH_UP = exercises.load("squat"), exercises.load("push_up")
GOOD = Scene(light=0.5, blown=0.0, shake=0.001)


def standing(scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0)) -> Pose:
    """The stick figure upright, its ankles at the bottom; scaled about the picture's middle, then moved (pixels)."""
    pose = stick.squatting(172, 0.0, at=(320.0, 420.0))
    middle = np.array(stick.SIZE) / 2
    xy = ((pose.xy - middle) * scale + middle + shift).astype(np.float32)
    return Pose(0.0, xy, pose.world, pose.score)


def seen_from_the_front() -> Pose:
    """The stick figure with its shoulders apart in the picture."""
    pose = standing()
    world = pose.world.copy()
    world[:, 2] = 0
    world[:, 0] += np.where(np.arange(33) % 2, 0.2, -0.2)
    return Pose(0.0, pose.xy, world, pose.score)


def checks_of(pose: Pose | None, scene: Scene = GOOD, exercise: exercises.spec.Exercise = SQUAT) -> dict[str, Check]:
    return {each.check: each for each in checks(pose, stick.SIZE, exercise, scene)}


def test_a_camera_that_stands_well_is_told_so_in_every_line() -> None:
    found = checks_of(standing())
    assert list(found) == ["body", "distance", "height", "view", "form", "light", "shake"]
    assert [each for each in found.values() if each.ok is not True] == []


@pytest.mark.parametrize("pose", [standing(), None])
def test_a_turned_picture_comes_first(pose: Pose | None) -> None:
    found = checks(pose, stick.SIZE, SQUAT, GOOD, "the picture seems upside down: set turn = 180")
    assert found[0] == Check("turn", ok=False, says="the picture seems upside down: set turn = 180")
    assert found[1:] == checks(pose, stick.SIZE, SQUAT, GOOD)


@pytest.mark.parametrize(("x", "side"), [(-150, "on the left"), (0, "in the middle"), (150, "on the right")])
def test_somebody_else_in_view_is_said_with_who_is_followed(x: float, side: str) -> None:
    found = checks_of(standing(shift=(x, 0)), Scene(light=0.5, shake=0.001, others=1))
    assert next(iter(found)) == "people"
    assert found["people"].ok is False
    assert found["people"].says.startswith(f"2 people in view: Spotter follows the one {side}; keep others")
    assert next(iter(checks_of(None, Scene(light=0.5, others=1)))) == "body", "nobody is followed"


def test_with_nobody_in_sight_only_the_picture_itself_is_judged() -> None:
    found = checks_of(None)
    assert found["body"].ok is False
    assert [found[name].ok for name in ("distance", "height", "view", "light", "shake")] == [None] * 3 + [True] * 2


@pytest.mark.parametrize(
    ("shift", "says"),
    [
        ((0, 60), "feet cut off at the bottom: tilt the camera down"),
        ((0, -110), "head cut off at the top: tilt the camera up"),
        ((-320, 0), "turn the camera to the left"),
        ((320, 0), "turn the camera to the right"),
    ],
)
def test_who_is_cut_off_is_told_what_and_which_way_to_turn(shift: tuple[float, float], says: str) -> None:
    body = checks_of(standing(shift=shift))["body"]
    assert body.ok is False
    assert says in body.says


def test_who_is_cut_off_on_both_ends_is_told_to_move_the_camera_back() -> None:
    body = checks_of(standing(scale=2.0))["body"]
    assert "head" in body.says
    assert "feet" in body.says
    assert body.says.endswith(": move the camera back")


def test_feet_behind_a_bench_are_told_as_hidden() -> None:
    pose = standing()
    score = pose.score.copy()
    score[Joint.LEFT_ANKLE :] = 0.2
    assert checks_of(Pose(0.0, pose.xy, pose.world, score))["body"].says.startswith("feet hidden")


@pytest.mark.parametrize(
    ("scale", "ok", "says"), [(0.4, False, "too far"), (1.0, True, "you fill"), (1.45, False, "too near")]
)
def test_the_distance_is_told_by_how_much_of_the_picture_is_filled(scale: float, ok: bool, says: str) -> None:  # noqa: FBT001 - a table
    distance = checks_of(standing(scale=scale))["distance"]
    assert distance.ok is ok
    assert distance.says.startswith(says)


def test_raised_arms_need_more_room() -> None:
    pose = standing(scale=1.25)
    assert checks_of(pose)["distance"].ok
    assert "raised arms" in checks_of(pose, exercise=exercises.load("pull_up"))["distance"].says


def test_a_camera_that_looks_too_high_or_too_low_is_told() -> None:
    assert "lower the camera" in checks_of(standing(scale=0.6, shift=(0, 130)))["height"].says
    assert "raise the camera" in checks_of(standing(scale=0.6, shift=(0, -130)))["height"].says


def test_who_lies_low_in_the_picture_is_well_placed() -> None:
    assert checks_of(stick.pushing_up(170, 0.0), exercise=PUSH_UP)["height"].ok


def test_a_view_that_the_exercise_cannot_be_counted_from_is_told_with_the_best() -> None:
    front = seen_from_the_front()
    from_the_side = exercises.spec.Exercise("x", "Sit-up", SQUAT.movement, "knee", views=("side",))
    view = checks_of(front, exercise=from_the_side)["view"]
    assert view.ok is False
    assert "seen from the front" in view.says
    assert "from the side" in view.says
    assert checks_of(front, exercise=SQUAT)["view"].ok


def test_what_is_measured_from_here_is_said_with_where_the_camera_would_see_the_rest() -> None:
    rules = [("heels_up", ("side", "oblique")), ("knees_in", ("front", "oblique")), ("to_one_side", ("front",))]
    faults = tuple(spec.FaultRule(rule, "knee_cave", "x", max=1.0, views=views) for rule, views in rules)
    squat = replace(SQUAT, fault=faults)
    found = checks_of(standing(), exercise=squat)["form"]
    assert found.ok is True
    rest = (
        "left and right, knees in (put the camera at an angle, half to your side); to one side (put the camera in front"
    )
    assert found.says == f"the count, range and score, hip crease below knee, heels up; not {rest} of you)"
    found = checks_of(standing(), exercise=replace(squat, fault=faults[:2]))["form"]
    rest = "left and right, knees in (put the camera at an angle, half to your side)"
    assert found.says == f"everything but {rest}"
    front = checks_of(seen_from_the_front(), exercise=squat)["form"]
    assert front.ok is None, "it counts: that is not wrong"
    rest = "range and score, hip crease below knee, heels up (put the camera to your side)"
    assert front.says == f"the count, left and right, knees in, to one side; not {rest}"


def test_what_has_no_form_to_be_measured_by_promises_nothing_and_a_hold_no_score() -> None:
    for exercise in exercises.spec.RESERVED.values():
        assert "form" not in checks_of(standing(), exercise=exercise)
    plank = checks_of(standing(), exercise=exercises.load("plank"))["form"]
    assert "score" not in plank.says


@pytest.mark.parametrize(
    ("scene", "name", "says"),
    [
        (Scene(0.05), "light", "too dark"),
        (Scene(0.95, 0.1), "light", "white"),
        (Scene(0.5, 0.5), "light", "window"),
        (Scene(0.5, 0.0, 0.02), "shake", "fix it"),
    ],
)
def test_bad_light_and_a_shaking_camera_are_told(scene: Scene, name: str, says: str) -> None:
    check = checks_of(standing(), scene)[name]
    assert check.ok is False
    assert says in check.says


def test_a_first_picture_says_nothing_about_shaking() -> None:
    assert checks_of(standing(), Scene(0.5))["shake"].ok is None
