"""An athlete over one rep, in the athlete's own axes: left, up and forward, in torso lengths from the hips' middle."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from daemon.core.facts import RepCounted, Side, Tempo
from daemon.core.form import numbers
from daemon.core.pose.skeleton import Joint
from daemon.core.spec import Part

Floats = NDArray[np.float64]
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
_DEGREES = 180.0 / math.pi
_TINY_S = 1e-6
_IDLE = 0.4
"""Share of the other hand's way under which an arm hangs idle: arms raised unevenly on purpose came to 0.43."""
_AROUND_S, _AROUND = 0.08, 0.06
"""Seconds, and share of the rep's time, around a moment that belong to it: about the tenth of the way next to it."""


class Poses(Protocol):
    """A rep's poses as arrays, from shortly before its start to its end, smoothed."""

    @property
    def t(self) -> Floats:
        """Times (N,), seconds."""
        ...

    @property
    def world(self) -> Floats:
        """Joints (33, N, 3), metres, hip-centred, x right, y down, z away from the camera."""
        ...

    @property
    def image(self) -> Floats:
        """The same in the picture (33, N, 2), torso lengths, x right, y down."""
        ...

    @property
    def score(self) -> Floats:
        """How surely each joint was seen (33,), 0..1."""
        ...

    @property
    def noise(self) -> Floats:
        """Standard deviation of each joint in one frame around its smoothed way (33,), torso lengths."""
        ...

    @property
    def gain(self) -> Floats:
        """What smoothing leaves of it in each frame (N,)."""
        ...


@dataclass(frozen=True)
class RepBody:
    """The joints over a rep, and when it turned. Nothing is measured before it is asked for.

    Attributes:
        t: Times (N,), seconds.
        points: Joint, axis, time (33, 3, N): left, up, forward.
        image: The same in the picture (33, N, 2), torso lengths, x right, y down.
        yaw: How far the athlete is turned from facing the camera or its opposite, degrees: 0 front, 90 side.
        score: How surely each joint was seen, 0..1.
        noise: Standard deviation of each joint around its way, as smoothing leaves it, torso lengths.
        view: ``front``, ``side`` or ``oblique``.
        start, turn, end: When it began, turned and ended (s).
        eccentric_first: Whether its eccentric half comes first.
        tempo: Seconds of its parts.
        side: With which arm or leg it was done; None: with both, or not told apart.
        has_depth: The pose model gave world landmarks; where not, ``points`` are as flat as the picture.
        known: The signals that were measured already.
    """

    t: Floats
    points: Floats
    image: Floats
    yaw: float
    score: Sequence[float]
    noise: Sequence[float]
    view: str
    start: float
    turn: float
    end: float
    eccentric_first: bool
    tempo: Tempo
    side: Side | None = None
    has_depth: bool = True
    known: dict[str, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, poses: Poses, rep: RepCounted, turn: float, first: Part) -> "RepBody":
        """Returns the athlete over a rep. Costs about 80 µs.

        Args:
            poses: Its poses.
            rep: The rep, with its view and tempo.
            turn: When it turned (s).
            first: Which half came first.
        """
        (points, yaw), noise = own_axes(poses.world, rep.view), poses.noise * float(poses.gain.mean())
        return cls(
            poses.t, points, poses.image, yaw, poses.score.tolist(), noise.tolist(), rep.view,
            rep.start, turn, rep.end, first is Part.ECCENTRIC, rep.tempo, rep.side,
        )  # fmt: skip

    def middle(self, joints: Pair) -> Floats:
        """Returns the middle of a left and a right joint (3, N)."""
        left, right = joints
        middle: Floats = (self.points[left] + self.points[right]) / 2
        return middle

    def sure(self, joints: Iterable[Joint]) -> float:
        """Returns how surely the least sure of the joints was seen, 0..1."""
        return min([self.score[joint] for joint in joints])

    def between(self, first: float, last: float) -> slice:
        """Returns the frames from one time to another, at least the one next to the first."""
        times = self._times
        low = min(bisect_left(times, first), len(times) - 1)
        return slice(low, max(bisect_left(times, last + _TINY_S, low), low + 1))

    @cached_property
    def _times(self) -> list[float]:
        times: list[float] = self.t.tolist()
        return times

    def around(self, moment: float) -> slice:
        """Returns the frames that belong to a moment."""
        apart = max(_AROUND_S, _AROUND * (self.end - self.start))
        return self.between(moment - apart, moment + apart)

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

    @cached_property
    def one_armed(self) -> bool:
        """Whether one arm worked alone: where the count says so, and the other hand hardly moved from its shoulder."""
        if self.side is None:
            return False
        less, more = sorted(self._moved(side) for side in (0, 1))
        return less < _IDLE * more

    def _moved(self, side: int) -> float:
        """Returns how far a hand went from its shoulder, from the start to the turning point, torso lengths."""
        hand = self.points[WRISTS[side]] - self.points[SHOULDERS[side]]
        way = numbers.means(hand[:, self.around(self.turn)]) - numbers.means(hand[:, self.around(self.start)])
        return math.hypot(*way.tolist())

    def _working(self, limb: Limb, way: float) -> int:
        turn = self.around(self.turn)
        left, right = (numbers.mean(angle(*(self.points[each[i]][:, turn] for each in limb))) for i in (0, 1))
        return 0 if way * left >= way * right else 1


def angle(a: Floats, b: Floats, c: Floats) -> Floats:
    """Returns the angles at b between a and c (N,), degrees 0..180; points (2, N) or (3, N)."""
    return angle_between(a - b, c - b)


def angle_between(u: Floats, v: Floats) -> Floats:
    """Returns the angle between two directions (N,), degrees 0..180; (2, N) or (3, N)."""
    length = np.sqrt(np.add.reduce(u * u) * np.add.reduce(v * v))
    cosine = np.add.reduce(u * v) / np.maximum(length, 1e-9)
    degrees: Floats = np.arccos(np.minimum(np.maximum(cosine, -1.0), 1.0)) * _DEGREES
    return degrees


def own_axes(world: Floats, view: str) -> tuple[Floats, float]:
    """Turns joints (33, N, 3) from the camera's axes into the athlete's, in torso lengths (33, 3, N).

    Also returns how far the athlete is turned from the camera, degrees (see ``RepBody.yaw``).

    The up axis is the picture's. Left is the level direction of hips and shoulders over the whole rep, and forward is
    at right angles to it; from the side, where the picture shows that plane whole, it is taken from the picture's own
    axis, so that a model's poor depth changes nothing there.

    Args:
        world: Metres, hip-centred, x right, y down, z away from the camera.
        view: From where the athlete is seen.
    """
    mean: Floats = np.einsum("ijk->ik", world) / world.shape[1]  # a fifth of the time of mean
    (a, b), (c, d) = SHOULDERS, HIPS
    trunk = (world[a] + world[b] - world[c] - world[d]).T / 2
    torso = max(numbers.mean(np.sqrt(np.add.reduce(trunk * trunk))), 1e-6)
    x, _, z = (float(each) for each in mean[a] - mean[b] + mean[c] - mean[d])
    x, z = _faces_feet(mean, x, z, torso)
    if view == "side":
        x, z = 0.0, 1.0 if z >= 0 else -1.0
    length = max(math.hypot(x, z), 1e-6)
    turned = np.array([[x, 0.0, z], [0.0, -length, 0.0], [z, 0.0, -x]]) / (length * torso)
    own = (
        (turned @ world.reshape(-1, 3).T).reshape(3, len(world), -1).transpose(1, 0, 2)
    )  # a third of the time of matmul
    return own, math.degrees(math.atan2(abs(z), abs(x)))


def _faces_feet(mean: Floats, x: float, z: float, torso: float) -> tuple[float, float]:
    """Returns the direction to the athlete's left, the other way where the feet point backward by it."""
    (a, b), (c, d) = TOES, HEELS
    ahead_x, _, ahead_z = (float(each) / 2 for each in mean[a] + mean[b] - mean[c] - mean[d])
    if math.hypot(ahead_x, ahead_z) > _FOOT * torso and ahead_x * z - ahead_z * x < 0:
        return -x, -z
    return x, z
