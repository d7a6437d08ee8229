"""The signals: named scalars of a pose. ``SIGNALS`` is the one list of them, and a new signal is one entry in it.

What exercise files may name, how far a value can go, which joints work and what is said of a signal derive from it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from daemon.core.features.body_measures import (
    Sides,
    Signal,
    ankle_spread,
    balance,
    both_sides,
    facing,
    higher_wrist_over_shoulder,
    hip_height,
    lead,
    lead_raised,
    torso_tilt,
    torso_tilt_image,
    wrist_over_hip,
    wrist_over_shoulder,
    wrist_spread,
)
from daemon.core.params import FeatureParams
from daemon.core.pose.body import ANKLES, ELBOWS, HIPS, KNEES, LIMBS, SHOULDERS, WRISTS, Body, Pair
from daemon.core.pose.skeleton import Joint

Measure = Callable[[Body, FeatureParams], Signal]


@dataclass(frozen=True, slots=True)
class SignalSpec:
    """All that is known of one signal.

    Attributes:
        name: As exercise files name it.
        unit: What is written after a value: ``DEGREES``, ``TORSOS`` or ``SHARE``.
        span: The least and the greatest value it can have.
        tolerance: How much athletes, cameras and the pose model differ in it, in its unit: about the standard deviation
            between people doing the same. None where it does not distinguish exercises.
        joints: The joints that must be seen for it to be sure, left and right.
        text: What it is, for somebody who writes an exercise file.
        measure: Measures it on a body.
    """

    name: str
    unit: str
    span: tuple[float, float]
    tolerance: float | None
    joints: tuple[Joint, ...]
    text: str
    measure: Measure


DEGREES, TORSOS, SHARE = "°", " torso lengths", ""
ANGLE_SPAN, TORSO_SPAN, SHARE_SPAN = (0.0, 180.0), (-5.0, 5.0), (0.0, 1.0)


def _joints(*pairs: Pair) -> tuple[Joint, ...]:
    return tuple(LIMBS[row] for pair in pairs for row in pair)


def _angle(name: str, at: tuple[Pair, Pair, Pair], tolerance: float, text: str) -> SignalSpec:
    """Returns a joint's angle in three dimensions, both sides together."""
    sides = _sides(*at)
    return SignalSpec(
        name, DEGREES, ANGLE_SPAN, tolerance, _joints(*at), text,
        lambda body, _: both_sides(body.world, body.score, sides),
    )  # fmt: skip


def _image_angle(name: str, at: tuple[Pair, Pair, Pair], text: str) -> SignalSpec:
    """Returns a joint's angle in the picture's plane, both sides together."""
    sides = _sides(*at)
    return SignalSpec(
        name, DEGREES, ANGLE_SPAN, None, _joints(*at), text,
        lambda body, _: both_sides(body.image, body.score, sides),
    )  # fmt: skip


def _lead_angle(name: str, at: tuple[Pair, Pair, Pair], tolerance: float | None, text: str) -> SignalSpec:
    """Returns a joint's angle in three dimensions on the side that is bent more."""
    sides = _sides(*at)
    return SignalSpec(
        name, DEGREES, ANGLE_SPAN, tolerance, _joints(*at), text,
        lambda body, params: lead(body.world, body.score, sides, params),
    )  # fmt: skip


def _balance(name: str, at: tuple[Pair, Pair, Pair], *, raised: bool = False) -> SignalSpec:
    """Returns by how much a joint works more on the left than on the right."""
    sides, way = _sides(*at), -1 if raised else 1
    verb = "raised" if raised else "bent"
    return SignalSpec(
        name, DEGREES, (-180.0, 180.0), None, _joints(*at), f"by how much more the left side is {verb} than the right",
        lambda body, _: Signal(way * (found := balance(body.world, body.score, sides)).value, found.confidence),
    )  # fmt: skip


def _sides(a: Pair, b: Pair, c: Pair) -> Sides:
    """Returns three joints of the left side, and of the right."""
    return (a[0], b[0], c[0]), (a[1], b[1], c[1])


_KNEE, _HIP = (HIPS, KNEES, ANKLES), (SHOULDERS, HIPS, KNEES)
_ELBOW, _SHOULDER = (SHOULDERS, ELBOWS, WRISTS), (HIPS, SHOULDERS, ELBOWS)
_TRUNK = _joints(SHOULDERS, HIPS)

_ALL = (
    _angle("knee", _KNEE, 25.0, "angle of the knees, 180° straight"),
    _angle("hip", _HIP, 22.0, "angle of the hips between trunk and thigh, 180° straight"),
    _angle("elbow", _ELBOW, 22.0, "angle of the elbows, 180° straight"),
    _angle("shoulder", _SHOULDER, 22.0, "angle between upper arm and trunk: 0° hanging, 90° level, 180° overhead"),
    _image_angle("knee_image", _KNEE, "angle of the knees as the flat picture shows it"),
    _image_angle("hip_image", _HIP, "angle of the hips as the flat picture shows it"),
    _image_angle("elbow_image", _ELBOW, "angle of the elbows as the flat picture shows it"),
    _image_angle("shoulder_image", _SHOULDER, "angle between upper arm and trunk as the flat picture shows it"),
    SignalSpec(
        "torso_tilt", DEGREES, ANGLE_SPAN, 20.0, _TRUNK,
        "lean of the trunk: 0° upright, 90° lying, 180° head down", torso_tilt,
    ),
    SignalSpec(
        "torso_tilt_image", DEGREES, ANGLE_SPAN, None, _TRUNK,
        "lean of the trunk as the flat picture shows it", torso_tilt_image,
    ),
    SignalSpec(
        "wrist_over_shoulder", TORSOS, TORSO_SPAN, 0.3, _joints(SHOULDERS, WRISTS),
        "hands above the shoulders in the picture, torso lengths; negative below", wrist_over_shoulder,
    ),
    SignalSpec(
        "wrist_over_hip", TORSOS, TORSO_SPAN, 0.35, _joints(HIPS, WRISTS),
        "hands above the hips in the picture, torso lengths; negative below", wrist_over_hip,
    ),
    SignalSpec(
        "wrist_spread", TORSOS, TORSO_SPAN, 0.5, _joints(WRISTS),
        "distance between the hands, torso lengths: 0 together, about 2.5 arms wide", wrist_spread,
    ),
    SignalSpec(
        "ankle_spread", TORSOS, TORSO_SPAN, 0.4, _joints(ANKLES),
        "distance between the feet, torso lengths", ankle_spread,
    ),
    SignalSpec(
        "hip_height", TORSOS, TORSO_SPAN, 0.35, _joints(ANKLES),
        "hips above the feet in the picture, torso lengths: about 1.6 standing", hip_height,
    ),
    _lead_angle("knee_lead", _KNEE, 25.0, "angle of the knee that is bent more: for legs in turn"),
    _lead_angle("hip_lead", _HIP, 25.0, "angle of the hip that is bent more: for legs in turn"),
    _lead_angle("elbow_lead", _ELBOW, None, "angle of the elbow that is bent more: for arms in turn"),
    SignalSpec(
        "shoulder_lead", DEGREES, ANGLE_SPAN, None, _joints(*_SHOULDER),
        "angle between trunk and the upper arm that is raised more: for arms in turn",
        lambda body, params: lead_raised(body.world, body.score, _sides(*_SHOULDER), params),
    ),
    SignalSpec(
        "wrist_over_shoulder_lead", TORSOS, TORSO_SPAN, None, _joints(SHOULDERS, WRISTS),
        "the higher hand above its shoulder, torso lengths: for arms in turn",
        higher_wrist_over_shoulder,
    ),
    _balance("knee_balance", _KNEE),
    _balance("hip_balance", _HIP),
    _balance("elbow_balance", _ELBOW),
    _balance("shoulder_balance", _SHOULDER, raised=True),
    SignalSpec(
        "facing", SHARE, SHARE_SPAN, None, _TRUNK,
        "how squarely the camera sees the athlete: 1 front or rear, 0 side", facing,
    ),
)  # fmt: skip

SIGNALS = {each.name: each for each in _ALL}
"""Every signal by its name; ``_image`` angles are seen in the picture's plane, the others in three dimensions."""
TOLERANCES = {each.name: each.tolerance for each in _ALL if each.tolerance is not None}
"""The tolerance of each signal that distinguishes exercises."""
