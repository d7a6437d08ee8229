"""How people differ in the same exercise, on the floor, on a bench and on a bar."""

import math
from dataclasses import dataclass, replace

import numpy as np

from tests.simulator.body import Athlete
from tests.simulator.floor import DOWN
from tests.simulator.linear import reach
from tests.simulator.posture import Arm, Foot, Posture
from tests.simulator.standing import Program, Step, stance, upright
from tests.simulator.styles import Draw, Style, there_and_back

_TOES = 0.095
"""Height of the ankle on the toes, in heights."""


@dataclass(frozen=True)
class Plank:
    """A push-up position.

    Attributes:
        hands: Distance between the hands, torso lengths.
        ahead: Metres that the hands are ahead of the shoulders.
        raised: Heights from the floor to the hands, on a bench or a step.
        feet: Distance of each foot from the middle, heights.
        flare: Degrees of the elbows' way out.
    """

    hands: float
    ahead: float = 0.0
    raised: float = 0.0
    feet: float = 0.05
    flare: float = 50.0

    def at(self, a: Athlete, elbow: float, sag: float) -> Posture:
        """Returns it with the elbows bent by so many degrees, the hips ``sag`` heights under the straight line."""
        along, x = a.thigh + a.shank, self.hands * a.torso / 2
        floor, ankle, sunk = (0.03 + self.raised) * a.height, _TOES * a.height, sag * a.height
        slope = self._slope(a, elbow)
        pelvis = (0.0, max(ankle + along * math.sin(slope) - sunk, 0.05 * a.height), along * math.cos(slope) * 0.995)
        bent = math.degrees(math.atan2(sunk, a.torso))  # the trunk still ends at the shoulders
        z = (a.torso + along) * math.cos(self._slope(a, 10)) + self.ahead
        arms = [Arm(75, self.flare, elbow, (0.3, 0.6, 1), (s * x, floor, z)) for s in (1, -1)]
        spots = [Foot((s * self.feet * a.height, ankle, 0.0), DOWN) for s in (1, -1)]
        return Posture(pelvis, (spots[0], spots[1]), (arms[0], arms[1]), 90 - math.degrees(slope) - bent)

    def _slope(self, a: Athlete, elbow: float) -> float:
        """Returns how steep the body is (rad)."""
        across = abs(self.hands * a.torso / 2 - a.half_shoulders)
        arm = reach(a.upper_arm, a.forearm, elbow)
        rise = math.sqrt(max(arm**2 - across**2 - self.ahead**2, (0.07 * a.height) ** 2))
        shoulders = rise + (0.03 + self.raised) * a.height
        return math.asin(min((shoulders - _TOES * a.height) / (a.torso + a.thigh + a.shank), 0.9))


def push_up(rng: np.random.Generator) -> Style:
    """Hands narrow or wide, hips piked or sagging, on the floor or on a bench, deep or half way."""
    draw = Draw(rng)
    hands, ahead = draw.between(0.7, 2.0), draw.between(-0.18, 0.04)
    high = float(rng.normal(0.0, 0.035))
    low = high + float(rng.normal(0.0, 0.02))
    raised = draw.between(0.12, 0.4) if draw.often(0.12) else 0.0
    feet, flare = draw.between(0.02, 0.16), draw.between(10, 75)
    straight, bent = draw.between(6, 35), draw.between(60, 118)

    plank = Plank(hands, ahead, raised, feet, flare)

    def program(a: Athlete) -> Program:
        return there_and_back(plank.at(a, straight, high), plank.at(a, bent, low), 1.8)

    return program


def mountain_climber(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    hands, sag, ahead = draw.between(0.7, 1.3), float(rng.normal(-0.03, 0.04)), draw.between(-0.05, 0.1)
    far, up, out = draw.between(0.25, 0.45), draw.between(0.02, 0.08), draw.between(-0.1, 0.5)
    raised = draw.between(0.12, 0.35) if draw.often(0.15) else 0.0

    def program(a: Athlete) -> Program:
        start = Plank(hands, ahead, raised).at(a, 10, sag)
        x, y, z = start.feet[0].spot
        in_ = Foot((x, y + up * a.height, z + far * a.height), (out, -0.5, 1.0))
        left = replace(start, feet=(in_, start.feet[1]))
        return Program(start, ((Step(left, 0.5, turn=True),), (Step(left.mirrored(), 0.5, turn=True),)), 0.5, 0.65)

    return program


SIT_UP_ARMS = (
    Arm(135, 45, 135, (-1, 1, 0.3)),  # behind the head
    Arm(80, 20, 140, (-0.4, 1, 0)),  # at the temples, the elbows forward
    Arm(100, 35, 140, (-1, 0.6, 0.2)),  # at the temples
    Arm(28, -25, 110, (-1, 0.5, 0.6)),  # crossed on the chest
    Arm(35, 0, 130, (-1, 0.8, 0.6)),  # the hands on the shoulders
    Arm(15, 20, 90, (-1, 0.3, 0.4)),  # on the belly
    Arm(15, 10, 40, (0, 0, 1)),  # by the thighs
    Arm(60, 8, 25),  # stretched to the knees
    Arm(25, 10, 20),  # along the trunk
)
_OVERHEAD = Arm(165, 25, 15)


def sit_up(rng: np.random.Generator) -> Style:
    """Hands behind the head, on the chest or stretched; knees bent or straight; all the way up, or a crunch."""
    draw = Draw(rng)
    held = draw.one_of(SIT_UP_ARMS)
    thrown = draw.often(0.12)
    down = draw.sides(_OVERHEAD if thrown else held, 10)
    up = draw.sides(Arm(75, 8, 14) if thrown else held, 12)
    knees = draw.between(60, 125) if draw.often(0.85) else draw.between(5, 40)
    feet_up = draw.between(0.05, 0.35) if draw.often(0.12) else 0.0
    top = draw.between(-35, 22) if draw.often(0.75) else draw.between(-62, -35)
    low, spread = draw.between(-92, -74), draw.between(0.02, 0.14)
    twist, hips = draw.between(-20, 20) if draw.often(0.25) else 0.0, draw.between(0.0, 0.03)
    out = draw.between(0.0, 0.9)

    def program(a: Athlete) -> Program:
        far, y = reach(a.thigh, a.shank, knees), a.ankle + feet_up * a.height
        z = math.sqrt(max(far**2 - (y - 0.055 * a.height) ** 2, 0.01))
        feet = [Foot((s * spread * a.height, y, z), (s * out, 1.0, 0.0)) for s in (1, -1)]
        start = Posture((0.0, 0.055 * a.height, 0.0), (feet[0], feet[1]), down, low)
        turn = replace(start, pitch=top, yaw=twist, arms=up, pelvis=(0.0, (0.055 + hips) * a.height, 0.0))
        return there_and_back(start, turn, 2.2)

    return program


def bench_press(rng: np.random.Generator) -> Style:
    """Flat or inclined, bar or dumbbells, on a bench or on the floor, feet on the floor or on the bench."""
    draw = Draw(rng)
    incline = draw.between(0, 55) if draw.often(0.45) else draw.between(0, 8)
    seat = 0.06 if draw.often(0.15) else draw.between(0.22, 0.30)
    feet_on = draw.often(0.25)
    apart, ahead, raised = draw.between(0.06, 0.22), draw.between(0.18, 0.42), draw.between(0.0, 0.18)
    high = draw.sides(Arm(draw.between(75, 98), draw.between(0, 30), draw.between(5, 40), (-0.4, 0, 1)))
    low = draw.sides(Arm(draw.between(25, 70), draw.between(55, 95), draw.between(75, 120), (0, 0.1, 1)))
    bridge = draw.between(0, 8)

    def program(a: Athlete) -> Program:
        y = seat * a.height
        floor = seat < 0.1 or feet_on
        spot = (y if feet_on and seat > 0.1 else a.ankle) + (raised * a.height if floor else 0.0)
        z = (0.18 + ahead if floor else ahead) * a.height
        feet = [Foot((s * apart * a.height, spot, z), (0.3 * s, 1, 0.3)) for s in (1, -1)]
        top = Posture((0.0, y, 0.0), (feet[0], feet[1]), high, -88 + incline)
        return there_and_back(top, replace(top, arms=low, pitch=top.pitch + bridge), 2.6)

    return program


def pull_up(rng: np.random.Generator) -> Style:
    """Hands narrow or wide, legs hanging, bent or before the body, from a dead hang or half way, still or swinging."""
    draw = Draw(rng)
    wide, straight, under = draw.between(1.0, 2.6), draw.between(6, 40), draw.between(-0.05, 0.7)
    knees = draw.between(5, 35) if draw.often(0.85) else draw.between(40, 100)
    legs = draw.between(-0.16, 0.06) if draw.often(0.8) else draw.between(0.1, 0.3)
    lean, swing = draw.between(-22, 6), draw.between(-0.12, 0.12) if draw.often(0.4) else 0.0
    grip, behind, apart = draw.between(40, 95), draw.between(-0.1, 0.02), draw.between(0.02, 0.1)

    def program(a: Athlete) -> Program:
        bar, x, high = 1.35 * a.height, wide * a.half_shoulders, under * a.torso

        across = x - a.half_shoulders
        low = math.sqrt(max(reach(a.upper_arm, a.forearm, straight) ** 2 - across**2, 0.0))

        def hanging(rise: float, raised: float, pitch: float, ahead: float, back: float) -> Posture:
            y = bar - rise - a.torso * math.cos(math.radians(pitch))
            drop = math.sqrt(max(reach(a.thigh, a.shank, knees) ** 2 - ((legs + ahead) * a.height) ** 2, 0.01))
            pole = (0.0, 0.0, 1.0) if knees < 120 else (0.0, -0.5, 1.0)
            feet = [Foot((s * apart * a.height, y - drop, back + (legs + ahead) * a.height), pole) for s in (1, -1)]
            arms = [Arm(raised, grip, 20, (-0.2, 1, 0.2), (s * x, bar, 0.0)) for s in (1, -1)]
            at = back - a.torso * math.sin(math.radians(pitch))
            return Posture((0.0, y, at), (feet[0], feet[1]), (arms[0], arms[1]), pitch)

        return there_and_back(hanging(low, 165, 0, 0, -0.02), hanging(high, 40, lean, swing, behind), 2.4, 0.45)

    return program


def burpee(rng: np.random.Generator) -> Style:
    """With or without a push-up, a jump or arms overhead; the legs together or apart."""
    draw = Draw(rng)
    hands, sag, feet = draw.between(0.7, 1.2), float(rng.normal(0.0, 0.03)), draw.between(0.03, 0.12)
    jump = draw.between(0.03, 0.14) if draw.often(0.75) else 0.0
    reaches = Arm(draw.between(120, 175), 40, 15) if draw.often(0.7) else Arm(20, 60, 30)
    push, knee, lean = draw.often(0.4), draw.between(60, 120), draw.between(60, 85)
    held = draw.sides(Arm(10, 55, 20))
    over, arms_up, stays = 0.12, draw.sides(reaches), draw.between(0.02, 0.3)

    def program(a: Athlete) -> Program:
        start = upright(a, 8, holding=held, spread=feet)

        prone = Plank(hands, feet=feet)
        plank = prone.at(a, 10, sag)
        spot = plank.arms[0].spot
        ahead = (0.0, 0.0, over * a.height - (spot[2] if spot else 0.0))
        plank, low = plank.moved(ahead), prone.at(a, 95, sag).moved(ahead)
        crouch = upright(a, knee, lean, back=0.6, feet=stance(a, feet + 0.04, ahead=-over * a.height))
        crouch = replace(crouch, arms=plank.arms, pelvis=(0.0, crouch.pelvis[1], -0.33 * a.height))
        high = upright(a, 6, 0, holding=arms_up, spread=feet, air=jump * a.height)
        bottom = (Step(low, 0.1, turn=True), Step(plank, 0.1)) if push else ()
        down = (Step(crouch, 0.15), Step(plank, 0.15), Step(plank, stays, turn=not push))
        return Program(start, ((*down, *bottom, Step(crouch, 0.2), Step(high, 0.15)),), 0.12, 3.6)

    return program
