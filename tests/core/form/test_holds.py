"""A hold's form: what was wrong with the posture is told when the hold is over."""

import numpy as np

from daemon.config import exercises
from daemon.core.facts import Held
from daemon.core.form import holds
from daemon.core.form.recording import Recording
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from tests.core.form.bodies import Change, poses
from tests.core.form.test_faults import HIPS, UP, from_the_start, moved

PLANK = exercises.load("plank")


def held(view: str, change: Change | None = None) -> Held:
    some = poses("plank", view, change, half_s=3.0)
    world = np.ascontiguousarray(some.world.swapaxes(0, 1), dtype=np.float32)
    xy = (world[..., :2] * 200 + 320).astype(np.float32)
    score = np.ones(len(Joint), np.float32)
    recorded = tuple(Pose(float(t), xy[i], world[i], score) for i, t in enumerate(some.t))
    return holds.appraise(Recording((recorded,)), Held(6.5, "plank", 1.0, 6.0, 5.0), PLANK)


def test_a_straight_plank_has_no_fault() -> None:
    assert held("side") == Held(6.5, "plank", 1.0, 6.0, 5.0)


def test_hips_that_sag_or_stand_up_are_told() -> None:
    for metres, rule in ((-0.2, "hips_sag"), (0.35, "hips_high")):
        found = held("side", from_the_start(moved(HIPS, UP, metres)))
        assert [each.rule for each in found.faults] == [rule]
        assert found.cue == found.faults[0].says


def test_from_the_front_nobody_can_tell() -> None:
    assert held("front", from_the_start(moved(HIPS, UP, -0.2))).faults == ()


def test_a_hold_that_was_not_recorded_stays_as_it_is() -> None:
    fact = Held(6.5, "plank", 1.0, 6.0, 5.0)
    assert holds.appraise(Recording(), fact, PLANK) == fact
