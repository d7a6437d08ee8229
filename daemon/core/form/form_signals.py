"""The signals of form: what a fault or a standard is judged by, over the frames of one whole rep.

``FORM_SIGNALS`` is the one list of them. They are measured at a rep's end alone, on arrays; the signals that count reps
are those of ``features.signals``, and one of the same name means the same.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from daemon.core.features.signals import ANGLE_SPAN, DEGREES, TORSO_SPAN, TORSOS
from daemon.core.form.rep_body import (
    ANKLES,
    EARS,
    ELBOW,
    ELBOWS,
    HEELS,
    HIP,
    HIPS,
    KNEE,
    KNEES,
    SHOULDER,
    SHOULDERS,
    TOES,
    WRISTS,
    Floats,
    Limb,
    Pair,
    RepBody,
    angle,
)
from daemon.core.pose.skeleton import Joint

Measure = Callable[[RepBody], Floats]
Joints = tuple[tuple[Joint, ...], tuple[Joint, ...]]
MOUTH: Pair = (Joint.MOUTH_LEFT, Joint.MOUTH_RIGHT)
LEFT, UP, FORWARD = 0, 1, 2
"""The athlete's own axes."""
_LYING_DEG = 60.0
"""Lean of the trunk from which on somebody lies or is propped up along the floor."""
_LYING_SHARE = 0.15
"""Share of a rep's frames under which that was seen for a moment only."""
DEGREE = 180.0 / math.pi
SECONDS = " s"
SIGNED_SPAN, SECONDS_SPAN = (-180.0, 180.0), (0.0, 60.0)


@dataclass(frozen=True, slots=True)
class FormSignal:
    """All that is known of one signal of form.

    Attributes:
        name: As exercise files name it.
        unit: What is written after a value.
        span: The least and the greatest value it can have.
        tolerance: The standard deviation of its own error where every joint is surely seen, in its unit: from the
            side, at 45°, from the front.
        joints: The joints that must be seen: each side's.
        text: What it is, for somebody who writes an exercise file.
        measure: Measures it in each frame of a rep.
        one_side: It needs one side only, the better seen one.
        compares: It compares both sides, which says nothing where one works alone.
    """

    name: str
    unit: str
    span: tuple[float, float]
    tolerance: tuple[float, float, float]
    joints: Joints
    text: str
    measure: Measure
    one_side: bool = False
    compares: bool = False


def _joints(*pairs: Pair) -> Joints:
    """Returns the left joints, and the right ones."""
    return tuple(each[0] for each in pairs), tuple(each[1] for each in pairs)


def _weights(body: RepBody, *pairs: Pair) -> tuple[float, float]:
    """Returns how much each side counts: as surely as the least sure of its joints was seen."""
    left, right = (max(body.sure([each[i] for each in pairs]), 1e-3) for i in (0, 1))
    return left / (left + right), right / (left + right)


def _side_angle(body: RepBody, limb: Limb, side: int) -> Floats:
    a, b, c = (body.points[each[side]] for each in limb)
    return angle(a, b, c)


def _both(limb: Limb) -> Measure:
    def measure(body: RepBody) -> Floats:
        left, right = _weights(body, *limb)
        return left * _side_angle(body, limb, 0) + right * _side_angle(body, limb, 1)

    return measure


def _uneven(limb: Limb) -> Measure:
    return lambda body: np.abs(_side_angle(body, limb, 0) - _side_angle(body, limb, 1))


def _above(body: RepBody, ends: Pair, bases: Pair, axis: int = UP) -> Floats:
    """Returns how far one pair of joints is beyond another along an axis, by how surely each side is seen."""
    left, right = _weights(body, ends, bases)
    value: Floats = left * (body.points[ends[0]] - body.points[bases[0]])[axis]
    value += right * (body.points[ends[1]] - body.points[bases[1]])[axis]
    return value


def _apart(joints: Pair) -> Measure:
    def measure(body: RepBody) -> Floats:
        across = body.points[joints[0]] - body.points[joints[1]]
        length: Floats = np.sqrt((across * across).sum(axis=0))
        return length

    return measure


def _slant(along: Floats, up: Floats) -> Floats:
    """Returns the angle of a direction from upright, degrees; positive along the axis."""
    degrees: Floats = np.arctan2(along, up) * DEGREE
    return degrees


def _turned(a: Floats, b: Floats) -> Floats:
    """Returns by how much one direction is turned forward from another, seen from the side, degrees."""
    across = np.subtract(a[FORWARD] * b[UP], a[UP] * b[FORWARD])
    along = np.add(a[FORWARD] * b[FORWARD], a[UP] * b[UP])
    return _slant(across, along)


def _trunk(body: RepBody) -> Floats:
    return body.middle(SHOULDERS) - body.middle(HIPS)


def _torso_tilt(body: RepBody) -> Floats:
    trunk = _trunk(body)
    return _slant(np.hypot(trunk[LEFT], trunk[FORWARD]), trunk[UP])


def _torso_lean(body: RepBody) -> Floats:
    trunk = _trunk(body)
    return _slant(trunk[FORWARD], trunk[UP])


def _torso_side(body: RepBody) -> Floats:
    trunk = _trunk(body)
    return np.abs(_slant(trunk[LEFT], trunk[UP]))


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
    trunk = _trunk(body)
    return _turned(neck, trunk)


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
    left, right = _weights(body, HEELS, TOES)
    return left * _heel_lift(body, 0) + right * _heel_lift(body, 1)


def _lead(body: RepBody, ends: Pair, bases: Pair, side: int, axis: int = UP) -> Floats:
    value: Floats = (body.points[ends[side]] - body.points[bases[side]])[axis]
    return value


def _level(joints: Pair) -> Measure:
    """How much higher one side is than the other, whichever."""
    return lambda body: np.abs((body.points[joints[0]] - body.points[joints[1]])[UP])


def _hip_shift(body: RepBody) -> Floats:
    shift: Floats = np.abs(body.middle(HIPS) - body.middle(ANKLES))[LEFT]
    return shift


def _shoulder_slope(body: RepBody) -> Floats:
    across = body.points[SHOULDERS[0]] - body.points[SHOULDERS[1]]
    return _slant(np.abs(across[UP]), np.abs(across[LEFT]))


def _elbow_drift(body: RepBody) -> Floats:
    """The upper arm's way forward from hanging along the trunk, in the plane seen from the side."""
    trunk = -_trunk(body)
    arm = body.points[ELBOWS[body.forearm]] - body.points[SHOULDERS[body.forearm]]
    return -_turned(arm, trunk)


def _leg_swing(body: RepBody) -> Floats:
    legs = body.middle(KNEES) - body.middle(HIPS)
    return _slant(legs[FORWARD], -legs[UP])


def _over_head(body: RepBody) -> Floats:
    value: Floats = (body.middle(WRISTS) - body.points[Joint.NOSE])[UP]
    return value


def _chin_over_wrist(body: RepBody) -> Floats:
    value: Floats = (body.middle(MOUTH) - body.middle(WRISTS))[UP]
    return value


def _hip_height(body: RepBody) -> Floats:
    value: Floats = (body.middle(HIPS) - body.middle(ANKLES))[UP]
    return value


def _hand_ahead(body: RepBody) -> Floats:
    return _above(body, WRISTS, ANKLES, FORWARD)


def _seconds(part: str) -> Measure:
    return lambda body: np.full(len(body.t), getattr(body.tempo, part))


_LEGS, _ARMS = _joints(HIPS, KNEES, ANKLES), _joints(SHOULDERS, ELBOWS, WRISTS)
_TRUNK = _joints(SHOULDERS, HIPS)
_KNEE_TOL, _HIP_TOL, _ARM_TOL = (5.0, 7.0, 9.0), (5.0, 7.0, 9.0), (6.0, 7.0, 7.0)

_ALL = (
    FormSignal("knee", DEGREES, ANGLE_SPAN, _KNEE_TOL, _LEGS, "angle of the knees, 180° straight", _both(KNEE), True),
    FormSignal(
        "hip", DEGREES, ANGLE_SPAN, _HIP_TOL, _joints(*HIP),
        "angle of the hips, 180° straight", _both(HIP), True,
    ),
    FormSignal("elbow", DEGREES, ANGLE_SPAN, _ARM_TOL, _ARMS, "angle of the elbows, 180° straight", _both(ELBOW), True),
    FormSignal(
        "shoulder", DEGREES, ANGLE_SPAN, _ARM_TOL, _joints(*SHOULDER), "angle between upper arm and trunk",
        _both(SHOULDER), True,
    ),
    FormSignal(
        "knee_lead", DEGREES, ANGLE_SPAN, _KNEE_TOL, _LEGS, "angle of the knee of the leg that works",
        lambda body: _side_angle(body, KNEE, body.leg), True,
    ),
    FormSignal(
        "knee_trail", DEGREES, ANGLE_SPAN, _KNEE_TOL, _LEGS, "angle of the other leg's knee",
        lambda body: _side_angle(body, KNEE, 1 - body.leg), True,
    ),
    FormSignal(
        "hip_lead", DEGREES, ANGLE_SPAN, _HIP_TOL, _joints(*HIP), "angle of the hip of the leg that works",
        lambda body: _side_angle(body, HIP, body.leg), True,
    ),
    FormSignal(
        "elbow_lead", DEGREES, ANGLE_SPAN, _ARM_TOL, _ARMS, "angle of the elbow that bends more",
        lambda body: _side_angle(body, ELBOW, body.forearm), True,
    ),
    FormSignal(
        "elbow_raised", DEGREES, ANGLE_SPAN, _ARM_TOL, _ARMS, "angle of the elbow of the arm that is raised more",
        lambda body: _side_angle(body, ELBOW, body.arm), True,
    ),
    FormSignal(
        "shoulder_lead", DEGREES, ANGLE_SPAN, _ARM_TOL, _joints(*SHOULDER),
        "angle between trunk and the arm that is raised more",
        lambda body: _side_angle(body, SHOULDER, body.arm), True,
    ),
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
        "hip_line", DEGREES, SIGNED_SPAN, (4.0, 5.0, 9.0), _joints(SHOULDERS, HIPS, ANKLES),
        "hips above the line from shoulders to feet, negative below", _hip_line, True,
    ),
    FormSignal(
        "lying_bend", DEGREES, ANGLE_SPAN, (4.0, 6.0, 9.0), _joints(SHOULDERS, HIPS, ANKLES),
        "bend of the body from one line, 180° unless the trunk lies", _lying_bend, True,
    ),
    FormSignal(
        "lying_sag", DEGREES, ANGLE_SPAN, (4.0, 6.0, 9.0), _joints(SHOULDERS, HIPS, ANKLES),
        "how far the hips sag while the trunk lies", _lying_sag, True,
    ),
    FormSignal(
        "back_round", DEGREES, SIGNED_SPAN, (6.0, 8.0, 12.0), _joints(EARS, SHOULDERS, HIPS),
        "bend of neck and upper back forward from the trunk's line", _back_round, True,
    ),
    FormSignal(
        "knee_cave", TORSOS, TORSO_SPAN, (0.15, 0.07, 0.04), _LEGS,
        "how far the worse knee is inside the line from hip to foot",
        lambda body: np.maximum(_knee_in(body, 0), _knee_in(body, 1)),
    ),
    FormSignal(
        "knee_cave_lead", TORSOS, TORSO_SPAN, (0.15, 0.07, 0.04), _LEGS,
        "how far the working knee is inside the line from hip to foot", lambda body: _knee_in(body, body.leg), True,
    ),
    FormSignal(
        "knee_over_toe", TORSOS, TORSO_SPAN, (0.08, 0.1, 0.2), _joints(KNEES, TOES),
        "how far the working knee is ahead of its toes", lambda body: _lead(body, KNEES, TOES, body.leg, FORWARD), True,
    ),
    FormSignal(
        "heel_lift", TORSOS, TORSO_SPAN, (0.06, 0.03, 0.05), _joints(HEELS, TOES),
        "heels above the toes in the picture", _heels_lift, True,
    ),
    FormSignal(
        "heel_lift_lead", TORSOS, TORSO_SPAN, (0.06, 0.03, 0.05), _joints(HEELS, TOES),
        "the same of the leg that works",
        lambda body: _heel_lift(body, body.leg), True,
    ),
    FormSignal(
        "hip_over_knee", TORSOS, TORSO_SPAN, (0.06, 0.06, 0.1), _joints(HIPS, KNEES),
        "how far the hips are above the knees", lambda body: _above(body, HIPS, KNEES), True,
    ),
    FormSignal(
        "hip_over_knee_lead", TORSOS, TORSO_SPAN, (0.06, 0.06, 0.1), _joints(HIPS, KNEES),
        "how far the hip of the leg that works is above its knee",
        lambda body: _lead(body, HIPS, KNEES, body.leg), True,
    ),
    FormSignal(
        "wrist_over_knee", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.1), _joints(WRISTS, KNEES),
        "hands above the knees", lambda body: _above(body, WRISTS, KNEES), True,
    ),
    FormSignal(
        "heel_over_hip", TORSOS, TORSO_SPAN, (0.08, 0.1, 0.15), _joints(HEELS, HIPS),
        "heels above the hips", lambda body: _above(body, HEELS, HIPS), True,
    ),
    FormSignal(
        "hip_over_shoulder", TORSOS, TORSO_SPAN, (0.05, 0.08, 0.12), _joints(HIPS, SHOULDERS),
        "hips above the shoulders", lambda body: _above(body, HIPS, SHOULDERS), True,
    ),
    FormSignal(
        "knee_over_hip", TORSOS, TORSO_SPAN, (0.06, 0.06, 0.08), _joints(HIPS, KNEES),
        "how far the working knee is above its hip", lambda body: _lead(body, KNEES, HIPS, body.leg), True,
    ),
    FormSignal(
        "hip_shift", TORSOS, TORSO_SPAN, (0.2, 0.07, 0.04), _joints(HIPS, ANKLES),
        "how far the hips are to one side of the feet's middle", _hip_shift,
    ),
    FormSignal(
        "shoulder_slope", DEGREES, ANGLE_SPAN, (20.0, 5.0, 2.5), _joints(SHOULDERS),
        "how far the line of the shoulders is from level", _shoulder_slope,
    ),
    FormSignal(
        "wrist_uneven", TORSOS, TORSO_SPAN, (0.15, 0.08, 0.05), _joints(WRISTS), "how much higher one hand is",
        _level(WRISTS), compares=True,
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
        "shoulder_uneven", DEGREES, ANGLE_SPAN, (15.0, 8.0, 5.0), _joints(*SHOULDER), "how much more one arm is raised",
        _uneven(SHOULDER), compares=True,
    ),
    FormSignal(
        "wrist_over_shoulder", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.08), _joints(SHOULDERS, WRISTS),
        "hands above the shoulders", lambda body: _above(body, WRISTS, SHOULDERS), True,
    ),
    FormSignal(
        "wrist_over_shoulder_lead", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.08), _joints(SHOULDERS, WRISTS),
        "the higher hand above its shoulder", lambda body: _lead(body, WRISTS, SHOULDERS, body.arm), True,
    ),
    FormSignal(
        "wrist_over_head", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.08), _joints((Joint.NOSE, Joint.NOSE), WRISTS),
        "hands above the nose", _over_head,
    ),
    FormSignal(
        "chin_over_wrist", TORSOS, TORSO_SPAN, (0.07, 0.07, 0.07), _joints(MOUTH, WRISTS),
        "mouth above the hands", _chin_over_wrist,
    ),
    FormSignal(
        "wrist_spread", TORSOS, TORSO_SPAN, (0.25, 0.12, 0.08), _joints(WRISTS), "distance between the hands",
        _apart(WRISTS),
    ),
    FormSignal(
        "ankle_spread", TORSOS, TORSO_SPAN, (0.2, 0.1, 0.06), _joints(ANKLES), "distance between the feet",
        _apart(ANKLES),
    ),
    FormSignal(
        "hip_height", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.1), _joints(HIPS, ANKLES), "hips above the feet", _hip_height,
        True,
    ),
    FormSignal(
        "hand_ahead", TORSOS, TORSO_SPAN, (0.08, 0.12, 0.3), _joints(WRISTS, ANKLES), "hands ahead of the ankles",
        _hand_ahead, True,
    ),
    FormSignal(
        "elbow_drift", DEGREES, SIGNED_SPAN, (5.0, 8.0, 15.0), _joints(HIPS, SHOULDERS, ELBOWS),
        "upper arm forward of the trunk's line, negative behind it", _elbow_drift, True,
    ),
    FormSignal(
        "leg_swing", DEGREES, SIGNED_SPAN, (5.0, 7.0, 12.0), _joints(HIPS, KNEES),
        "thighs forward of upright, negative behind", _leg_swing, True,
    ),
    FormSignal(
        "eccentric_s", SECONDS, SECONDS_SPAN, (0.06, 0.06, 0.08), _joints(),
        "seconds of the eccentric half", _seconds("eccentric_s"),
    ),
    FormSignal(
        "concentric_s", SECONDS, SECONDS_SPAN, (0.06, 0.06, 0.08), _joints(),
        "seconds of the concentric half", _seconds("concentric_s"),
    ),
)  # fmt: skip

FORM_SIGNALS = {each.name: each for each in _ALL}
"""Every signal of form by its name."""
