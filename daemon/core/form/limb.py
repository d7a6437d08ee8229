"""What a limb's two bones show of their joint's angle: in space, in the flat picture, and lifted out of it."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.form.rep_body import ANKLES, HIPS, KNEES, SHOULDERS, Floats, Limb, angle_between
from daemon.core.form.window import Window

_FRAME = [*SHOULDERS, *HIPS, *KNEES, *ANKLES]
"""Joints that tell how large the athlete is in the picture: none of them hides behind another for long."""
_LONG = 0.9
"""Share of the frames in which a bone is no longer in the picture than it is: in one of ten it lies in its plane."""
_STRAIGHT = 180.0


class Sight(NamedTuple):
    """One limb on one side at some moments.

    Attributes:
        space: Its angle by the pose model's own depth, 1 straight.
        picture: Its angle in the flat picture.
        lifted: Its angle where each bone is as long as it is, and leans out of the picture by what it is shorter there.
        first, second: The bones' lengths in the picture as shares of their own.
        sure: How surely its least sure joint was seen (0..1).
    """

    space: Floats
    picture: Floats
    lifted: Floats
    first: Floats
    second: Floats
    sure: float

    def at(self, some: slice | NDArray[np.intp]) -> "Sight":
        """Returns some of the moments."""
        space, picture, lifted, first, second, sure = self
        return Sight(space[some], picture[some], lifted[some], first[some], second[some], sure)


def scale(seen: Window) -> float:
    """Returns the picture's torso lengths a metre at the athlete: the least-squares fit of picture to space."""
    image, world = seen.image[_FRAME], seen.world[_FRAME][..., :2]
    hips = (seen.image[HIPS[0]] + seen.image[HIPS[1]]) / 2
    both, square = np.einsum("jni,jni->", image - hips, world), np.einsum("jni,jni->", world, world)
    return float(both / max(square, 1e-9))


def look(seen: Window, limb: Limb, side: int, per_metre: float, at: NDArray[np.intp] | slice) -> Sight:
    """Returns what is seen of a limb at some frames.

    Args:
        seen: The rep's poses.
        limb: Its three joints.
        side: 0 left, 1 right.
        per_metre: ``scale``.
        at: The frames.
    """
    a, b, c = (each[side] for each in limb)
    u2, v2 = (seen.image[a] - seen.image[b]).T, (seen.image[c] - seen.image[b]).T
    u3, v3 = (seen.world[a] - seen.world[b]).T, (seen.world[c] - seen.world[b]).T
    u, first = _lifted(u2, u3, per_metre, at)
    v, second = _lifted(v2, v3, per_metre, at)
    space, lifted = angle_between(u3[:, at], v3[:, at]), angle_between(u, v)
    picture = angle_between(u[:2], v[:2])
    sure = min(float(seen.score[joint]) for joint in (a, b, c))
    return Sight(space / _STRAIGHT, picture / _STRAIGHT, lifted / _STRAIGHT, first, second, sure)


def _lifted(flat: Floats, deep: Floats, per_metre: float, at: NDArray[np.intp] | slice) -> tuple[Floats, Floats]:
    """Returns a bone as long as it is, and the share of its length that the picture shows."""
    length = np.sqrt(flat[0] * flat[0] + flat[1] * flat[1])
    in_space = math.sqrt(float(np.einsum("in,in->", deep, deep)) / len(length)) * per_metre
    place = min(int(_LONG * len(length)), len(length) - 1)
    own = max(float(np.partition(length, place)[place]), in_space, 1e-6)
    shown = length[at]
    out = np.sqrt(np.maximum(own * own - shown * shown, 0.0)) * np.sign(deep[2, at])
    return np.array((flat[0, at], flat[1, at], out)), np.minimum(shown / own, 1.0)
