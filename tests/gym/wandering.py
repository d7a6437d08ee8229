"""Broad random movements, so that a lifter learns bodies and cameras and not a few exercises. Pure numpy."""

from dataclasses import dataclass, replace

import numpy as np

from tests.gym.motion import Move, keyed
from tests.gym.posture import Arm, Foot, Place, Posture
from tests.gym.room import Camera

KEY_S = (0.5, 1.3)
"""Seconds from one random posture to the next."""
ON_FLOOR = 0.25
"""Share of sequences on the floor: on the back, or on hands or forearms."""
FRONT_HALF = 0.85
"""Share of cameras in front of or beside the athlete; the others stand anywhere."""
ROOM_M = 2.5
"""Height of what the camera sees at the athlete."""


@dataclass(frozen=True)
class Wander:
    """A random movement, and who sees it from where."""

    move: Move
    camera: Camera
    seconds: float


def wander(rng: np.random.Generator, seconds: float, leg_m: float) -> Wander:
    """Returns a random movement.

    Args:
        rng: Decides all of it.
        seconds: How long it lasts.
        leg_m: From hip to ankle.
    """
    floor = rng.random() < ON_FLOOR
    turn = rng.uniform(-115, 115) if rng.random() < FRONT_HALF else rng.uniform(-180, 180)
    first = _lying(rng, turn, leg_m) if floor else _standing(rng, turn, leg_m)
    keys, t = [(0.0, first)], 0.0
    while t < seconds:
        t += rng.uniform(*KEY_S)
        keys.append((t, (_lie if floor else _stand)(rng, first, leg_m)))
    return Wander(keyed(keys), facing(rng, 0.35 if floor else 0.8), seconds)


def facing(rng: np.random.Generator, aim_m: float) -> Camera:
    """Returns a camera somewhere in front of the room, that sees all of the athlete."""
    distance, height = rng.uniform(2.4, 4.6), rng.uniform(0.25, 1.8)
    vertical = 2 * np.degrees(np.arctan(ROOM_M / 2 / distance))
    side = rng.uniform(-0.15, 0.15)
    return Camera((side, -distance, height), (side + rng.uniform(-0.15, 0.15), 0.0, aim_m), float(vertical))


def _standing(rng: np.random.Generator, turn: float, leg_m: float) -> Posture:
    spot, wide, apart = Place(turn=turn), rng.uniform(0.05, 0.42), rng.uniform(-0.35, 0.35)
    if rng.random() < 0.5:
        apart *= 0.1
    feet = [
        Foot(spot.ahead(0.12 + s * apart, s * wide, 0.0, s * rng.uniform(-5, 25)), rng.choice([0.0, 0.0, 0.0, 25.0]))
        for s in (1, -1)
    ]
    return _stand(rng, Posture(spot, feet=(feet[0], feet[1])), leg_m)


def _stand(rng: np.random.Generator, like: Posture, leg_m: float) -> Posture:
    high = leg_m * (0.99 - 0.58 * rng.beta(0.8, 1.3))
    feet = np.mean([foot.ball.point for foot in like.feet], axis=0)
    pelvis = Place(float(feet[0]), float(feet[1]), 0.0, like.pelvis.turn)
    pelvis = pelvis.ahead(rng.normal(-0.14, 0.10), rng.normal(0, 0.08), high + 0.1)
    lean = float(rng.choice([rng.normal(5, 8), rng.uniform(0, 75)]))
    return replace(
        like, pelvis=pelvis, pitch=lean, roll=rng.normal(0, 5), bend=rng.uniform(-8, 45) * rng.random(),
        side=rng.normal(0, 9), twist=rng.normal(0, 10), nod=rng.normal(-0.4 * lean, 12), gaze=rng.normal(0, 18),
        feet=tuple(replace(foot, cave=rng.normal(0, 9)) for foot in like.feet), arms=_arms(rng),
    )  # fmt: skip


def _arms(rng: np.random.Generator) -> tuple[Arm, Arm]:
    """Returns both arms alike, as most exercises have them, or each its own way."""
    one, other = _arm(rng), _arm(rng)
    return (one, replace(one, elbow=one.elbow + rng.normal(0, 5)) if rng.random() < 0.6 else other)


def _arm(rng: np.random.Generator) -> Arm:
    kind = rng.integers(4)
    elbow = float(rng.choice([rng.uniform(2, 30), rng.uniform(0, 150)]))
    if kind == 0:  # hanging, perhaps curled
        return Arm(rng.normal(5, 15), abs(rng.normal(8, 6)), elbow, rng.normal(5, 25))
    if kind == 1:  # forward, up to overhead
        return Arm(rng.uniform(0, 180), abs(rng.normal(8, 10)), elbow, rng.normal(5, 30))
    if kind == 2:  # sideways, up to overhead
        return Arm(rng.normal(5, 12), rng.uniform(5, 170), elbow, rng.normal(5, 40))
    return Arm(rng.uniform(-40, 170), rng.uniform(-5, 120), elbow, rng.uniform(-60, 90))


def _lying(rng: np.random.Generator, turn: float, leg_m: float) -> Posture:
    spot = Place(turn=turn)
    if rng.random() < 0.5:  # on the back, the feet on the floor
        feet = [Foot(spot.ahead(rng.uniform(0.4, 0.9) * leg_m, s * rng.uniform(0.08, 0.2)), 0.0) for s in (1, -1)]
        return _lie(rng, Posture(spot, -80.0, feet=(feet[0], feet[1])), leg_m)
    feet = [Foot(spot.ahead(-leg_m * rng.uniform(0.92, 0.98), s * rng.uniform(0.05, 0.2)), 62.0) for s in (1, -1)]
    hands = [spot.ahead(rng.uniform(0.3, 0.6), s * rng.uniform(0.15, 0.4), 0.0) for s in (1, -1)]
    arms = [Arm(plant=1.0, hand=hand, flare=rng.uniform(10, 75)) for hand in hands]
    return _lie(rng, Posture(spot, 75.0, feet=(feet[0], feet[1]), arms=(arms[0], arms[1])), leg_m)


def _lie(rng: np.random.Generator, like: Posture, leg_m: float) -> Posture:
    if like.pitch < 0:
        pelvis = replace(like.pelvis, z=rng.uniform(0.10, 0.16) + (rng.random() < 0.3) * rng.uniform(0, 0.25))
        up = rng.uniform(0, 75) * rng.random()
        return replace(
            like, pelvis=pelvis, pitch=-88 + 0.6 * up, bend=up, twist=rng.normal(0, 8), nod=rng.uniform(0, 30),
            arms=_arms(rng),
        )  # fmt: skip
    high = rng.uniform(0.12, 0.55) * leg_m / 0.85
    return replace(
        like, pelvis=replace(like.pelvis, z=high), pitch=90 - rng.uniform(-5, 25), bend=rng.normal(0, 12),
        nod=rng.normal(-15, 12), side=rng.normal(0, 4),
        arms=tuple(replace(arm, flare=arm.flare + rng.normal(0, 8)) for arm in like.arms),
    )  # fmt: skip
