"""Steadies the athlete's pose from frame to frame, and starts afresh after a gap or a cut."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.one_euro import Filtered, Smoothing, begin, smooth
from daemon.core.pose import Pose
from daemon.core.skeleton import JOINT_COUNT, Joint

GAP_S = 0.5
"""Without a pose for longer, the last one says nothing about the next."""
CUT = 0.8
"""Torso lengths that the trunk cannot move between two frames: a hard cut, or another person."""
TORSO_M = 0.5
"""Metres of an adult's torso in BlazePose's world landmarks, to filter them in torso lengths too."""
BENT, NEARER = 0.25, 2.0
"""A torso may look so much shorter (bent towards the camera) or longer than at the filter's start."""
_TRUNK = np.array([Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP])

Trunk = list[list[float]]


@dataclass(frozen=True, slots=True, eq=False)
class Steady:
    """The filter's state.

    Attributes:
        filtered: Over (33, 5): pixels, then metres, both in torso lengths.
        torso_px: The torso's length in pixels when the filter began: its unit.
        unit: float32 (5,): one torso length in pixels, twice, and in metres, three times.
        trunk: Pixels of shoulders and hips, unfiltered, of the last pose.
    """

    filtered: Filtered
    torso_px: float
    unit: NDArray[np.float32]
    trunk: Trunk


def steady(last: Steady | None, pose: Pose, by: Smoothing) -> tuple[Steady, Pose]:
    """Steady one pose. A model without world landmarks gets them from the picture, flat. Costs about 25 µs."""
    trunk: Trunk = pose.xy[_TRUNK].tolist()
    if last is None or pose.t - last.filtered.t > GAP_S or not _within_reach(last, trunk):
        torso_px = max(_length(trunk), 1.0)
        unit = np.array((torso_px, torso_px, TORSO_M, TORSO_M, TORSO_M), np.float32)
        filtered = begin(_in_torso_lengths(pose, torso_px, unit), pose.t)
    else:
        torso_px, unit = last.torso_px, last.unit
        filtered = smooth(last.filtered, _in_torso_lengths(pose, torso_px, unit), pose.t, by)
    value = filtered.value * unit
    return Steady(filtered, torso_px, unit, trunk), Pose(pose.t, value[:, :2], value[:, 2:], pose.score)


def jumped(last: Steady, now: Steady) -> bool:
    """Whether the trunk as a whole is elsewhere, or of another size: a cut, or somebody else."""
    if not BENT < _length(now.trunk) / _length(last.trunk) < 1 / BENT:
        return True
    (a, b), (c, d) = _middle(last.trunk), _middle(now.trunk)
    return math.hypot(c - a, d - b) > CUT * last.torso_px


def _within_reach(last: Steady, trunk: Trunk) -> bool:
    """Whether a trunk can be the same athlete's a frame later: not far off, and not much nearer or farther."""
    if not BENT < _length(trunk) / last.torso_px < NEARER:
        return False
    most = CUT * last.torso_px
    return all(abs(a - c) <= most and abs(b - d) <= most for (a, b), (c, d) in zip(trunk, last.trunk, strict=True))


def _middle(trunk: Trunk) -> tuple[float, float]:
    (a, b), (c, d), (e, f), (g, h) = trunk
    return (a + c + e + g) / 4, (b + d + f + h) / 4


def _length(trunk: Trunk) -> float:
    """From the shoulders' middle to the hips'."""
    (a, b), (c, d), (e, f), (g, h) = trunk
    return math.hypot(a + c - e - g, b + d - f - h) / 2


def _in_torso_lengths(pose: Pose, torso_px: float, unit: NDArray[np.float32]) -> NDArray[np.float32]:
    value = np.empty((JOINT_COUNT, 5), np.float32)
    value[:, :2] = pose.xy
    if pose.world is None:
        value[:, 2:4] = (pose.xy - pose.xy[_TRUNK[2:]].mean(axis=0)) * np.float32(TORSO_M / torso_px)
        value[:, 4] = 0
    else:
        value[:, 2:] = pose.world
    value /= unit
    return value
