"""Smooths the athlete's pose from frame to frame, and starts afresh after a gap or a cut."""

import math
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from daemon.core.params import SmootherParams
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
    """

    filtered: Filtered
    torso_px: float
    trunk: Trunk


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
        """Smooths one pose. A model without world landmarks gets them from the picture, flat. Costs about 15 µs."""
        image = limbs(pose.xy)
        trunk = _trunk(image)
        if last is None or pose.t - last.filtered.t > self.params.gap_s or not self._within_reach(last, trunk):
            torso_px = max(trunk.length, 1.0)
            filtered = begin(image, _metres(pose, image, self.params.torso_m / torso_px), pose.t)
        else:
            torso_px = last.torso_px
            filtered = smooth(
                last.filtered,
                (image, _metres(pose, image, self.params.torso_m / torso_px)),
                pose.t,
                self.params,
                torso_px,
            )
        return SmoothedPose(filtered, torso_px, trunk), Body(filtered.image, filtered.world, limbs(pose.score))

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


def _metres(pose: Pose, image: Points, scale: float) -> Points:
    """Returns the world landmarks, or where there are none a body as flat as its picture, around the hips' middle."""
    if pose.world is not None:
        return limbs(pose.world)
    left, right = (image[row] for row in HIPS)
    x0, y0 = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
    return [((x - x0) * scale, (y - y0) * scale, 0.0) for x, y in image]
