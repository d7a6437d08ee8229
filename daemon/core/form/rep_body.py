"""An athlete over one rep, in the athlete's own axes: left, up and forward, in torso lengths from the hips' middle."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from daemon.core.facts import Side, Tempo
from daemon.core.pose.skeleton import Joint

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pair = tuple[Joint, Joint]
Limb = tuple[Pair, Pair, Pair]


def pair(name: str) -> Pair:
    """Returns a joint's left and its right."""
    return Joint[f"LEFT_{name}"], Joint[f"RIGHT_{name}"]


SHOULDERS, ELBOWS, WRISTS, HIPS, KNEES, ANKLES, HEELS, TOES, EARS = map(
    pair, ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX", "EAR")
)
KNEE, HIP, ELBOW, SHOULDER = (
    (HIPS, KNEES, ANKLES),
    (SHOULDERS, HIPS, KNEES),
    (SHOULDERS, ELBOWS, WRISTS),
    (HIPS, SHOULDERS, ELBOWS),
)
_FOOT = 0.15
"""Torso lengths from heel to toes, level, from which the feet tell where the athlete faces; a foot has about 0.45."""
_AROUND_S, _AROUND = 0.08, 0.06
"""Seconds, and share of the rep's time, around a moment that belong to it: about the tenth of the way next to it."""


@dataclass(frozen=True)
class RepBody:
    """The joints over a rep, and when it turned. Nothing is measured before it is asked for.

    Attributes:
        t: Times (N,), seconds.
        points: Joint, time, axis (33, N, 3): left, up, forward.
        score: How surely each joint was seen, the median over the rep (33,).
        view: ``front``, ``side`` or ``oblique``.
        start, turn, end: When it began, turned and ended (s).
        eccentric_first: Whether its eccentric half comes first.
        tempo: Seconds of its parts.
        side: With which arm or leg it was done; None: with both, or not told apart.
    """

    t: Floats
    points: Floats
    score: Floats
    view: str
    start: float
    turn: float
    end: float
    eccentric_first: bool
    tempo: Tempo
    side: Side | None = None
    known: dict[str, Floats] = field(default_factory=dict)

    def middle(self, joints: Pair) -> Floats:
        """Returns the middle of a left and a right joint (N, 3)."""
        left, right = joints
        middle: Floats = (self.points[left] + self.points[right]) / 2
        return middle

    def sure(self, *joints: Joint) -> float:
        """Returns how surely the least sure of the joints was seen, 0..1."""
        return float(self.score[list(joints)].min())

    def around(self, moment: float) -> Mask:
        """Returns which frames belong to a moment, as a mask; the nearest one always does."""
        apart = np.abs(self.t - moment)
        near: Mask = apart <= max(_AROUND_S, _AROUND * (self.end - self.start), float(apart.min()))
        return near

    @cached_property
    def leg(self) -> int:
        """The leg that works, 0 left or 1 right: the one whose hip is bent more at the turning point."""
        return self._working(HIP, -1.0)

    @cached_property
    def arm(self) -> int:
        """The arm that works, 0 left or 1 right: the one that is raised more at the turning point."""
        return self._working(SHOULDER, 1.0)

    @cached_property
    def forearm(self) -> int:
        """The arm whose elbow works, 0 left or 1 right: the one that is bent more at the turning point."""
        return self._working(ELBOW, -1.0)

    def _working(self, limb: Limb, way: float) -> int:
        if self.side is not None:
            return 0 if self.side is Side.LEFT else 1
        turn = self.around(self.turn)
        left, right = (float(angle(*(self.points[each[i]][turn] for each in limb)).mean()) for i in (0, 1))
        return 0 if way * left >= way * right else 1


def angle(a: Floats, b: Floats, c: Floats) -> Floats:
    """Returns the angles at b between a and c (N,), degrees 0..180; points (N, 2) or (N, 3)."""
    u, v = a - b, c - b
    length = np.sqrt((u * u).sum(axis=1) * (v * v).sum(axis=1))
    cosine = (u * v).sum(axis=1) / np.maximum(length, 1e-9)
    degrees: Floats = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return degrees


def own_axes(world: Floats, view: str) -> Floats:
    """Turns joints (33, N, 3) from the camera's axes into the athlete's, in torso lengths.

    The up axis is the picture's. Left is the level direction of hips and shoulders over the whole rep, and forward is
    at right angles to it; from the side and from the front, where the picture shows one of the two planes whole, it is
    taken from the picture's own axis, so that a model's poor depth changes nothing there.

    Args:
        world: Metres, hip-centred, x right, y down, z away from the camera.
        view: From where the athlete is seen.
    """
    shoulders, hips = world[list(SHOULDERS)], world[list(HIPS)]
    trunk = (shoulders[0] + shoulders[1] - hips[0] - hips[1]) / 2
    torso = max(float(np.median(np.sqrt((trunk * trunk).sum(axis=1)))), 1e-6)
    across = np.median(shoulders[0] - shoulders[1] + hips[0] - hips[1], axis=0)
    x, z = _faces_feet(world, float(across[0]), float(across[2]))
    if view == "side":
        x, z = 0.0, float(np.sign(z) or 1.0)
    elif view == "front":
        x, z = float(np.sign(x) or 1.0), 0.0
    length = max(float(np.hypot(x, z)), 1e-6)
    turned = np.array([[x, 0.0, z], [0.0, -length, 0.0], [z, 0.0, -x]]) / (length * torso)
    own: Floats = world @ turned.T
    return own


def _faces_feet(world: Floats, x: float, z: float) -> tuple[float, float]:
    """Returns the direction to the athlete's left, the other way where the feet point backward by it."""
    feet = (world[list(TOES)] - world[list(HEELS)]).mean(axis=0)
    ahead = np.median(feet, axis=0)
    trunk = max(float(np.abs(world[list(SHOULDERS)].mean(axis=0)).max()), 1e-6)
    if np.hypot(ahead[0], ahead[2]) > _FOOT * trunk and ahead[0] * z - ahead[2] * x < 0:
        return -x, -z
    return x, z
