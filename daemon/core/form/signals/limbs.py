"""The signals of form that are angles of arms and legs, of one side, of both, and of one against the other."""

import numpy as np

from daemon.core.features.signals import ANGLE_SPAN, DEGREES
from daemon.core.form.rep_body import (
    ANKLES,
    ELBOW,
    ELBOWS,
    HIP,
    HIPS,
    KNEE,
    KNEES,
    SHOULDER,
    SHOULDERS,
    WRISTS,
    Floats,
    Limb,
    RepBody,
)
from daemon.core.form.signals.form_signal import FormSignal, Measure, joints_of
from daemon.core.form.signals.geometry import side_angle, side_weights

_LEGS = joints_of(HIPS, KNEES, ANKLES)
_ARMS = joints_of(SHOULDERS, ELBOWS, WRISTS)
_KNEE_TOL, _HIP_TOL, _ARM_TOL = (5.0, 7.0, 9.0), (5.0, 7.0, 9.0), (6.0, 7.0, 7.0)


def _both(limb: Limb) -> Measure:
    def measure(body: RepBody) -> Floats:
        left, right = side_weights(body, *limb)
        return left * side_angle(body, limb, 0) + right * side_angle(body, limb, 1)

    return measure


def _uneven(limb: Limb) -> Measure:
    return lambda body: np.abs(side_angle(body, limb, 0) - side_angle(body, limb, 1))


SIGNALS = (
    FormSignal("knee", DEGREES, ANGLE_SPAN, _KNEE_TOL, _LEGS, "angle of the knees, 180° straight", _both(KNEE), True),
    FormSignal(
        "hip", DEGREES, ANGLE_SPAN, _HIP_TOL, joints_of(*HIP),
        "angle of the hips, 180° straight", _both(HIP), True,
    ),
    FormSignal("elbow", DEGREES, ANGLE_SPAN, _ARM_TOL, _ARMS, "angle of the elbows, 180° straight", _both(ELBOW), True),
    FormSignal(
        "shoulder", DEGREES, ANGLE_SPAN, _ARM_TOL, joints_of(*SHOULDER), "angle between upper arm and trunk",
        _both(SHOULDER), True,
    ),
    FormSignal(
        "knee_lead", DEGREES, ANGLE_SPAN, _KNEE_TOL, _LEGS, "angle of the knee of the leg that works",
        lambda body: side_angle(body, KNEE, body.leg), True,
    ),
    FormSignal(
        "knee_trail", DEGREES, ANGLE_SPAN, _KNEE_TOL, _LEGS, "angle of the other leg's knee",
        lambda body: side_angle(body, KNEE, 1 - body.leg), True,
    ),
    FormSignal(
        "hip_lead", DEGREES, ANGLE_SPAN, _HIP_TOL, joints_of(*HIP), "angle of the hip of the leg that works",
        lambda body: side_angle(body, HIP, body.leg), True,
    ),
    FormSignal(
        "elbow_lead", DEGREES, ANGLE_SPAN, _ARM_TOL, _ARMS, "angle of the elbow that bends more",
        lambda body: side_angle(body, ELBOW, body.forearm), True,
    ),
    FormSignal(
        "elbow_raised", DEGREES, ANGLE_SPAN, _ARM_TOL, _ARMS, "angle of the elbow of the arm that is raised more",
        lambda body: side_angle(body, ELBOW, body.arm), True,
    ),
    FormSignal(
        "shoulder_lead", DEGREES, ANGLE_SPAN, _ARM_TOL, joints_of(*SHOULDER),
        "angle between trunk and the arm that is raised more",
        lambda body: side_angle(body, SHOULDER, body.arm), True,
    ),
    FormSignal(
        "elbow_uneven", DEGREES, ANGLE_SPAN, (15.0, 10.0, 8.0), _ARMS,
        "how much more one elbow is bent", _uneven(ELBOW), compares=True,
    ),
    FormSignal(
        "knee_uneven", DEGREES, ANGLE_SPAN, (15.0, 8.0, 8.0), _LEGS, "how much more one knee is bent",
        _uneven(KNEE), compares=True,
    ),
    FormSignal(
        "shoulder_uneven", DEGREES, ANGLE_SPAN, (15.0, 8.0, 5.0), joints_of(*SHOULDER),
        "how much more one arm is raised", _uneven(SHOULDER), compares=True,
    ),
)  # fmt: skip
