"""The posture of a hold: what shows it in one frame."""

from dataclasses import replace

import pytest

from daemon.config import exercises
from daemon.core.counting.held_posture import HeldPosture
from daemon.core.counting.posture import stands_down, violated
from daemon.core.features.movement import Movement, Readings
from daemon.core.features.sample import Sample
from daemon.core.params import FeatureParams, HoldParams, MeasureParams, SmootherParams
from daemon.core.pose.smoothing import OneEuroSmoother
from daemon.core.spec import Exercise, Requirement, Unit, When
from tests.fakes import stick

LEVEL = Requirement("torso_tilt", When.REP, min=52.0)
STRAIGHT = Requirement("knee", When.REP, min=130.0, optional=True)
PLANK = Exercise("plank", "Plank", (), "hip", requires=(LEVEL, STRAIGHT), visible=("hip",), unit=Unit.SECONDS)
COLUMNS = Movement.of(PLANK, FeatureParams()).columns


def shown(sample: Sample, exercise: Exercise = PLANK) -> bool:
    return HeldPosture(HoldParams(), MeasureParams(), exercise, COLUMNS).shown_in(sample)


def frame(
    *, torso_tilt: float = 80.0, knee: float = 175.0, knee_sure: float = 1.0, facing: float = 0.1, sure: float = 1.0
) -> Sample:
    named = {"torso_tilt": torso_tilt, "knee": knee, "facing": facing}
    values = tuple(named.get(name, 0.0) for name in COLUMNS)
    confidences = tuple(knee_sure if name == "knee" else 1.0 for name in COLUMNS)
    return Sample(0.0, 0.0, sure, values, confidences)


def test_the_posture_is_shown_in_a_frame_that_has_all_it_requires() -> None:
    assert shown(frame())


@pytest.mark.parametrize(
    "sample",
    [frame(torso_tilt=51.9), frame(knee=129.9), frame(sure=HoldParams().min_confidence - 0.01)],
    ids=["upright", "kneeling", "hidden"],
)
def test_what_is_not_the_posture_is_not_taken_for_it(sample: Sample) -> None:
    assert not shown(sample)


def test_a_limb_that_is_hidden_is_not_asked_for_where_it_is_optional() -> None:
    assert shown(frame(knee=90.0, knee_sure=HoldParams().min_visibility - 0.01))
    asked = replace(PLANK, requires=(LEVEL, replace(STRAIGHT, optional=False)))
    assert not shown(frame(knee=90.0, knee_sure=0.0), asked)


def test_a_requirement_of_one_view_stands_down_in_another() -> None:
    from_the_side = replace(PLANK, requires=(replace(LEVEL, views=("side",)),))
    assert not shown(frame(torso_tilt=10.0, facing=0.1), from_the_side)
    assert shown(frame(torso_tilt=10.0, facing=0.95), from_the_side)


def test_a_posture_that_cannot_be_judged_is_not_asked_for() -> None:
    asked = replace(LEVEL, optional=True, views=("front", "oblique"))
    assert stands_down(asked, 0.29, 0.3, view="front")
    assert stands_down(asked, 1.0, 0.3, view="side")
    assert not stands_down(asked, 0.31, 0.3, view="front")
    assert not stands_down(LEVEL, 0.0, 0.3, view="side")


@pytest.mark.parametrize(("value", "expected"), [(9.9, True), (10.0, False), (20.0, False), (20.1, True)])
def test_a_posture_is_held_within_its_bounds(value: float, expected: bool) -> None:  # noqa: FBT001 - a case
    assert violated(Requirement("knee", When.REP, min=10.0, max=20.0), value) == expected
    assert not violated(Requirement("knee", When.REP), value)


def test_who_is_in_the_push_up_position_planks_and_who_stands_does_not() -> None:
    plank = exercises.load("plank")
    features = Movement.of(plank, FeatureParams())
    posture = HeldPosture(HoldParams(), MeasureParams(), plank, features.columns)
    for pose, expected in ((stick.pushing_up(165, 0.0), True), (stick.squatting(172, 0.0), False)):
        _, body = OneEuroSmoother(SmootherParams()).step(None, pose)
        assert posture.shown_in(features.sample(Readings(body, 0.0, FeatureParams()))) == expected
