"""The signals of form of legs and feet: where knees and heels are."""

import numpy as np

from daemon.core.features.signals import DEGREES, TORSO_SPAN, TORSOS
from daemon.core.form.rep_body import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, Floats, RepBody
from daemon.core.form.signals.form_signal import SIGNED_SPAN, FormSignal, joints_of
from daemon.core.form.signals.geometry import FORWARD, LEFT, UP, above, apart, one_above, side_weights, slant

_LEGS = joints_of(HIPS, KNEES, ANKLES)
_CAVE_TOL, _HEEL_TOL, _HIP_TOL = (0.15, 0.07, 0.04), (0.06, 0.03, 0.05), (0.06, 0.06, 0.1)


def _knee_in(body: RepBody, side: int) -> Floats:
    """How far a knee is inside the line from its hip to its ankle, seen from the front."""
    hip, knee, ankle = (body.points[each[side]][: UP + 1] for each in (HIPS, KNEES, ANKLES))
    down, along = ankle - hip, knee - hip
    share = (along * down).sum(axis=0) / np.maximum((down * down).sum(axis=0), 1e-9)
    inside: Floats = (along - share * down)[LEFT]
    return inside if side else -inside


def _heel_lift(body: RepBody, side: int) -> Floats:
    """How far a heel is above its toes in the picture: world landmarks keep feet flat."""
    lift: Floats = (body.image[TOES[side]] - body.image[HEELS[side]])[:, 1]
    return lift


def _heels_lift(body: RepBody) -> Floats:
    left, right = side_weights(body, HEELS, TOES)
    return left * _heel_lift(body, 0) + right * _heel_lift(body, 1)


def _leg_swing(body: RepBody) -> Floats:
    legs = body.middle(KNEES) - body.middle(HIPS)
    return slant(legs[FORWARD], -legs[UP])


SIGNALS = (
    FormSignal(
        "knee_cave", TORSOS, TORSO_SPAN, _CAVE_TOL, _LEGS,
        "how far the worse knee is inside the line from hip to foot",
        lambda body: np.maximum(_knee_in(body, 0), _knee_in(body, 1)),
    ),
    FormSignal(
        "knee_cave_lead", TORSOS, TORSO_SPAN, _CAVE_TOL, _LEGS,
        "how far the working knee is inside the line from hip to foot", lambda body: _knee_in(body, body.leg), True,
    ),
    FormSignal(
        "knee_over_toe", TORSOS, TORSO_SPAN, (0.08, 0.1, 0.2), joints_of(KNEES, TOES),
        "how far the working knee is ahead of its toes",
        lambda body: one_above(body, KNEES, TOES, body.leg, FORWARD), True,
    ),
    FormSignal(
        "heel_lift", TORSOS, TORSO_SPAN, _HEEL_TOL, joints_of(HEELS, TOES),
        "heels above the toes in the picture", _heels_lift, True,
    ),
    FormSignal(
        "heel_lift_lead", TORSOS, TORSO_SPAN, _HEEL_TOL, joints_of(HEELS, TOES),
        "the same of the leg that works",
        lambda body: _heel_lift(body, body.leg), True,
    ),
    FormSignal(
        "hip_over_knee", TORSOS, TORSO_SPAN, _HIP_TOL, joints_of(HIPS, KNEES),
        "how far the hips are above the knees", lambda body: above(body, HIPS, KNEES), True,
    ),
    FormSignal(
        "hip_over_knee_lead", TORSOS, TORSO_SPAN, _HIP_TOL, joints_of(HIPS, KNEES),
        "how far the hip of the leg that works is above its knee",
        lambda body: one_above(body, HIPS, KNEES, body.leg), True,
    ),
    FormSignal(
        "knee_over_hip", TORSOS, TORSO_SPAN, (0.06, 0.06, 0.08), joints_of(HIPS, KNEES),
        "how far the working knee is above its hip", lambda body: one_above(body, KNEES, HIPS, body.leg), True,
    ),
    FormSignal(
        "heel_over_hip", TORSOS, TORSO_SPAN, (0.08, 0.1, 0.15), joints_of(HEELS, HIPS),
        "heels above the hips", lambda body: above(body, HEELS, HIPS), True,
    ),
    FormSignal(
        "hip_over_shoulder", TORSOS, TORSO_SPAN, (0.05, 0.08, 0.12), joints_of(HIPS, SHOULDERS),
        "hips above the shoulders", lambda body: above(body, HIPS, SHOULDERS), True,
    ),
    FormSignal(
        "leg_swing", DEGREES, SIGNED_SPAN, (5.0, 7.0, 12.0), joints_of(HIPS, KNEES),
        "thighs forward of upright, negative behind", _leg_swing, True,
    ),
    FormSignal(
        "ankle_spread", TORSOS, TORSO_SPAN, (0.2, 0.1, 0.06), joints_of(ANKLES), "distance between the feet",
        apart(ANKLES),
    ),
)  # fmt: skip
