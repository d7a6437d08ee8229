"""Steadies the athlete's pose from frame to frame, and starts afresh after a gap or a cut."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.one_euro import Filtered, Smoothing, begin, smooth
from daemon.core.pose import Pose
from daemon.core.skeleton import Joint

GAP_S = 0.5
"""Without a pose for longer, the last one says nothing about the next."""
CUT = 0.8
"""Torso lengths that the trunk cannot move between two frames: a hard cut, or another person."""
TORSO_M = 0.5
"""Metres of an adult's torso in BlazePose's world landmarks, to filter them in torso lengths too."""
_TRUNK = np.array([Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP])


@dataclass(frozen=True, slots=True, eq=False)
class Steady:
    """The filter over (33, 5): pixels and metres, both in torso lengths of ``scale_px`` pixels."""

    filtered: Filtered
    scale_px: float


def steady(last: Steady | None, pose: Pose, by: Smoothing) -> tuple[Steady, Pose]:
    """Steady one pose. A model without world landmarks gets them from the picture, flat. Costs about 30 µs."""
    scale = _scale(last, pose)
    value = _in_torso_lengths(pose, scale)
    if last is None or scale != last.scale_px or _cut(last.filtered, value, pose.t):
        filtered = begin(value, pose.t)
    else:
        filtered = smooth(last.filtered, value, pose.t, by)
    xy = filtered.value[:, :2] * np.float32(scale)
    world = filtered.value[:, 2:] * np.float32(TORSO_M)
    return Steady(filtered, scale), Pose(pose.t, xy, world, pose.score)


def _scale(last: Steady | None, pose: Pose) -> float:
    """The torso's length in pixels, kept until it has doubled or halved: a change starts the filter afresh."""
    (a, b), (c, d), (e, f), (g, h) = pose.xy[_TRUNK].tolist()
    now = max(math.hypot(a + c - e - g, b + d - f - h) / 2, 1.0)
    if last is not None and 0.25 < now / last.scale_px < 2:  # noqa: PLR2004 - a bend foreshortens a torso to a quarter
        return last.scale_px
    return now


def _in_torso_lengths(pose: Pose, scale: float) -> NDArray[np.float32]:
    value = np.zeros((len(Joint), 5), np.float32)
    value[:, :2] = pose.xy / np.float32(scale)
    if pose.world is None:
        value[:, 2:4] = value[:, :2] - value[_TRUNK[2:], :2].mean(axis=0)
    else:
        value[:, 2:] = pose.world / np.float32(TORSO_M)
    return value


def _cut(last: Filtered, value: NDArray[np.float32], t: float) -> bool:
    if t - last.t > GAP_S:
        return True
    return bool(np.abs(value[_TRUNK, :2] - last.value[_TRUNK, :2]).max() > CUT)
