"""Smooths the athlete's pose from frame to frame, and starts afresh after a gap or a cut."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from daemon.core.params import SmootherParams
from daemon.core.pose import flat
from daemon.core.pose.body import HIPS, SHOULDERS, Body, limbs
from daemon.core.pose.one_euro import Filtered, Points, begin, smooth
from daemon.core.pose.pose import Pose


class Trunk(NamedTuple):
    """Shoulders and hips in the picture: each one's pixels, their middle, and the length from these to those."""

    joints: Points
    x: float
    y: float
    length: float


class SmoothedPose(NamedTuple):
    """The smoother's state: the athlete's pose, filtered.

    Attributes:
        filtered: The joints that signals are made of, see ``body.limbs``.
        torso_px: The torso's length in pixels when the filter began: its unit.
        trunk: The last pose's, unfiltered.
        size: The torso's length in the picture if it did not lean; None where there are world landmarks.
    """

    filtered: Filtered
    torso_px: float
    trunk: Trunk
    size: float | None = None


class Smoother(Protocol):
    """The stage that smooths the athlete's pose from frame to frame."""

    def step(self, last: SmoothedPose | None, pose: Pose) -> tuple[SmoothedPose, Body]:
        """Smooths one more pose; ``last`` is None before the first."""
        ...

    def jumped(self, last: SmoothedPose, now: SmoothedPose) -> bool:
        """Returns whether the trunk as a whole is elsewhere, or of another size: a cut, or somebody else."""
        ...


@dataclass(frozen=True, slots=True)
class OneEuroSmoother:
    """Filters every joint with a one-euro filter, which starts afresh after a gap, a cut, or with another person."""

    params: SmootherParams

    def step(self, last: SmoothedPose | None, pose: Pose) -> tuple[SmoothedPose, Body]:
        """Smooths one pose. A model without world landmarks gets them from the picture. Costs about 15 µs."""
        image, score = limbs(pose.xy), limbs(pose.score)
        trunk = _trunk(image)
        goes_on = last is not None and pose.t - last.filtered.t <= self.params.gap_s and self._within_reach(last, trunk)
        before = last if goes_on else None
        size, world = _metres(before, pose, image, score)
        if before is None:
            torso_px, filtered = max(trunk.length, 1.0), begin(image, world, pose.t)
        else:
            torso_px = before.torso_px
            filtered = smooth(before.filtered, (image, world), pose.t, self.params, torso_px)
        body = Body(filtered.image, filtered.world, score, has_depth=size is None)
        return SmoothedPose(filtered, torso_px, trunk, size), body

    def jumped(self, last: SmoothedPose, now: SmoothedPose) -> bool:
        """Returns whether the trunk as a whole is elsewhere, or of another size: a cut, or somebody else."""
        before, after, least = last.trunk, now.trunk, self.params.min_torso
        if not least * before.length < after.length < before.length / least:
            return True
        return math.hypot(after.x - before.x, after.y - before.y) > self.params.max_jump * last.torso_px

    def _within_reach(self, last: SmoothedPose, trunk: Trunk) -> bool:
        """Returns whether a trunk can be the same athlete's a frame later: not far off, nor much nearer or farther."""
        if not self.params.min_torso * last.torso_px < trunk.length < self.params.max_torso * last.torso_px:
            return False
        most = self.params.max_jump * last.torso_px
        moved = zip(trunk.joints, last.trunk.joints)  # noqa: B905 - four each, and hot
        return all(abs(a - c) <= most and abs(b - d) <= most for (a, b), (c, d) in moved)


def _trunk(image: Points) -> Trunk:
    joints = [image[row] for row in SHOULDERS + HIPS]
    (a, b), (c, d), (e, f), (g, h) = joints
    length = math.hypot(a + c - e - g, b + d - f - h) / 2
    return Trunk(joints, (a + c + e + g) / 4, (b + d + f + h) / 4, length)


def _metres(
    last: SmoothedPose | None, pose: Pose, image: Points, score: Sequence[float]
) -> tuple[float | None, Points]:
    """Returns the world landmarks; where there are none, the athlete's size, and what the picture makes of it."""
    if pose.world is not None:
        return None, limbs(pose.world)
    before = None if last is None else last.size
    dt = 0.0 if last is None else max(pose.t - last.filtered.t, 0.0)
    size = flat.size(image, score, before, dt)
    return size, flat.metres(image, score, size)
