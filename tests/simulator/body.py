"""The athlete: segments in metres, and joints from a posture.

Room axes: x to the athlete's left, y up, z where the athlete faces. Segment lengths as shares of the body's height
after Drillis and Contini (1966), as Winter's "Biomechanics and Motor Control of Human Movement" prints them.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from tests.simulator.linear import Vectors, across, column, two_bones, unit
from tests.simulator.posture import Columns


@dataclass(frozen=True)
class Athlete:
    """How tall, and how a segment compares with the usual share of the height."""

    height: float = 1.75
    legs: float = 1.0
    arms: float = 1.0
    trunk: float = 1.0
    width: float = 1.0

    @property
    def shank(self) -> float:
        return 0.246 * self.height * self.legs

    @property
    def thigh(self) -> float:
        return 0.245 * self.height * self.legs

    @property
    def torso(self) -> float:
        return 0.288 * self.height * self.trunk

    @property
    def upper_arm(self) -> float:
        return 0.172 * self.height * self.arms

    @property
    def forearm(self) -> float:
        return 0.146 * self.height * self.arms

    @property
    def half_shoulders(self) -> float:
        return 0.100 * self.height * self.width

    @property
    def half_hips(self) -> float:
        return 0.058 * self.height * self.width

    @property
    def ankle(self) -> float:
        return 0.039 * self.height

    @property
    def foot(self) -> float:
        return 0.13 * self.height


_SIDES = (("LEFT", 1.0), ("RIGHT", -1.0))
_FACE = {  # left, up, forward of the neck, in heights
    "NOSE": (0.0, 0.115, 0.075),
    **{f"{side}_EYE_INNER": (sign * 0.010, 0.135, 0.062) for side, sign in _SIDES},
    **{f"{side}_EYE": (sign * 0.018, 0.135, 0.060) for side, sign in _SIDES},
    **{f"{side}_EYE_OUTER": (sign * 0.026, 0.135, 0.055) for side, sign in _SIDES},
    **{f"{side}_EAR": (sign * 0.042, 0.125, 0.005) for side, sign in _SIDES},
    **{f"MOUTH_{side}": (sign * 0.015, 0.095, 0.062) for side, sign in _SIDES},
}
_FINGERS = {"PINKY": (0.055, -0.020), "INDEX": (0.060, 0.010), "THUMB": (0.025, 0.025)}  # along, across, in heights


class _Trunk(NamedTuple):
    """Its own left, up and front, and the middle of the shoulders."""

    side: Vectors
    up: Vectors
    front: Vectors
    neck: Vectors


def joints(athlete: Athlete, postures: Vectors) -> Vectors:
    """Where the 33 joints are, metres (N, 33, 3), of postures (N, columns)."""
    c = Columns(postures)
    out = np.zeros((len(postures), JOINT_COUNT, 3))
    side, up, front = _axes(c)
    trunk = _Trunk(side, up, front, c.pelvis + athlete.torso * up)
    for name, offset in _FACE.items():
        out[:, Joint[name]] = trunk.neck + athlete.height * (offset[0] * side + offset[1] * up + offset[2] * front)
    for which in _SIDES:
        _arm(athlete, c, out, which, trunk)
        _leg(athlete, c, out, which, side)
    return out


def _axes(c: Columns) -> tuple[Vectors, Vectors, Vectors]:
    """The trunk's own left, up and front."""
    pitch, roll, yaw = (np.radians(column(v)) for v in (c.pitch, c.roll, c.yaw))
    zero, one = np.zeros_like(pitch), np.ones_like(pitch)
    up = np.hstack([zero, np.cos(pitch), np.sin(pitch)])
    front = np.hstack([zero, -np.sin(pitch), np.cos(pitch)])
    side = np.hstack([one, zero, zero])
    side, up = np.cos(roll) * side - np.sin(roll) * up, np.cos(roll) * up + np.sin(roll) * side
    return _turned(side, yaw), _turned(up, yaw), _turned(front, yaw)


def _turned(v: Vectors, yaw: Vectors) -> Vectors:
    """About the vertical, to the athlete's left."""
    x, y, z = v[:, :1], v[:, 1:2], v[:, 2:]
    return np.hstack([x * np.cos(yaw) + z * np.sin(yaw), y, z * np.cos(yaw) - x * np.sin(yaw)])


Side = tuple[str, float]


def _arm(a: Athlete, c: Columns, out: Vectors, which: Side, trunk: _Trunk) -> None:
    """Raised and bent as the posture says; the hand, where it is planted, on its spot."""
    name, sign = which
    side, up, front, neck = trunk
    arm, hand = c.arm(name), c.hand(name)
    raised, azimuth, bend = (np.radians(arm[:, i : i + 1]) for i in range(3))
    shoulder = neck + sign * a.half_shoulders * side
    outward = np.cos(azimuth) * front + np.sin(azimuth) * sign * side
    along = -np.cos(raised) * up + np.sin(raised) * outward
    towards = arm[:, 3:4] * sign * side + arm[:, 4:5] * up + arm[:, 5:6] * front
    lower = np.cos(bend) * along + np.sin(bend) * across(towards, along)
    elbow = shoulder + a.upper_arm * along
    wrist = elbow + a.forearm * lower
    target = (1 - hand[:, :1]) * wrist + hand[:, 1:]
    elbow, wrist = two_bones(shoulder, target, a.upper_arm, a.forearm, elbow - (shoulder + wrist) / 2 + 1e-4 * towards)
    forearm = unit(wrist - elbow)
    palm = across(front, forearm)
    out[:, Joint[f"{name}_SHOULDER"]], out[:, Joint[f"{name}_ELBOW"]] = shoulder, elbow
    out[:, Joint[f"{name}_WRIST"]] = wrist
    for finger, (ahead, beside) in _FINGERS.items():
        out[:, Joint[f"{name}_{finger}"]] = _on_floor(wrist + a.height * (ahead * forearm + beside * palm))


def _leg(a: Athlete, c: Columns, out: Vectors, which: Side, side: Vectors) -> None:
    """The ankle on its spot, the knee towards its pole."""
    name, sign = which
    foot = c.foot(name)
    hip = c.pelvis + sign * a.half_hips * side
    knee, ankle = two_bones(hip, foot[:, :3], a.thigh, a.shank, foot[:, 3:])
    shin = unit(ankle - knee)
    toes = across(foot[:, 3:], shin)
    out[:, Joint[f"{name}_HIP"]], out[:, Joint[f"{name}_KNEE"]] = hip, knee
    out[:, Joint[f"{name}_ANKLE"]] = ankle
    heel = ankle + 0.6 * a.ankle * shin - 0.25 * a.foot * toes
    tip = ankle + 0.8 * a.ankle * shin + 0.75 * a.foot * toes
    out[:, Joint[f"{name}_HEEL"]], out[:, Joint[f"{name}_FOOT_INDEX"]] = _on_floor(heel), _on_floor(tip)


def _on_floor(points: Vectors) -> Vectors:
    """No point of a foot or hand goes through the floor."""
    return points * np.array([1.0, 0.0, 1.0]) + np.array([0.0, 1.0, 0.0]) * np.maximum(points, 0.01)
