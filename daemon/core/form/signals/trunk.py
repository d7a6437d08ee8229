"""The signals of form of the trunk: how it leans, bends and lies, and where hips and shoulders are."""

import numpy as np

from daemon.core.features.signals import ANGLE_SPAN, DEGREES, TORSO_SPAN, TORSOS
from daemon.core.form.rep_body import ANKLES, EARS, HIPS, SHOULDERS, Floats, RepBody, angle
from daemon.core.form.signals.form_signal import SIGNED_SPAN, FormSignal, joints_of
from daemon.core.form.signals.geometry import FORWARD, LEFT, UP, slant, trunk_of, turned

_TRUNK = joints_of(SHOULDERS, HIPS)
_LYING_DEG = 60.0
"""Lean of the trunk from which on somebody lies or is propped up along the floor."""
_LYING_SHARE = 0.15
"""Share of a rep's frames under which that was seen for a moment only."""


def _torso_tilt(body: RepBody) -> Floats:
    trunk = trunk_of(body)
    return slant(np.hypot(trunk[LEFT], trunk[FORWARD]), trunk[UP])


def _torso_lean(body: RepBody) -> Floats:
    trunk = trunk_of(body)
    return slant(trunk[FORWARD], trunk[UP])


def _torso_side(body: RepBody) -> Floats:
    trunk = trunk_of(body)
    return np.abs(slant(trunk[LEFT], trunk[UP]))


def _hip_line(body: RepBody) -> Floats:
    """The angle shoulder-hip-ankle's way from straight; which way is up or down as the hips lie to the others' line."""
    a, b, c = body.middle(SHOULDERS), body.middle(HIPS), body.middle(ANKLES)
    u, v = a - b, c - b
    bend = 180.0 - angle(a[UP:], b[UP:], c[UP:])
    above = u[UP] * np.abs(v[FORWARD]) + v[UP] * np.abs(u[FORWARD]) < 0
    way = np.where(above, 1.0, -1.0)
    line: Floats = way * bend
    return line


def _lying_bend(body: RepBody) -> Floats:
    """How far the body is from one line while the trunk lies, and 180° else; 0° where it never lies."""
    lying = _torso_tilt(body) > _LYING_DEG
    if np.count_nonzero(lying) < _LYING_SHARE * len(lying):
        return np.zeros(len(lying))
    bend: Floats = np.where(lying, np.abs(_hip_line(body)), 180.0)
    return bend


def _lying_sag(body: RepBody) -> Floats:
    sag: Floats = np.where(_torso_tilt(body) > _LYING_DEG, np.maximum(-_hip_line(body), 0.0), 0.0)
    return sag


def _back_round(body: RepBody) -> Floats:
    """How far the line from shoulders to ears is bent forward from the trunk's, in the plane seen from the side."""
    neck = body.middle(EARS) - body.middle(SHOULDERS)
    trunk = trunk_of(body)
    return turned(neck, trunk)


def _hip_shift(body: RepBody) -> Floats:
    shift: Floats = np.abs(body.middle(HIPS) - body.middle(ANKLES))[LEFT]
    return shift


def _shoulder_slope(body: RepBody) -> Floats:
    across = body.points[SHOULDERS[0]] - body.points[SHOULDERS[1]]
    return slant(np.abs(across[UP]), np.abs(across[LEFT]))


def _hip_height(body: RepBody) -> Floats:
    value: Floats = (body.middle(HIPS) - body.middle(ANKLES))[UP]
    return value


SIGNALS = (
    FormSignal(
        "torso_tilt", DEGREES, ANGLE_SPAN, (3.0, 5.0, 8.0), _TRUNK, "lean of the trunk: 0° upright, 90° lying",
        _torso_tilt, True,
    ),
    FormSignal(
        "torso_lean", DEGREES, SIGNED_SPAN, (3.0, 4.0, 8.0), _TRUNK, "lean of the trunk forward, negative backward",
        _torso_lean, True,
    ),
    FormSignal(
        "torso_side", DEGREES, ANGLE_SPAN, (6.0, 4.0, 2.0), _TRUNK, "lean of the trunk to one side", _torso_side,
    ),
    FormSignal(
        "hip_line", DEGREES, SIGNED_SPAN, (4.0, 5.0, 9.0), joints_of(SHOULDERS, HIPS, ANKLES),
        "hips above the line from shoulders to feet, negative below", _hip_line, True,
    ),
    FormSignal(
        "lying_bend", DEGREES, ANGLE_SPAN, (4.0, 6.0, 9.0), joints_of(SHOULDERS, HIPS, ANKLES),
        "bend of the body from one line, 180° unless the trunk lies", _lying_bend, True,
    ),
    FormSignal(
        "lying_sag", DEGREES, ANGLE_SPAN, (4.0, 6.0, 9.0), joints_of(SHOULDERS, HIPS, ANKLES),
        "how far the hips sag while the trunk lies", _lying_sag, True,
    ),
    FormSignal(
        "back_round", DEGREES, SIGNED_SPAN, (6.0, 8.0, 12.0), joints_of(EARS, SHOULDERS, HIPS),
        "bend of neck and upper back forward from the trunk's line", _back_round, True,
    ),
    FormSignal(
        "hip_shift", TORSOS, TORSO_SPAN, (0.2, 0.07, 0.04), joints_of(HIPS, ANKLES),
        "how far the hips are to one side of the feet's middle", _hip_shift,
    ),
    FormSignal(
        "shoulder_slope", DEGREES, ANGLE_SPAN, (20.0, 5.0, 2.5), joints_of(SHOULDERS),
        "how far the line of the shoulders is from level", _shoulder_slope,
    ),
    FormSignal(
        "hip_height", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.1), joints_of(HIPS, ANKLES), "hips above the feet",
        _hip_height, True,
    ),
)  # fmt: skip
