"""How the athlete holds the body at one moment, as numbers that can be mixed. Metres and degrees."""

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

from tests.gym.linear import Array, turned

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A point and a direction in the room: x to the picture's right, y away, z up; turn 90 looks along x."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    turn: float = 0.0

    @property
    def point(self) -> Array:
        """(3,)."""
        return np.array([self.x, self.y, self.z])

    def ahead(self, forward: float, left: float = 0.0, up: float = 0.0, turn: float = 0.0) -> "Place":
        """The place so far forward, left and up of this one, turned to the left by ``turn`` more."""
        x, y, z = self.point + turned(self.turn) @ np.array([left, -forward, up])
        return Place(float(x), float(y), float(z), self.turn + turn)


@dataclass(frozen=True, slots=True)
class Foot:
    """A foot.

    Attributes:
        ball: The sole's point under the toe joints, and where the foot points.
        pitch: Heel up is positive and turns about the ball; toes up is negative and turns about the heel.
        cave: How far the way that the knee over it bends turns inward of where the foot points; about the line from hip
            to ankle the knee turns more, the more so the more the pelvis leans.
    """

    ball: Place = field(default_factory=Place)
    pitch: float = 0.0
    cave: float = 0.0


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm, free or with its hand on the floor.

    Attributes:
        flex: The upper arm forward from hanging.
        abduct: The upper arm outward.
        elbow: How far the elbow is bent from straight.
        spin: The upper arm turned inward about itself.
        plant: 0 the free arm's pose, 1 the hand lies at ``hand``; between, the way there.
        hand: Where the wrist is above, and where the fingers point.
        flare: The planted arm's elbow, from pointing straight back (0) to straight out (90).
        reach: How much further the free hand is along its way (metres): the girdle takes up some of the arm's own.
    """

    flex: float = 4.0
    abduct: float = 7.0
    elbow: float = 16.0
    spin: float = 8.0
    plant: float = 0.0
    hand: Place = field(default_factory=Place)
    flare: float = 25.0
    reach: float = 0.0


@dataclass(frozen=True, slots=True)
class Posture:
    """The whole body. Pitch leans forward, roll and side lean right, twist and turn go to the left.

    Attributes:
        pelvis: Where the rig's root is, and where the pelvis looks.
        pitch, roll: Of the pelvis.
        bend, side, twist: Of the spine, from pelvis to chest.
        nod, gaze: Of the head against the chest.
        feet, arms: Left and right.
    """

    pelvis: Place = field(default_factory=Place)
    pitch: float = 0.0
    roll: float = 0.0
    bend: float = 0.0
    side: float = 0.0
    twist: float = 0.0
    nod: float = 0.0
    gaze: float = 0.0
    feet: tuple[Foot, Foot] = (Foot(), Foot())
    arms: tuple[Arm, Arm] = (Arm(), Arm())


def numbers(value: Any) -> Array:  # noqa: ANN401 - any of the dataclasses above, or a tuple of them
    """All the numbers of a posture, in the order of its fields."""
    if isinstance(value, tuple):
        return np.concatenate([numbers(v) for v in value])
    if is_dataclass(value):
        return np.concatenate([numbers(getattr(value, f.name)) for f in fields(value)])
    return np.array([float(value)])


def rebuilt(like: T, values: Array) -> T:
    """A value of the same shape as ``like`` from `numbers`."""
    out, rest = _take(like, values)
    if len(rest):
        raise ValueError(f"{len(rest)} numbers too many for {type(like).__name__}")
    return out  # type: ignore[no-any-return]


def _take(like: Any, values: Array) -> tuple[Any, Array]:  # noqa: ANN401 - as above
    if isinstance(like, tuple):
        parts = list(like)
    elif is_dataclass(like):
        parts = [getattr(like, f.name) for f in fields(like)]
    else:
        return float(values[0]), values[1:]
    for i, part in enumerate(parts):
        parts[i], values = _take(part, values)
    return (tuple(parts) if isinstance(like, tuple) else type(like)(*parts)), values


def mix(a: T, b: T, share: float) -> T:
    """``a`` at 0, ``b`` at 1, each number on a straight line between."""
    return rebuilt(a, numbers(a) * (1 - share) + numbers(b) * share)
