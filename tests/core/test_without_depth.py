"""A movement that was seen without world landmarks is weighed by evidence of its own."""

from dataclasses import replace

import pytest

from daemon.config import exercises
from daemon.core import workout
from daemon.core.evidence.model import Additive
from daemon.core.evidence.weights import MODEL
from daemon.core.facts import RepCounted
from daemon.core.pose.pose import Pose
from daemon.core.state import Rules
from tests.fakes import stick

SIZE = (1280, 720)
NEVER = replace(MODEL.own, bias=MODEL.own.bias - 30.0)
"""Evidence by which nothing is a rep."""


def squats(*, has_depth: bool) -> list[Pose]:
    poses = [stick.squatting(angle, i / stick.FPS) for i, angle in enumerate(stick.squats(75, 75, 75))]
    return poses if has_depth else [replace(pose, world=None) for pose in poses]


def counted(poses: list[Pose], own: Additive, flat: Additive | None) -> int:
    rules = Rules(model=MODEL._replace(own=own, flat=flat))
    state, _ = workout.start(workout.begin(exercises.load("squat"), rules), poses[0].t, armed=False)
    facts = []
    for pose in poses:
        state, found = workout.step(state, pose, pose.t, SIZE)
        facts += found
    facts += workout.stop(state, poses[-1].t)[1]
    return sum(isinstance(fact, RepCounted) for fact in facts)


@pytest.mark.parametrize("has_depth", [True, False])
def test_a_squat_from_the_side_counts_with_and_without_depth(has_depth: bool) -> None:  # noqa: FBT001 - a parameter
    assert counted(squats(has_depth=has_depth), MODEL.own, MODEL.flat) == 3


@pytest.mark.parametrize(("has_depth", "reps"), [(True, 3), (False, 0)])
def test_the_evidence_of_flat_movements_is_asked_of_those_alone(has_depth: bool, reps: int) -> None:  # noqa: FBT001
    assert counted(squats(has_depth=has_depth), MODEL.own, NEVER) == reps


def test_without_evidence_of_their_own_flat_movements_are_weighed_as_all_others() -> None:
    assert counted(squats(has_depth=False), MODEL.own, None) == counted(squats(has_depth=False), MODEL.own, MODEL.own)
