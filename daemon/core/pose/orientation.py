"""Which way is up: whether the camera lies on its side or upside down, told by how the athlete walks and stands. Pure.

Who lies is no sign: push-ups, sit-ups and planks are done lying. Signs are what only a turned picture shows: somebody
who goes along a wall, the body level; who stands on the head; who stands in mid-air, square to the camera. A walk
proves which way is up, and nothing but another walk tells otherwise from then on.
"""

import math
from enum import Enum
from typing import NamedTuple

from daemon.core.pose.body import ANKLES, HIPS, SHOULDERS, WRISTS, Body, Pair, Point
from daemon.core.pose.pose import Pose

SEEN = 0.5
"""Visibility below which MediaPipe's own solutions draw no joint."""
TILT_DEG, BEND_DEG = 30.0, 25.0
"""How far the trunk may be off the picture's axis, and the legs off the trunk's line, for somebody who stands."""
LEGS = 1.0
"""Torso lengths from hips to ankles, at least: standing has about 1.4."""
SQUARE = (0.6, 0.35)
"""Torso lengths between the shoulders, and between the hips, at least: square to the camera is about 0.75 and 0.45.

A bench seen at an angle shows this in single frames: in 69 real sets the share that ``SHARE`` bounds stayed below 0.28.
"""
SLANT_DEG = 30.0
"""How far the line of the shoulders may be off the right angle to the trunk's."""
PROP = 0.45
"""Torso lengths that a hand may be below the trunk: an arm that props the body up reaches further."""
WALK = 1.2
"""Torso lengths across the body's own axis that are a walk: push-ups in real clips came to 0.49."""
FOLLOW_S = 1.5
"""Time constant of the place that a walk is measured from: it follows who stands, and trails who walks."""
SHARE, SHARE_S = 0.75, 3.0
"""Share of the last seconds that a posture must fill, forgotten with this time constant: 4.2 s without a break."""
GAP_S, JUMP = 0.4, 0.5
"""Seconds without a pose, and torso lengths from one frame to the next, after which it may be somebody else."""


class Side(Enum):
    """Where the head is, as seen from the feet: up in an upright picture."""

    UP = 0
    LEFT = 90
    DOWN = 180
    RIGHT = 270

    @property
    def mend(self) -> int:
        """Degrees clockwise by which the picture must be turned to be upright."""
        return self.value


class Walk(NamedTuple):
    """A body in one posture, while it is followed: when and where it was last, and the place that follows it."""

    side: Side
    t: float
    at: float
    start: float


class Orientation(NamedTuple):
    """What is known of the picture.

    Attributes:
        turn: Degrees clockwise by which it must be turned further to be upright; 0 where nothing speaks against it.
        proved: A walk has shown it.
        walk: The body that is followed, or None.
        shares: The share of the last seconds that each posture filled.
        t: Time of the last pose (s).
    """

    turn: int = 0
    proved: bool = False
    walk: Walk | None = None
    shares: dict[Side, float] = dict.fromkeys(Side, 0.0)
    t: float = -math.inf


def follow(state: Orientation, pose: Pose | None) -> Orientation:
    """Takes in one frame; None where nobody was seen. Costs 30 µs."""
    if pose is None:
        return state
    body = Body.of(pose)
    side = _side(body)
    walk = _walk(state.walk, side, body, pose.t)
    shares = _shares(state, side if side is not None and _stands_so(body, side) else None, pose.t)
    state = state._replace(walk=walk, shares=shares, t=pose.t)
    if walk is not None and abs(walk.at - walk.start) > WALK * _torso(body):
        return state._replace(turn=walk.side.mend, proved=True)
    filled = None if state.proved else next((each for each in Side if shares[each] > SHARE), None)
    return state if filled is None else state._replace(turn=filled.mend)


def advice(turn: int, present: int) -> str | None:
    """Returns one line on a picture that is turned, or None.

    Args:
        turn: ``Orientation.turn``.
        present: Degrees by which the picture is turned already.
    """
    if turn == 0:
        return None
    seems = "upside down" if turn == Side.DOWN.mend else "turned by 90°"
    return f"the picture seems {seems}: set turn = {(present + turn) % 360}"


def _side(body: Body) -> Side | None:
    """Returns where the head is of a body whose trunk and legs are in one line, along an axis of the picture."""
    (x, y), (u, v) = body.shoulders, body.hips
    legs = [body.image[joint] for joint in ANKLES if body.score[joint] >= SEEN]
    if body.trunk < SEEN or not legs:
        return None
    a, b = (sum(axis) / len(legs) for axis in zip(*legs, strict=True))
    trunk, leg = math.atan2(x - u, v - y), math.atan2(u - a, b - v)
    quarter = round(trunk / (math.pi / 2))
    if abs(math.degrees(trunk) - 90 * quarter) > TILT_DEG or _apart_deg(trunk, leg) > BEND_DEG:
        return None
    if math.dist((a, b), (u, v)) < LEGS * _torso(body):
        return None
    return (Side.UP, Side.RIGHT, Side.DOWN, Side.LEFT)[quarter % 4]


def _torso(body: Body) -> float:
    """Returns the trunk's length as it is seen, in pixels."""
    return math.dist(body.shoulders, body.hips)


def _apart_deg(a: float, b: float) -> float:
    return abs(math.degrees(math.remainder(a - b, math.tau)))


def _walk(walk: Walk | None, side: Side | None, body: Body, t: float) -> Walk | None:
    """Follows a body across its own axis; for a moment in which it has no clear posture it is where it was."""
    if side is None:
        return walk if walk is not None and t - walk.t <= GAP_S else None
    at = body.hips[0 if side in (Side.UP, Side.DOWN) else 1]
    known = walk is not None and walk.side is side and t - walk.t <= GAP_S
    if walk is None or not known or abs(at - walk.at) > JUMP * _torso(body):
        return Walk(side, t, at, at)
    return Walk(side, t, at, walk.start + (at - walk.start) * min((t - walk.t) / FOLLOW_S, 1.0))


def _stands_so(body: Body, side: Side) -> bool:
    """Whether nothing else than a turned picture explains the posture, as far as one frame can tell."""
    if side in (Side.UP, Side.DOWN):
        return True
    torso = _torso(body)
    lowest = max(body.image[joint][1] for joint in (*SHOULDERS, *HIPS))
    propped = any(body.image[joint][1] - lowest > PROP * torso for joint in WRISTS)
    shoulders, hips = SQUARE
    return not propped and _square(body, SHOULDERS, shoulders * torso) and _square(body, HIPS, hips * torso)


def _square(body: Body, pair: Pair, least: float) -> bool:
    """Whether two joints of a body that lies are one above the other, at least so many pixels apart."""
    a: Point
    a, b = (body.image[joint] for joint in pair)
    across, along = abs(a[1] - b[1]), abs(a[0] - b[0])
    return across > least and along < across * math.tan(math.radians(SLANT_DEG))


def _shares(state: Orientation, shown: Side | None, t: float) -> dict[Side, float]:
    """Returns the shares after a frame; a gap counts as one frame."""
    by = min((t - state.t) / SHARE_S, GAP_S / SHARE_S)
    return {side: share + by * ((side is shown) - share) for side, share in state.shares.items()}
