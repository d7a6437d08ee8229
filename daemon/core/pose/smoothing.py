"""Steadies the athlete's pose from frame to frame, and starts afresh after a gap or a cut."""

import math
from typing import NamedTuple

from daemon.core.features.signals import HIPS, SHOULDERS, Body, limbs
from daemon.core.pose.one_euro import TORSO_M, Filtered, Points, Smoothing, begin, smooth
from daemon.core.pose.pose import Pose

GAP_S = 0.5
"""Without a pose for longer, the last one says nothing about the next."""
CUT = 0.8
"""Torso lengths that the trunk cannot move between two frames: a hard cut, or another person."""
BENT, NEARER = 0.25, 2.0
"""A torso may look so much shorter (bent towards the camera) or longer than at the filter's start."""


class Trunk(NamedTuple):
    """Shoulders and hips in the picture: each one's pixels, their middle, and the length from these to those."""

    joints: Points
    x: float
    y: float
    length: float


class Steady(NamedTuple):
    """The filter's state.

    Attributes:
        filtered: The joints that signals are made of, see ``signals.limbs``.
        torso_px: The torso's length in pixels when the filter began: its unit.
        trunk: The last pose's, unfiltered.
    """

    filtered: Filtered
    torso_px: float
    trunk: Trunk


def steady(last: Steady | None, pose: Pose, by: Smoothing) -> tuple[Steady, Body]:
    """Steady one pose. A model without world landmarks gets them from the picture, flat. Costs about 15 µs."""
    image = limbs(pose.xy)
    trunk = _trunk(image)
    if last is None or pose.t - last.filtered.t > GAP_S or not _within_reach(last, trunk):
        torso_px = max(trunk.length, 1.0)
        filtered = begin(image, _metres(pose, image, torso_px), pose.t)
    else:
        torso_px = last.torso_px
        filtered = smooth(last.filtered, (image, _metres(pose, image, torso_px)), pose.t, by, torso_px)
    return Steady(filtered, torso_px, trunk), Body(filtered.image, filtered.world, limbs(pose.score))


def jumped(last: Steady, now: Steady) -> bool:
    """Whether the trunk as a whole is elsewhere, or of another size: a cut, or somebody else."""
    before, after = last.trunk, now.trunk
    if not BENT * before.length < after.length < before.length / BENT:
        return True
    return math.hypot(after.x - before.x, after.y - before.y) > CUT * last.torso_px


def _within_reach(last: Steady, trunk: Trunk) -> bool:
    """Whether a trunk can be the same athlete's a frame later: not far off, and not much nearer or farther."""
    if not BENT * last.torso_px < trunk.length < NEARER * last.torso_px:
        return False
    most = CUT * last.torso_px
    moved = zip(trunk.joints, last.trunk.joints)  # noqa: B905 - four each, and hot
    return all(abs(a - c) <= most and abs(b - d) <= most for (a, b), (c, d) in moved)


def _trunk(image: Points) -> Trunk:
    joints = [image[row] for row in SHOULDERS + HIPS]
    (a, b), (c, d), (e, f), (g, h) = joints
    length = math.hypot(a + c - e - g, b + d - f - h) / 2
    return Trunk(joints, (a + c + e + g) / 4, (b + d + f + h) / 4, length)


def _metres(pose: Pose, image: Points, torso_px: float) -> Points:
    """The world landmarks, or where there are none a body as flat as its picture, around the hips' middle."""
    if pose.world is not None:
        return limbs(pose.world)
    left, right = (image[row] for row in HIPS)
    x0, y0, scale = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2, TORSO_M / torso_px
    return [((x - x0) * scale, (y - y0) * scale, 0.0) for x, y in image]
