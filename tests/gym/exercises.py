"""What the athlete can do at one spot: stand, squat, lie in the push-up position, get down and up. Pure numpy."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tests.gym.linear import Array, X, corner, rotation, turned
from tests.gym.motion import Move, keyed
from tests.gym.posture import Arm, Foot, Place, Posture, mix
from tests.gym.rig import Rig
from tests.gym.solve import SOLE_M, ankle_of, solve

STANCE_M = 0.155
"""Half the distance between the feet of someone who stands to squat."""
SPLAY = 13.0
"""How far the feet point outward then."""


HANDS_M = 0.60
"""How far ahead of the spot the hands go down."""
PLANK_ELBOW, PRESS_ELBOW = 168.0, 51.0
"""The elbow's angle in the push-up, arms straight and at the lowest."""


@dataclass(frozen=True, eq=False)
class Exercises:
    """What an athlete of this build does at one place: stands, squats, gets down, does push-ups, gets up.

    Attributes:
        rig: The athlete's bones.
        spot: Where the athlete stands, and looks.
        size: How tall the athlete is as a share of the demo's: hands and feet are so much further apart.
    """

    rig: Rig
    spot: Place
    size: float = 1.0

    def stand(self) -> Posture:
        """Upright, arms hanging, ready to squat."""
        return self.squat(0.0)

    def squat(self, depth: float) -> Posture:
        """From standing (0) to thighs near level (1): the feet stay, the hips go back, the arms come forward."""
        knee = 9.0 + 105.0 * depth
        shin = np.radians(4.0 + 32.0 * depth)
        lean = 1.0 + 33.0 * depth
        legs = self.rig.limb("upperleg01.L", "lowerleg01.L", "foot.L")
        thigh = np.radians(knee) - shin
        forward = legs.lower_m * np.sin(shin) - legs.upper_m * np.sin(thigh)
        up = legs.lower_m * np.cos(shin) + legs.upper_m * np.cos(thigh) + self._ankle_m
        offset = turned(0) @ rotation(X, lean) @ (self._hip - self.rig.head("root"))
        pelvis = self.spot.ahead(float(forward + offset[1]), 0.0, float(up - offset[2]))
        arms = self.arms(Arm(4 + 120 * depth, 7 + 3 * depth, 16 - 6 * depth, 8 + 22 * depth))
        return Posture(pelvis, lean, bend=3 + 12 * depth, nod=-2 - 27 * depth, feet=self.feet(), arms=arms)

    def feet(self) -> tuple[Foot, Foot]:
        """Where the feet stand."""
        left, right = (self.spot.ahead(0.13, s * STANCE_M * self.size, 0.0, s * SPLAY) for s in (1, -1))
        return Foot(left), Foot(right)

    def arms(self, arm: Arm) -> tuple[Arm, Arm]:
        """Both arms so, and where their hands would lie: a little wider than the shoulders, ahead of the feet."""
        left, right = (self.spot.ahead(HANDS_M * self.size, s * 0.225 * self.size, 0.0, s * 6.0) for s in (1, -1))
        return replace(arm, hand=left), replace(arm, hand=right)

    def plank(self, press: float) -> Posture:
        """The push-up position, arms straight (0) to chest near the floor (1)."""
        high, low = self._slopes
        return self._line(high + (low - high) * press)

    def down(self, t0: float, t1: float) -> Move:
        """From standing to the push-up position: hands to the floor, one foot back, then the other."""
        keys = self._way_down()
        return keyed([(t0 + (t1 - t0) * u, posture) for u, posture in keys])

    def up(self, t0: float, t1: float) -> Move:
        """The same way back."""
        keys = self._way_down()[::-1]
        return keyed([(t1 + (t0 - t1) * u, posture) for u, posture in keys])

    def _way_down(self) -> list[tuple[float, Posture]]:
        stand, plank = self.stand(), self.plank(0.0)
        left, right = (replace(foot, pitch=38.0) for foot in stand.feet)
        crouch = replace(self._crouch(-0.03, 0.55, 67.0), feet=(left, right))
        lower = replace(self._crouch(-0.02, 0.55, 68.0), feet=(left, _aloft(right, plank.feet[1])))
        split = replace(self._crouch(-0.02, 0.53, 70.0), feet=(left, plank.feet[1]))
        over = mix(split, plank, 0.4)
        other = replace(
            over, pelvis=replace(over.pelvis, z=split.pelvis.z), feet=(_aloft(left, plank.feet[0]), plank.feet[1])
        )
        return [
            (0.0, stand), (0.40, crouch), (0.46, crouch), (0.58, lower), (0.70, split), (0.74, split), (0.87, other),
            (1.0, plank),
        ]  # fmt: skip

    def _crouch(self, forward: float, up: float, pitch: float) -> Posture:
        arms = self.arms(Arm(60, 12, 20, 10, 1.0))
        return Posture(self.spot.ahead(forward, 0.0, up), pitch, bend=30.0, nod=-26.0, arms=arms)

    def _line(self, slope: float) -> Posture:
        """Ankles to shoulders in one line that rises by ``slope`` degrees, the toes and the hands on the floor."""
        pitch = 90 - slope
        left, right = (Foot(self.spot.ahead((HANDS_M - 1.43) * self.size, s * 0.11), 66.0 + slope) for s in (1, -1))
        ankle = turned(-self.spot.turn) @ (ankle_of(self.rig, "L", left) - self.spot.point)
        legs = self.rig.limb("upperleg01.L", "lowerleg01.L", "foot.L")
        length = (legs.upper_m + legs.lower_m) * 0.9965
        a = np.radians(slope + 0.5)
        offset = rotation(X, pitch) @ (self._hip - self.rig.head("root"))
        forward, up = -ankle[1] + length * np.cos(a) + offset[1], ankle[2] + length * np.sin(a) - offset[2]
        pelvis = self.spot.ahead(float(forward), 0.0, float(up))
        arms = self.arms(Arm(60, 12, 20, 10, 1.0))
        return Posture(pelvis, pitch, bend=2.0, nod=-24.0, feet=(left, right), arms=arms)

    @cached_property
    def _slopes(self) -> tuple[float, float]:
        return self._slope_for(PLANK_ELBOW), self._slope_for(PRESS_ELBOW)

    def _slope_for(self, elbow: float) -> float:
        low, high = 0.0, 30.0
        for _ in range(18):
            middle = (low + high) / 2
            low, high = (middle, high) if self._elbow(middle) < elbow else (low, middle)
        return low

    def _elbow(self, slope: float) -> float:
        bones = solve(self.rig, self._line(slope))
        return float(corner(*(bones.head[self.rig.index[f"{n}.L"]] for n in ("upperarm01", "lowerarm01", "wrist"))))

    @property
    def _hip(self) -> Array:
        return (self.rig.head("upperleg01.L") + self.rig.head("upperleg01.R")) / 2

    @property
    def _ankle_m(self) -> float:
        return float(self.rig.head("foot.L")[2] - self.rig.floor + SOLE_M)


def _aloft(a: Foot, b: Foot) -> Foot:
    """A foot on its way."""
    half = mix(a, b, 0.5)
    return replace(half, ball=replace(half.ball, z=0.075), pitch=56.0)
