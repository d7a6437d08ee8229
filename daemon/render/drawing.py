"""Draws an athlete: bones, joints, the ghost, the angle at a joint, and rings around what is at fault."""

import math

import cv2
import numpy as np

from daemon.core.pose.skeleton import Joint
from daemon.render.picture import Picture
from daemon.render.text import DARK, WHITE, Colour

Point = tuple[float, float]
Points = list[Point | None]
"""A place for each joint (pixels), None where it is not to be drawn."""

_LIMBS = (
    *("SHOULDER ELBOW", "ELBOW WRIST", "WRIST INDEX", "SHOULDER HIP", "HIP KNEE"),
    *("KNEE ANKLE", "ANKLE HEEL", "HEEL FOOT_INDEX", "ANKLE FOOT_INDEX"),
)
_ACROSS = ("SHOULDER", "HIP")
LEFT, RIGHT, MIDDLE = (60, 160, 255), (255, 190, 60), (235, 235, 235)
"""The athlete's left is orange, the right is blue, what joins them is white."""
AMBER, RED = (40, 190, 255), (70, 70, 245)
_GHOST: Colour = (240, 110, 200)
_GHOSTLY = 0.6
"""How much of the ghost is seen."""
_SHIFT = 4
"""Places are drawn to a 16th of a pixel, so that a slow movement does not step."""
_HEAD = 1.6
"""Radius of the ghost's head, of its limbs' width."""
_STRAIGHT = 0.15
"""Two limbs that are nearly in line have no outside of their bend."""


def _bones() -> tuple[tuple[Joint, Joint, Colour], ...]:
    sides = (("LEFT", LEFT), ("RIGHT", RIGHT))
    limbs = [
        (Joint[f"{side}_{limb.split()[0]}"], Joint[f"{side}_{limb.split()[1]}"], colour)
        for side, colour in sides
        for limb in _LIMBS
    ]
    across = [(Joint[f"LEFT_{name}"], Joint[f"RIGHT_{name}"], MIDDLE) for name in _ACROSS]
    return (*across, *limbs)


BONES = _bones()
"""Pairs of joints with the colour of the line between them."""
_ENDS = tuple({joint for one, other, _ in BONES for joint in (one, other)})


def draw_skeleton(picture: Picture, points: Points, working: frozenset[Joint], thick: int) -> None:
    """Draws bones and joints; those between two working joints are thick and rimmed, the others thin.

    Args:
        picture: To draw into.
        points: Where the joints are.
        working: The joints that the exercise moves.
        thick: Width of a working bone (pixels).
    """
    thin = max(1, round(thick * 0.5))
    for one, other, colour in BONES:
        if not (one in working and other in working):
            _line(picture, points[one], points[other], colour, thin)
    for rim in (2 * max(1, thick // 4), 0):
        for one, other, colour in BONES:
            if one in working and other in working:
                _line(picture, points[one], points[other], DARK if rim else colour, thick + rim)
    for joint in _ENDS:
        works = joint in working
        _dot(picture, points[joint], WHITE if works else MIDDLE, thick if works else thin)


def draw_ghost(picture: Picture, points: Points, thick: int, scratch: Picture) -> None:
    """Draws a see-through figure of one colour; ``scratch`` is a picture of the same size, to draw on."""
    there = [point for point in points if point is not None]
    if not there:
        return
    (left, top), (right, bottom) = np.min(there, axis=0) - 2 * thick, np.max(there, axis=0) + 2 * thick
    rows, columns = picture.shape[:2]
    y0, y1 = max(int(top), 0), min(math.ceil(bottom), rows)
    x0, x1 = max(int(left), 0), min(math.ceil(right), columns)
    if y0 >= y1 or x0 >= x1:
        return
    below, drawn = picture[y0:y1, x0:x1], scratch[y0:y1, x0:x1]
    np.copyto(drawn, below)
    for colour, width in ((DARK, thick + 2), (_GHOST, thick)):
        for one, other, _ in BONES:
            _line(scratch, points[one], points[other], colour, width)
        _head(scratch, points, thick, width, colour)
    cv2.addWeighted(drawn, _GHOSTLY, below, 1 - _GHOSTLY, 0, dst=below)


def draw_angle(picture: Picture, joint: tuple[Point, Point, Point], radius: float, thick: int, colour: Colour) -> Point:
    """Draws the arc between two limbs; returns the middle of where its number goes, outside of the bend.

    Args:
        picture: To draw into.
        joint: An end, the joint itself, the other end (pixels).
        radius: Of the arc (pixels).
        thick: Its width (pixels).
        colour: Its colour.
    """
    a, b, c = joint
    one, other = math.atan2(a[1] - b[1], a[0] - b[0]), math.atan2(c[1] - b[1], c[0] - b[0])
    turn = math.remainder(other - one, 2 * math.pi)
    start, end = math.degrees(min(one, one + turn)), math.degrees(max(one, one + turn))
    centre, axes = _fixed(b), (round(radius * (1 << _SHIFT)),) * 2
    for each, width in ((DARK, thick + 2), (colour, thick)):
        cv2.ellipse(picture, centre, axes, 0, start, end, each, width, cv2.LINE_AA, _SHIFT)
    middle = one + turn / 2
    if abs(math.cos(turn / 2)) < _STRAIGHT:  # as good as straight: beside it, always on the same side
        middle = math.atan2(abs(math.sin(middle)), math.cos(middle)) if abs(math.cos(middle)) < _STRAIGHT else middle
    away = radius * 1.25
    return b[0] - math.cos(middle) * away, b[1] - math.sin(middle) * away


def draw_ring(picture: Picture, point: Point | None, radius: int, thick: int, colour: Colour = RED) -> None:
    """Draws a ring around a joint."""
    if point is not None:
        for each, width in ((DARK, thick + 2), (colour, thick)):
            cv2.circle(picture, _fixed(point), radius << _SHIFT, each, width, cv2.LINE_AA, _SHIFT)


def draw_leader(picture: Picture, one: Point, other: Point, thick: int, colour: Colour = RED) -> None:
    """Draws the line from a joint to what is said of it."""
    _line(picture, one, other, DARK, thick + 2)
    _line(picture, one, other, colour, thick)


def _head(picture: Picture, points: Points, thick: int, width: int, colour: Colour) -> None:
    ears = [points[joint] for joint in (Joint.LEFT_EAR, Joint.RIGHT_EAR, Joint.NOSE)]
    there = [ear for ear in ears if ear is not None]
    if len(there) == len(ears):
        x, y = np.mean(there, axis=0)
        centre = round(float(x) * (1 << _SHIFT)), round(float(y) * (1 << _SHIFT))
        radius = round(thick * _HEAD * (1 << _SHIFT))
        cv2.circle(picture, centre, radius, colour, max(1, width // 2), cv2.LINE_AA, _SHIFT)


def _line(picture: Picture, one: Point | None, other: Point | None, colour: Colour, thick: int) -> None:
    if one is not None and other is not None:
        cv2.line(picture, _fixed(one), _fixed(other), colour, thick, cv2.LINE_AA, _SHIFT)


def _dot(picture: Picture, point: Point | None, colour: Colour, radius: int) -> None:
    if point is not None:
        cv2.circle(picture, _fixed(point), radius << _SHIFT, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)


def _fixed(point: Point) -> tuple[int, int]:
    return round(point[0] * (1 << _SHIFT)), round(point[1] * (1 << _SHIFT))
