"""Walking along a path with planted feet: where each foot falls follows from where the pelvis will be over it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tests.gym.linear import Array, ease, turned
from tests.gym.motion import keyed
from tests.gym.posture import Arm, Foot, Place, Posture, mix
from tests.gym.rig import SIDES, Rig
from tests.gym.solve import STRAIGHT, ankle_of

STEP_S = 0.52
"""From one foot's fall to the other's: 115 steps a minute, an easy walk."""
SWING_S = 0.42
LIFT_M = 0.05
TRACK_M = 0.075
"""Half the distance between the feet across the path."""
AHEAD_M = 0.13
"""How far the ball of the foot is ahead of a pelvis that stands over it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One foot's way through the air."""

    lift: float
    land: float
    before: Place
    after: Place


@dataclass(frozen=True, eq=False)
class Walk:
    """A walk from ``t0`` to ``t1`` along ``path``, from or to standing still.

    Attributes:
        rig: The walker's bones.
        path: Where the pelvis is over, and where it looks, at a time; stands still before ``t0`` or after ``t1``.
        standing: Someone who stands, whose free posture is walked in.
        feet: Where the feet are at ``t0`` and ``t1``; None at an end where the walk goes on.
    """

    rig: Rig
    path: Callable[[float], Place]
    t0: float
    t1: float
    standing: Posture
    first: tuple[Foot, Foot] | None
    last: tuple[Foot, Foot] | None

    def __call__(self, t: float) -> Posture:
        """The posture at ``t``."""
        feet = (self._foot(0, t), self._foot(1, t))
        here = self.path(t)
        stride = [self._ahead(here, foot) for foot in feet]
        swing = float(np.clip(stride[0] - stride[1], -0.6, 0.6))
        arms = tuple(self._arm(arm, s * swing / 2) for arm, s in zip(self.standing.arms, (-1, 1), strict=True))
        pelvis = replace(here, z=float(np.interp(t, self._grid, self._heights)), turn=here.turn - 9 * swing)
        return replace(self.standing, pelvis=pelvis, feet=feet, arms=(arms[0], arms[1]), twist=16 * swing)

    @staticmethod
    def _ahead(here: Place, foot: Foot) -> float:
        return float((turned(-here.turn) @ (foot.ball.point - here.point))[1] * -1) - AHEAD_M

    @staticmethod
    def _arm(arm: Arm, stride: float) -> Arm:
        return replace(arm, flex=arm.flex + 62 * stride, elbow=arm.elbow + 8 + 30 * max(stride, 0.0))

    def _foot(self, side: int, t: float) -> Foot:
        steps = self._steps[side]
        k = int(np.searchsorted([s.land for s in steps], t))
        if k < len(steps) and t > steps[k].lift:
            return _swinging(steps[k], t)
        landed = steps[k - 1] if k > 0 else None
        place = landed.after if landed else steps[0].before
        heel = 0.0
        if landed:
            heel -= 14 * (1 - ease((t - landed.land) / 0.13)) * self._stride(landed)
        if k < len(steps):
            heel += 42 * ease((t - steps[k].lift + 0.24) / 0.24 * 0.62) * self._stride(steps[k])
        return Foot(place, heel)

    @staticmethod
    def _stride(step: Step) -> float:
        return min(1.0, float(np.linalg.norm(step.after.point - step.before.point)) / 0.9)

    @cached_property
    def _steps(self) -> tuple[list[Step], list[Step]]:
        steps: tuple[list[Step], list[Step]] = ([], [])
        places = [self._stance(i, self.t0 - 0.3) if self.first is None else self.first[i].ball for i in range(2)]
        land, side = self.t0 + SWING_S + 0.02, 0
        while land < self.t1 + 1.5:
            after = self._stance(side, land + (STEP_S * 2 - SWING_S) / 2)
            if np.linalg.norm(after.point - places[side].point) > 0.01:
                steps[side].append(Step(land - SWING_S, land, places[side], after))
                places[side] = after
            land, side = land + STEP_S, 1 - side
        return steps

    def _stance(self, side: int, t: float) -> Place:
        """Where a foot stands that the pelvis passes over at ``t``."""
        out = 1 if side == 0 else -1
        walking = replace(self.path(t), z=0.0).ahead(AHEAD_M, out * TRACK_M, 0, out * 6)
        if self.last is None:
            return walking
        near = float(np.linalg.norm(self.path(t).point - self.path(self.t1).point))
        return mix(self.last[side].ball, walking, ease((near - 0.02) / 0.5))

    @cached_property
    def _grid(self) -> Array:
        return np.arange(self.t0 - 0.5, self.t1 + 0.5, 1 / 60)

    @cached_property
    def _heights(self) -> Array:
        """The pelvis as high as both legs allow, its way smoothed."""
        free = [min(self.standing.pelvis.z, *(self._reach(i, t) for i in range(2))) for t in self._grid]
        kernel = np.exp(-0.5 * (np.arange(-9, 10) / 3.5) ** 2)
        padded = np.pad(free, 9, mode="edge")
        return np.convolve(padded, kernel / kernel.sum(), "valid") - 0.002

    def _reach(self, side: int, t: float) -> float:
        legs = self.rig.limb("upperleg01.L", "lowerleg01.L", "foot.L")
        hip = self.rig.head(f"upperleg01.{SIDES[side]}") - self.rig.head("root")
        foot, here = self._foot(side, t), self.path(t)
        ankle = ankle_of(self.rig, SIDES[side], foot)
        away = ankle - here.point - turned(here.turn) @ hip
        level = float(away[0] ** 2 + away[1] ** 2)
        long = (legs.upper_m + legs.lower_m) * (STRAIGHT - 0.004)
        return float(ankle[2]) - float(hip[2]) + float(np.sqrt(max(long * long - level, 0.2)))


def _swinging(step: Step, t: float) -> Foot:
    u = (t - step.lift) / (step.land - step.lift)
    way = min(1.0, float(np.linalg.norm(step.after.point - step.before.point)) / 0.9)
    place = mix(step.before, step.after, ease(0.06 + 0.94 * u) if u > 0 else 0.0)
    pitch = way * (32 * (1 - ease(u / 0.7)) - 14 * ease((u - 0.45) / 0.55))
    return Foot(replace(place, z=place.z + LIFT_M * (0.4 + 0.6 * way) * np.sin(np.pi * ease(u)) ** 2), pitch)


def path(keys: Sequence[tuple[float, Place]]) -> Callable[[float], Place]:
    """A path through timed places, at rest before the first and after the last."""
    move = keyed([(t, Posture(pelvis=place)) for t, place in keys])
    return lambda t: move(t).pelvis
