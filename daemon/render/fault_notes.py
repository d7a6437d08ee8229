"""Marks the joints at fault, and writes what is wrong beside the athlete, in one place for the whole rep."""

import math

import numpy as np
from numpy.typing import NDArray

from daemon.core.facts import Fault, Side
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.pose.skeleton import Joint
from daemon.events import Rep
from daemon.render import drawing
from daemon.render.drawing import BONES, Point, Points
from daemon.render.panels import Panels, note_size
from daemon.render.placement import Rect
from daemon.render.story import Moment
from daemon.render.track import SEEN, Rows, Track

_MOST = 2
"""Faults that are named at a time: the most important ones."""
_WIDTH, _OF_PICTURE = 13, 0.45
"""Width of a note at most: letters' heights, and share of the picture."""
_FRAMES = 40
"""Frames of the rep that are looked at for where the athlete is."""
_ON_PANEL, _ON_ATHLETE = 1000.0, 200.0
"""What it costs to cover a panel, and to cover all of the athlete, in letters' heights from the joint."""

_A_ROW = 3
"""Joints of a limb, of which the one between has the angle."""

Places = NDArray[np.float32]
"""float32 (N, 2), pixels."""


class FaultNotes:
    """The notes of a video.

    Args:
        track: Its frames.
        scale: Pixels of the picture for each pixel of the track.
    """

    def __init__(self, track: Track, scale: float) -> None:
        self._track, self._scale = track, scale
        self._rep = ""
        self._places: list[Rect] = []

    def draw(self, panels: Panels, points: Points, moment: Moment) -> None:
        """Draws the faults that belong to a moment; ``points`` are the joints in the picture."""
        picture, unit = panels.picture, panels.unit
        rep = moment.faulty
        if rep is None:
            return
        faults = rep.faults[:_MOST]
        if self._rep != rep.id:
            size = picture.shape[1], picture.shape[0]
            self._rep, self._places = rep.id, self._placed(rep, faults, (size, unit), list(panels.placed[:3]))
        for fault, place in zip(faults, self._places, strict=True):
            there = [point for joint in joints_of(fault.signal, rep.side) if (point := points[joint]) is not None]
            for point in there:
                drawing.draw_ring(picture, point, max(4, round(unit * 0.75)), max(2, round(unit * 0.18)))
            if there:
                near = min(there, key=lambda point: math.dist(point, _nearest(point, place)))
                drawing.draw_leader(picture, near, _nearest(near, place), max(1, round(unit * 0.12)))
            panels.note(fault.says, place)

    def _placed(
        self, rep: Rep, faults: tuple[Fault, ...], of: tuple[tuple[int, int], int], taken: list[Rect]
    ) -> list[Rect]:
        """Returns where each note goes: near its joints, beside all that the athlete does in the rep, on no panel."""
        size, unit = of
        rows = self._track.between(rep.start, rep.end)
        rows = rows[:: max(1, len(rows) // _FRAMES)]
        most = min(round(unit * _WIDTH), round(size[0] * _OF_PICTURE))
        body, places = self._body(rows), list(taken)
        for fault in faults:
            note = note_size(fault.says, most, unit)
            places.append(_free(note, self._middle(rows, fault, rep.side, size), body, of, places))
        return places[len(taken) :]

    def _body(self, rows: Rows) -> Places:
        """Returns places on the athlete's limbs in all rows (pixels)."""
        ends = np.array([(one, other) for one, other, _ in BONES])
        seen = (rows["score"][:, ends] >= SEEN).all(axis=2)
        a, b = rows["xy"][:, ends[:, 0]][seen], rows["xy"][:, ends[:, 1]][seen]
        return np.asarray(np.concatenate([a, (a + b) / 2, b]) * self._scale, np.float32)

    def _middle(self, rows: Rows, fault: Fault, side: Side | None, size: tuple[int, int]) -> Point:
        """Returns where the joints at fault are, on average; the picture's middle where there are none (pixels)."""
        joints = list(joints_of(fault.signal, side))
        there = rows["xy"][:, joints][rows["score"][:, joints] >= SEEN]
        if not len(there):
            return size[0] / 2, size[1] / 2
        x, y = there.mean(axis=0) * self._scale
        return float(x), float(y)


def _free(
    note: tuple[int, int], joint: Point, body: Places, of: tuple[tuple[int, int], int], taken: list[Rect]
) -> Rect:
    """Returns the place of a note that is nearest to a joint and covers neither the athlete nor what is taken.

    Args:
        note: Its width and height.
        joint: What it should be near.
        body: Places on the athlete.
        of: Size of the picture, and height of a letter in it.
        taken: Where other things are.
    """
    (wide, high), ((width, height), unit) = note, of
    xs = np.arange(2, max(width - wide - 1, 3), unit)
    ys = np.arange(2, max(height - high - 1, 3), unit)
    x, y = (each.ravel() for each in np.meshgrid(xs, ys))
    gap = np.hypot(np.maximum(np.maximum(x - joint[0], joint[0] - x - wide), 0),
                   np.maximum(np.maximum(y - joint[1], joint[1] - y - high), 0))  # fmt: skip
    cost = gap / unit
    for place in taken:
        meets = (x < place.x + place.width) & (place.x < x + wide) & (y < place.y + place.height) & (place.y < y + high)
        cost = cost + meets * _ON_PANEL
    for column in range(len(x)):
        across = (body[:, 0] > x[column] - unit) & (body[:, 0] < x[column] + wide + unit)
        down = (body[:, 1] > y[column] - unit) & (body[:, 1] < y[column] + high + unit)
        cost[column] += _ON_ATHLETE * float((across & down).mean()) if len(body) else 0.0
    best = int(np.argmin(cost))
    return Rect(int(x[best]), int(y[best]), wide, high)


def joints_of(signal: str, side: Side | None) -> tuple[Joint, ...]:
    """Returns the joints that a signal of form is about, of three in a row the one between.

    Args:
        signal: As the exercise's file names it; one that is no joint's, as a duration, has none.
        side: The side that the rep was done with: of a signal of the side that works, only that side's joints.
    """
    spec = FORM_SIGNALS.get(signal)
    if spec is None:
        return ()
    left, right = (each[1:2] if len(each) == _A_ROW else each for each in spec.joints)
    if side is not None and signal.endswith("_lead"):
        return left if side is Side.LEFT else right
    return tuple(dict.fromkeys((*left, *right)))


def _nearest(point: Point, rect: Rect) -> Point:
    """Returns the point of a note that is nearest to another."""
    return min(max(point[0], rect.x), rect.x + rect.width), min(max(point[1], rect.y), rect.y + rect.height)
