"""One frame of an exercise's movement: what the stages of counting are given."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where in the picture the athlete is (pixels): the hips' middle, the shoulders' height, the torso's length."""

    x: float
    y: float
    shoulders: float
    torso: float


class Sample(NamedTuple):
    """One frame of the movement.

    Attributes:
        t: Time (s).
        depth: 0 the start position, 1 the exercise's usual turning point.
        confidence: 0..1, of the joints that must be seen.
        values: The exercise's signals in their own order (see ``Movement.columns``), each in its unit.
        confidences: How sure each of them is, 0..1.
        place: Where the athlete is.
        has_depth: The pose model gave world landmarks.
    """

    t: float
    depth: float
    confidence: float
    values: tuple[float, ...]
    confidences: tuple[float, ...] = ()
    place: Place = Place(0.0, 0.0, 0.0, 1.0)
    has_depth: bool = True
