"""Exercises on the floor, on a bench and on a bar."""

import math
from dataclasses import replace

from tests.simulator.body import Athlete
from tests.simulator.linear import reach
from tests.simulator.posture import Arm, Foot, Point, Posture
from tests.simulator.standing import FRONT, UP, Program, Step, _there_and_back, arms, stance, upright

DOWN: Point = (0.0, -1.0, 0.0)
_TOES = 0.095
"""Height of the ankle on the toes, in heights."""


def prone(a: Athlete, elbow: float, *, spread: float = 1.15, sag: float = 0.0) -> Posture:
    """In the push-up position: straight from the toes to the shoulders, the elbows bent by so many degrees."""
    length = a.torso + a.thigh + a.shank
    rise = reach(a.upper_arm, a.forearm, elbow) * 0.97 + 0.03 * a.height
    ankle = _TOES * a.height
    slope = math.asin(min((rise - ankle) / length, 0.9))
    along = a.thigh + a.shank
    pelvis = (0.0, ankle + along * math.sin(slope) - sag, along * math.cos(slope) * 0.998)
    # The hands stay where the shoulders are above them with straight arms.
    top = reach(a.upper_arm, a.forearm, 8)
    z = length * math.cos(math.asin(min((top - ankle) / length, 0.9))) + 0.02
    x = spread * a.half_shoulders
    hand = [Arm(75, 55, elbow, (0.3, 0.6, 1), (sign * x, 0.03 * a.height, z)) for sign in (1, -1)]
    feet = [Foot((sign * 0.05 * a.height, ankle, 0.0), DOWN) for sign in (1, -1)]
    return Posture(pelvis, (feet[0], feet[1]), (hand[0], hand[1]), 90 - math.degrees(slope))


def push_up(a: Athlete) -> Program:
    return _there_and_back(prone(a, 10), prone(a, 100), 1.8)


def mountain_climber(a: Athlete) -> Program:
    start = prone(a, 8)
    x, y, z = start.feet[0].spot
    in_ = Foot((x, y + 0.05, z + 0.40 * a.height), (0.2, -0.5, 1.0))
    left = replace(start, feet=(in_, start.feet[1]))
    return Program(start, ((Step(left, 0.5, turn=True),), (Step(left.mirrored(), 0.5, turn=True),)), 0.5, 0.6)


def plank(a: Athlete) -> Program:
    """On the forearms; a hold, so that its reps only sway."""
    body = prone(a, 90)
    elbows = 0.04 * a.height
    held = tuple(Arm(90, 20, 90, (0, 0.2, 1), None) for _ in range(2))
    pelvis = (0.0, 0.13 * a.height, body.pelvis[2])
    start = replace(body, pelvis=pelvis, pitch=84, arms=(held[0], held[1]))
    hands = [
        Arm(80, 30, 90, (0, 0.2, 1), (s * a.half_shoulders, elbows, body.pelvis[2] + a.torso + a.forearm))
        for s in (1, -1)
    ]
    start = replace(start, arms=(hands[0], hands[1]))
    return Program(start, ((Step(start, 0.5, turn=True),),), 0.5, 5.0)


def _supine_feet(a: Athlete, ahead: float) -> tuple[Foot, Foot]:
    return tuple(Foot((s * 0.08 * a.height, a.ankle, ahead), UP) for s in (1, -1))  # type: ignore[return-value]


def sit_up(a: Athlete) -> Program:
    feet = _supine_feet(a, reach(a.thigh, a.shank, 85))
    behind = Arm(165, 75, 145, (-1, 1, 0.3))
    low = Posture((0.0, 0.055 * a.height, 0.0), feet, arms(behind), -85)
    return _there_and_back(low, replace(low, pitch=-8), 2.4)


def bench_press(a: Athlete) -> Program:
    """On a bench, the feet on the floor, the bar from above the chest down to it."""
    y = 0.27 * a.height
    feet = [Foot((s * 0.12 * a.height, a.ankle, 0.22 * a.height), (0.3 * s, 1, 0.3)) for s in (1, -1)]
    high, low = Arm(88, 12, 10, (-0.5, 0, 1)), Arm(55, 85, 95, (0, 0.1, 1))
    top = Posture((0.0, y, 0.0), (feet[0], feet[1]), arms(high), -88)
    return _there_and_back(top, replace(top, arms=arms(low)), 2.8)


def pull_up(a: Athlete) -> Program:
    """From a hang to the chin over the bar, the hands wide."""
    bar = 1.35 * a.height
    x = 1.5 * a.half_shoulders
    hands = [Arm(165, 85, 20, (-0.2, 1, 0.2), (s * x, bar, 0.0)) for s in (1, -1)]

    def hanging(elbow: float) -> Posture:
        rise = math.sqrt(max(reach(a.upper_arm, a.forearm, elbow) ** 2 - (x - a.half_shoulders) ** 2, 0.0))
        y = bar - rise - a.torso
        below = y - reach(a.thigh, a.shank, 25)
        feet = [Foot((s * 0.05 * a.height, below, -0.08 * a.height)) for s in (1, -1)]
        return Posture((0.0, y, -0.02), (feet[0], feet[1]), (hands[0], hands[1]), 3)

    return _there_and_back(hanging(12), hanging(145), 2.6)


def burpee(a: Athlete) -> Program:
    """Down to the hands, the legs back, in again, and up with a jump."""
    start = upright(a, 8)
    plank_ = prone(a, 10)
    ahead = -plank_.arms[0].spot[2] + 0.12 * a.height if plank_.arms[0].spot else 0.0
    plank_ = plank_.moved((0.0, 0.0, ahead))
    crouch = upright(a, 105, 68, back=0.62, feet=stance(a, 0.12, ahead=-0.12 * a.height))
    crouch = replace(crouch, arms=plank_.arms, pelvis=(0.0, crouch.pelvis[1], -0.35 * a.height))
    jump = upright(a, 5, 0, holding=arms(Arm(165, 30, 12, FRONT)), air=0.10 * a.height)
    way = (Step(crouch, 0.2), Step(plank_, 0.2, turn=True), Step(crouch, 0.2), Step(jump, 0.25))
    return Program(start, (way,), 0.15, 3.6)
