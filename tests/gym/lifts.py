"""What the athlete does in each exercise, clean or with a fault planted on purpose. Pure numpy.

A fault's amount is in degrees or in torso lengths, as `FAULTS` says; it is nothing at the start and whole at the turn,
unless its comment says otherwise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tests.gym.exercises import Exercises
from tests.gym.linear import X, rotation, turned
from tests.gym.posture import Arm, Foot, Place, Posture
from tests.gym.rig import Rig
from tests.gym.solve import ankle_of

Amounts = Mapping[str, float]
"""Fault -> its amount."""
Lift = Callable[["Lifter", float, Amounts], Posture]
"""The posture from the start (0) to the turn (1) with such faults."""

FAULTS: Mapping[str, tuple[str, ...]] = {
    "squat": ("knees_in", "heels_up", "back_rounded", "leans_forward", "to_one_side"),
    "lunge": ("knee_in", "leans_forward", "tips_aside"),
    "side_lunge": ("knee_in", "heel_up", "leans_forward"),
    "push_up": ("hips_sag", "hips_high", "elbows_out"),
    "deadlift": ("back_rounded", "knees_in"),
    "romanian_deadlift": ("back_rounded", "knees_bend"),
    "curl": ("swings", "elbow_forward"),
    "shoulder_press": ("leans_back", "legs_help", "uneven"),
    "lateral_raise": ("swings", "arms_bent", "too_high", "tips_aside", "uneven"),
    "front_raise": ("swings", "arms_bent", "too_high", "uneven"),
    "sit_up": ("pulls_neck",),
}
"""The faults of posture that each exercise knows. Those of time and range (`half_lockout`, `bounced`, `rushed_down`,
`shallow`) are planted in the rep's course, see `sets.py`."""
UNITS = {"to_one_side": "torso lengths", "rushed_down": "s", "dropped": "s", "drops_back": "s"}
"""A fault's unit where it is not degrees."""
TORSO_M, SHOULDERS_M = 0.49, 1.434
"""Torso and shoulder height of the demo's athlete: middle of the shoulders to middle of the hips, and to the soles."""
ARM_M, OVER_FEET_M = 0.53, 0.10
"""How long the demo's athlete's arm is to the wrist, and how far ahead of the spot a bar hangs over the feet."""
LUNGE_M, SIDE_LUNGE_M = (0.30, -0.56), 0.46
"""How far the lunge's feet are ahead of the spot, and half the side lunge's stance."""


@dataclass(frozen=True, eq=False)
class Lifter(Exercises):
    """An athlete who can do every exercise of `LIFTS` at one place.

    Attributes:
        hands: Where the hands are while the legs work: 0 stretched ahead, 1 at the chest, 2 hanging.
        left: Which leg leads where one does.
    """

    hands: int = 0
    left: bool = True

    def squats(self, u: float, f: Amounts) -> Posture:
        """A squat."""
        rounded = f.get("back_rounded", 0) * u
        knee, shin, lean = 9 + 105 * u, 4 + 32 * u, 1 + 29 * u + f.get("leans_forward", 0) * u - 0.4 * rounded
        bend = 3 + 4 * u + rounded
        pelvis = self._over_feet(knee, shin, lean).ahead(0.0, f.get("to_one_side", 0) * TORSO_M * self.size * u)
        feet = tuple(
            replace(foot, pitch=f.get("heels_up", 0) * u, cave=f.get("knees_in", 0) * min(1.0, 1.6 * u))
            for foot in self.feet()
        )
        nod = -2 - 24 * u + 0.9 * rounded
        return Posture(pelvis, lean, bend=bend, nod=nod, feet=(feet[0], feet[1]), arms=self._held(u))

    def lunges(self, u: float, f: Amounts) -> Posture:
        """A split lunge: the feet stay, the hips go down between them."""
        out = 1 if self.left else -1
        front = Foot(
            self.spot.ahead(LUNGE_M[0] * self.size, out * 0.10, 0.0, out * 5),
            cave=f.get("knee_in", 0) * min(1, 1.6 * u),
        )
        rear = Foot(self.spot.ahead(LUNGE_M[1] * self.size, -out * 0.10, 0.0, 0.0), 38.0 + 14 * u)
        lean = 2 + 5 * u + f.get("leans_forward", 0) * u
        pelvis = self.spot.ahead((-0.13 - 0.04 * u) * self.size)
        pelvis = self._at_knee(pelvis, lean, front, 168 - 82 * u, left=self.left)
        feet = (front, rear) if self.left else (rear, front)
        side = -out * f.get("tips_aside", 0) * u
        return Posture(pelvis, lean, bend=2 + 2 * u, side=side, nod=-4, feet=feet, arms=self._held(0.0))

    def side_lunges(self, u: float, f: Amounts) -> Posture:
        """A side lunge: the weight goes over one bent knee, the other leg stays straight."""
        out = 1 if self.left else -1
        feet = [Foot(self.spot.ahead(0.13, s * SIDE_LUNGE_M * self.size, 0.0, s * 14)) for s in (1, -1)]
        lead = 0 if self.left else 1
        feet[lead] = replace(feet[lead], pitch=f.get("heel_up", 0) * u, cave=f.get("knee_in", 0) * min(1, 1.6 * u))
        lean = 3 + 26 * u + f.get("leans_forward", 0) * u
        pelvis = self.spot.ahead((-0.02 - 0.20 * u) * self.size, out * 0.33 * u * self.size)
        pelvis = self._at_knee(pelvis, lean, feet[1 - lead], 172, left=not self.left)
        return Posture(pelvis, lean, bend=3 + 8 * u, nod=-20 * u, feet=(feet[0], feet[1]), arms=self._held(u))

    def push_ups(self, u: float, f: Amounts) -> Posture:
        """A push-up; `elbows_out` is whole all the way, the hips' faults at the top, a sag half at the floor."""
        sag = f.get("hips_sag", 0) * (1 - 0.5 * u) - f.get("hips_high", 0)
        return self._bent_line(self.plank(u), sag, f.get("elbows_out", 0))

    def deadlifts(self, u: float, f: Amounts) -> Posture:
        """A deadlift."""
        return self._hinge(u, f, knee=8 + 58 * u, shin=3 + 8 * u)

    def romanian_deadlifts(self, u: float, f: Amounts) -> Posture:
        """A Romanian deadlift."""
        more = f.get("knees_bend", 0) * u
        return self._hinge(u, f, knee=8 + 20 * u + more, shin=2 - 6 * u + 0.45 * more)

    def curls(self, u: float, f: Amounts) -> Posture:
        """A curl of both arms."""
        arm = Arm(3 + 7 * u + f.get("elbow_forward", 0) * u, 8, 12 + 128 * u, 0.0)
        return self._upright((arm, arm), u, f)

    def presses(self, u: float, f: Amounts) -> Posture:
        """A shoulder press: the forearms stay upright. `uneven` keeps the right arm behind."""
        arms = [self._pressing(u), self._pressing(u, less=f.get("uneven", 0))]
        return self._upright((arms[0], arms[1]), u, f)

    def lateral_raises(self, u: float, f: Amounts) -> Posture:
        """A lateral raise. `uneven` keeps the right arm behind."""
        up = 8 + 80 * u + f.get("too_high", 0) * u
        elbow = 14 + f.get("arms_bent", 0) * u
        arms = [Arm(6, up - less * u, elbow, 0.0, reach=0.02 * u) for less in (0.0, f.get("uneven", 0))]
        return self._upright((arms[0], arms[1]), u, f)

    def front_raises(self, u: float, f: Amounts) -> Posture:
        """A front raise. `uneven` keeps the right arm behind."""
        up = 6 + 86 * u + f.get("too_high", 0) * u
        elbow = 12 + f.get("arms_bent", 0) * u
        arms = [Arm(up - less * u, 5, elbow, 0.0, reach=0.035 * u) for less in (0.0, f.get("uneven", 0))]
        return self._upright((arms[0], arms[1]), u, f)

    def sit_ups(self, u: float, f: Amounts) -> Posture:
        """A sit-up, feet on the floor, hands at the temples."""
        pitch = -88 + 60 * u
        pelvis = self.spot.ahead(-0.25 * self.size, 0.0, 0.115 + 0.015 * u)
        feet = tuple(Foot(self.spot.ahead(0.35 * self.size, s * 0.13, 0.0, s * 4)) for s in (1, -1))
        arm = Arm(75, 45, 138, -20)
        nod = 6 + 12 * u + f.get("pulls_neck", 0) * u
        return Posture(pelvis, pitch, bend=2 + 34 * u, nod=nod, feet=(feet[0], feet[1]), arms=(arm, arm))

    def _hinge(self, u: float, f: Amounts, *, knee: float, shin: float) -> Posture:
        lean, bend = 3 + 62 * u, 2 + 6 * u + f.get("back_rounded", 0) * u
        lean -= 0.35 * f.get("back_rounded", 0) * u
        pelvis = self._over_feet(knee, shin, lean)
        arm = Arm(lean + bend - self._back_to_feet(pelvis, lean + 0.6 * bend), 4, 6, 10)
        feet = tuple(replace(foot, cave=f.get("knees_in", 0) * min(1.0, 1.6 * u)) for foot in self.feet())
        nod = -4 - 14 * u + 0.9 * f.get("back_rounded", 0) * u
        return Posture(pelvis, lean, bend=bend, nod=nod, feet=(feet[0], feet[1]), arms=(arm, arm))

    def _back_to_feet(self, pelvis: Place, tilt: float) -> float:
        """By how many degrees hanging arms go back so that the hands stay over the feet, the bar close to the legs."""
        ahead = -float((turned(-self.spot.turn) @ (pelvis.point - self.spot.point))[1])
        shoulders = ahead + TORSO_M * self.size * float(np.sin(np.radians(tilt)))
        return float(np.degrees(np.arcsin(np.clip((shoulders - OVER_FEET_M) / (ARM_M * self.size), 0.0, 0.6))))

    def _upright(self, arms: tuple[Arm, Arm], u: float, f: Amounts) -> Posture:
        """Standing while the arms work. The trunk's swing is at its most half way, and back at both ends."""
        lean = 1 - f.get("swings", 0) * 4 * u * (1 - u) - f.get("leans_back", 0) * u
        knee = 9 + f.get("legs_help", 0) * 4 * u * (1 - u)
        pelvis = self._over_feet(knee, 4 + 0.5 * (knee - 9), lean)
        side = f.get("tips_aside", 0) * u
        return Posture(pelvis, lean, bend=2, side=side, nod=-2, feet=self.feet(), arms=arms)

    @staticmethod
    def _pressing(u: float, less: float = 0.0) -> Arm:
        up = 58 + 107 * u - less * u
        return Arm(4, up, 180 - up, -88, reach=0.06 * u)

    def _held(self, u: float) -> tuple[Arm, Arm]:
        kinds = (Arm(4 + 100 * u, 7, 16 - 6 * u, 8), Arm(38, 12, 128, 20), Arm(5 + 28 * u, 8, 12, 8))
        return self.arms(kinds[self.hands])

    def _over_feet(self, knee: float, shin: float, lean: float) -> Place:
        """Where the pelvis is when both knees are bent by ``knee`` and the shins lean by ``shin``."""
        thigh, low = np.radians(knee - shin), np.radians(shin)
        legs = self._legs
        forward = legs[1] * np.sin(low) - legs[0] * np.sin(thigh)
        up = legs[1] * np.cos(low) + legs[0] * np.cos(thigh) + self._ankle_m
        offset = rotation(X, lean) @ (self._hip - self.rig.head("root"))
        return self.spot.ahead(float(forward + offset[1]), 0.0, float(up - offset[2]))

    def _at_knee(self, pelvis: Place, lean: float, foot: Foot, knee: float, *, left: bool) -> Place:
        """The pelvis at such a height that the knee over ``foot`` has the angle ``knee``."""
        side = "L" if left else "R"
        upper, lower = self._legs
        long = np.sqrt(upper**2 + lower**2 - 2 * upper * lower * np.cos(np.radians(knee)))
        hip = turned(pelvis.turn) @ rotation(X, lean) @ (self.rig.head(f"upperleg01.{side}") - self.rig.head("root"))
        away = ankle_of(self.rig, side, foot) - pelvis.point - hip
        return replace(pelvis, z=float(away[2] + np.sqrt(max(long**2 - away[0] ** 2 - away[1] ** 2, 0.04))))

    def _bent_line(self, line: Posture, sag: float, flare: float) -> Posture:
        """The push-up's line broken at the hips by ``sag`` degrees, up where negative; the shoulders stay as high."""
        legs, torso, offset = sum(self._legs), TORSO_M * self.size, self._hip - self.rig.head("root")
        level = turned(line.pelvis.turn)
        ankle = (ankle_of(self.rig, "L", line.feet[0]) + ankle_of(self.rig, "R", line.feet[1])) / 2
        hip = line.pelvis.point + level @ rotation(X, line.pitch) @ offset
        hip = ankle + level @ rotation(X, sag * torso / (legs + torso)) @ level.T @ (hip - ankle)
        pitch = line.pitch - sag * legs / (legs + torso)
        x, y, z = hip - level @ rotation(X, pitch) @ offset
        arms = tuple(replace(arm, flare=arm.flare + flare) for arm in line.arms)
        pelvis = Place(float(x), float(y), float(z), line.pelvis.turn)
        return replace(line, pelvis=pelvis, pitch=pitch, arms=(arms[0], arms[1]))

    @cached_property
    def _legs(self) -> tuple[float, float]:
        limb = self.rig.limb("upperleg01.L", "lowerleg01.L", "foot.L")
        return limb.upper_m, limb.lower_m


LIFTS: Mapping[str, Lift] = {
    "squat": Lifter.squats,
    "lunge": Lifter.lunges,
    "side_lunge": Lifter.side_lunges,
    "push_up": Lifter.push_ups,
    "deadlift": Lifter.deadlifts,
    "romanian_deadlift": Lifter.romanian_deadlifts,
    "curl": Lifter.curls,
    "shoulder_press": Lifter.presses,
    "lateral_raise": Lifter.lateral_raises,
    "front_raise": Lifter.front_raises,
    "sit_up": Lifter.sit_ups,
}
"""Exercise -> its postures."""


def size_of(rig: Rig) -> float:
    """How tall somebody is as a share of the demo's athlete."""
    return float(rig.head("upperarm01.L")[2] - rig.floor) / SHOULDERS_M


CONCENTRIC_FIRST = frozenset({"curl", "shoulder_press", "lateral_raise", "front_raise", "sit_up"})
"""The exercises that begin with the effort."""
