"""Signals: each says all that is known of it, and measures what it says."""

from itertools import pairwise

import numpy as np
import pytest

from daemon.core.features.movement import Readings
from daemon.core.features.signals import DEGREES, SIGNALS, TOLERANCES, SignalSpec
from daemon.core.params import FeatureParams
from daemon.core.pose.body import Body
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from tests.fakes import stick

LEGS = {Joint.LEFT_HIP, Joint.RIGHT_HIP, Joint.LEFT_KNEE, Joint.RIGHT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE}
BY = FeatureParams()


def spread_out(score: np.ndarray) -> Body:
    """Somebody whose joints all lie apart, so that every angle and length exists."""
    rows = np.arange(JOINT_COUNT, dtype=np.float32)
    return Body.of(Pose(0.0, np.stack([100 + 7 * rows % 50, 10 * rows], axis=1), None, score))


def joints_that_matter(spec: SignalSpec) -> set[Joint]:
    """Those without which the signal is less sure, seen whole or from one side."""
    sides = [[j for j in Joint if j.name.startswith(side)] for side in ("LEFT", "RIGHT")]
    found = set()
    for hidden in ([], *sides):
        score = np.ones(JOINT_COUNT, np.float32)
        score[hidden] = 0
        sure = spec.measure(spread_out(score), BY).confidence
        for joint in Joint:
            without = score.copy()
            without[joint] = 0
            if spec.measure(spread_out(without), BY).confidence < sure:
                found.add(joint)
    return found


@pytest.mark.parametrize("spec", SIGNALS.values(), ids=list(SIGNALS))
def test_a_signal_has_every_field_and_is_as_sure_as_the_joints_it_names(spec: SignalSpec) -> None:
    assert SIGNALS[spec.name] is spec
    assert spec.text
    low, high = spec.span
    assert low < high
    assert spec.tolerance is None or 0 < spec.tolerance < high - low
    assert set(spec.joints) == joints_that_matter(spec)
    value, confidence = spec.measure(spread_out(np.ones(JOINT_COUNT, np.float32)), BY)
    assert low <= value <= high or spec.unit != DEGREES
    assert confidence == 1.0


def test_the_legs_make_the_angle_of_the_knee() -> None:
    assert set(SIGNALS["knee"].joints) == LEGS


def test_exercises_are_told_apart_by_the_signals_with_a_tolerance() -> None:
    assert {name: SIGNALS[name].tolerance for name in TOLERANCES} == TOLERANCES
    assert "facing" not in TOLERANCES


@pytest.mark.parametrize("degrees", [60.0, 90.0, 135.0, 172.0])
def test_a_known_knee_is_measured(degrees: float) -> None:
    readings = Readings(Body.of(stick.squatting(degrees, 0.0)), 0.0, BY)
    for name in ("knee", "knee_image", "knee_lead"):
        assert readings[name].value == pytest.approx(degrees, abs=0.1)
    assert readings["torso_tilt"].value == pytest.approx(0.35 * (180 - degrees), abs=0.1)


def test_the_side_that_is_hardly_seen_does_not_lead() -> None:
    pose = stick.squatting(90.0, 0.0)
    score = pose.score.copy()
    score[[Joint.LEFT_KNEE, Joint.RIGHT_KNEE]] = 0.25
    hidden = Body.of(Pose(0.0, pose.xy, pose.world, score))
    assert SIGNALS["knee_lead"].measure(hidden, BY).value == pytest.approx(135.0, abs=0.1)
    assert SIGNALS["knee_lead"].measure(hidden, FeatureParams(min_visibility=0.25)).value == pytest.approx(90, abs=0.1)


def test_hips_sink_with_a_squat() -> None:
    heights = [SIGNALS["hip_height"].measure(Body.of(stick.squatting(a, 0.0)), BY).value for a in (172, 130, 90, 60)]
    assert all(a > b for a, b in pairwise(heights))
    assert heights[0] == pytest.approx((stick.SHANK + stick.THIGH) / stick.TORSO, abs=0.05)
