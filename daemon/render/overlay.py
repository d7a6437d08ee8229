"""Draws one moment of a workout onto its picture: skeleton, angles, ghost, faults and panels."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.core.features.signals import SIGNALS
from daemon.core.pose.skeleton import Joint
from daemon.core.spec import Exercise, Kind, Part
from daemon.events import Rep
from daemon.render import drawing
from daemon.render.drawing import BONES, Points
from daemon.render.fault_notes import FaultNotes
from daemon.render.ghost import Ghost
from daemon.render.panels import SMALLEST_PX, Panels, Words, sizes, unit_px
from daemon.render.picture import Picture
from daemon.render.placement import Placement, dwell, place
from daemon.render.story import Moment, Story
from daemon.render.text import WHITE, written
from daemon.render.track import ANGLES, NO_PHASE, PHASES, SEEN, Angle, Rows, Track

_STEADY_S = 0.1
"""An angle's number is the mean of what was measured so long before and after, so that it can be read."""
_SETTLED = 60
"""Frames after which the panels of a live video stay where they are."""
_SLOWLY = 0.1
"""How fast the size of what is drawn follows the athlete's, a frame."""
_BONE, _GHOST = 0.32, 0.8
"""Widths of a working bone and of the ghost's limbs, of a capital letter's height."""
_USUAL_TORSO = 6.0
"""Letters' heights in a torso; lines on a smaller one are thinner."""
_LOWEST_ANGLE = "shoulder"
"""The joint that works more where it is opened more; all others where they are bent more."""


class Overlay:
    """Draws the frames of a video one after another.

    Args:
        track: Its frames so far: all of them where it is drawn with hindsight.
        story: Its events so far.
        scale: Pixels of the picture for each pixel of the track.
        live: The track still grows while it is drawn.
    """

    def __init__(self, track: Track, story: Story, *, scale: float = 1.0, live: bool = False) -> None:
        self._track, self._story, self._scale, self._live = track, story, scale, live
        self._placed: Placement | None = None
        self._scratch: Picture | None = None
        self._shapes: dict[str, Ghost | None] = {}
        self._torso = math.nan
        self._notes = FaultNotes(track, scale)

    def draw(self, picture: Picture, i: int) -> None:
        """Draws what belongs to the i-th frame of the track into its picture."""
        size = picture.shape[1], picture.shape[0]
        unit = unit_px(size)
        panels = Panels(picture, self._placement(size, unit), unit)
        row = self._track.rows[i]
        t = float(row["t"])
        moment = self._story.at(t)
        words = self._words(row, moment, t)
        points = _points(row, self._scale)
        drawn = any(point is not None for point in points)
        if drawn:
            self._follow_size(float(row["torso"]))
            self._draw_ghost(picture, row, moment, words, unit)
            drawing.draw_skeleton(picture, points, _working(moment.exercise), self._thick(unit, _BONE))
            self._notes.draw(panels, points, moment)
            self._draw_angles(picture, points, moment, i, unit)
        panels.card(moment, words)
        panels.strip(moment.exercise, words)
        panels.messages(moment)

    def _placement(self, size: tuple[int, int], unit: int) -> Placement:
        """Returns where the panels are; they never move, but once where the athlete was not known at first."""
        count = len(self._track)
        if self._placed is None or (self._live and count == _SETTLED):
            bones = [(one, other) for one, other, _ in BONES]
            where = dwell(self._track.rows, self._track.size or size, bones)
            self._placed = place(size, sizes(size, unit), where)
        return self._placed

    def _words(self, row: np.void, moment: Moment, t: float) -> Words:
        counted, depth, held = int(row["phase"]), float(row["depth"]), float(row["held"])
        if moment.exercise.is_hold:
            return Words(None, None, 0.0 if math.isnan(held) else held)
        phase = PHASES[counted] if counted != NO_PHASE else None
        shape = None if moment.current is None else self._shape(moment.current)
        if shape is not None:
            phase = moment.phase(t, shape.turn_t) or phase
            depth = shape.depth_at(t) if math.isnan(depth) else depth
        return Words(phase, None if math.isnan(depth) else depth, 0.0)

    def _shape(self, rep: Rep) -> Ghost | None:
        """Returns the shape of a rep; the newest two are remembered: that of the best, and of the one under way."""
        if rep.id not in self._shapes:
            while len(self._shapes) > 1:
                del self._shapes[next(iter(self._shapes))]
            self._shapes[rep.id] = Ghost.of(rep, self._track)
        return self._shapes[rep.id]

    def _follow_size(self, torso: float) -> None:
        if not math.isnan(torso):
            self._torso = torso if math.isnan(self._torso) else self._torso + _SLOWLY * (torso - self._torso)

    def _thick(self, unit: int, share: float) -> int:
        """Returns a line's width: by the picture's size, but thinner on an athlete who is small in it."""
        torso = unit * _USUAL_TORSO if math.isnan(self._torso) else self._torso * self._scale
        return max(2, round(share * min(unit, torso / _USUAL_TORSO)))

    def _draw_ghost(self, picture: Picture, row: np.void, moment: Moment, words: Words, unit: int) -> None:
        ghost = None if moment.best is None else self._shape(moment.best)
        if ghost is None or words.depth is None or words.phase in (None, "start") or math.isnan(self._torso):
            return
        first = "eccentric" if moment.exercise.first is Part.ECCENTRIC else "concentric"
        back = words.phase not in (first, "bottom")
        hips = row["xy"][[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
        body = ghost.at(words.depth, back=back, place=(float(hips[0]), float(hips[1])), torso=self._torso)
        if self._scratch is None or self._scratch.shape != picture.shape:
            self._scratch = np.empty_like(picture)
        points: Points = [None if math.isnan(x) else (x * self._scale, y * self._scale) for x, y in body.tolist()]
        drawing.draw_ghost(picture, points, self._thick(unit, _GHOST), self._scratch)

    def _draw_angles(self, picture: Picture, points: Points, moment: Moment, i: int, unit: int) -> None:
        exercise = moment.exercise
        angle = Angle.of(exercise.angle) if exercise.kind is Kind.ONE else None
        if angle is None:
            return
        degrees = self._degrees(angle, i)
        score = self._track.rows[i]["score"]
        for side in _sides(angle, points, degrees, moment, (score, 4.5 * unit)):
            a, b, c = (points[joint] for joint in angle.joints[side])
            if a is None or b is None or c is None:
                continue
            reach = 0.45 * min(math.dist(a, b), math.dist(b, c))
            radius = min(max(reach, 0.8 * unit), 2.2 * unit)
            at = drawing.draw_angle(picture, (a, b, c), radius, max(2, round(unit * 0.16)), WHITE)
            if moment.measured:
                label = written(f"{degrees[side]:.0f}°", max(SMALLEST_PX, unit), bold=True)
                away = math.hypot(at[0] - b[0], at[1] - b[1]) or 1.0
                reach = 0.5 * math.hypot(*label.size)
                x, y = (at[k] + (at[k] - b[k]) / away * reach * 0.8 - label.size[k] / 2 for k in (0, 1))
                most_x, most_y = picture.shape[1] - label.size[0], picture.shape[0] - label.size[1]
                label.paste(picture, min(max(x, 0), most_x), min(max(y, 0), most_y))

    def _degrees(self, angle: Angle, i: int) -> tuple[float, float]:
        """Returns the angle of both sides, steady enough to be read."""
        t = float(self._track.rows[i]["t"])
        rows = self._track.between(t - _STEADY_S, t if self._live else t + _STEADY_S)
        rows = rows[rows["score"][:, [int(side[1]) for side in angle.joints]].any(axis=1)]
        if angle.flat:
            return _flat(rows, angle)
        left, right = rows["angle"][:, list(ANGLES).index(angle.name)].mean(axis=0)
        return float(left), float(right)


def _flat(rows: Rows, angle: Angle) -> tuple[float, float]:
    """Returns the angle of both sides in the picture's plane."""
    found = []
    for a, b, c in angle.joints:
        one, other = rows["xy"][:, a] - rows["xy"][:, b], rows["xy"][:, c] - rows["xy"][:, b]
        lengths = np.maximum(np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1), 1e-6)
        found.append(float(np.degrees(np.arccos(np.clip((one * other).sum(axis=1) / lengths, -1, 1))).mean()))
    return found[0], found[1]


def _sides(
    angle: Angle, points: Points, degrees: tuple[float, float], moment: Moment, near: tuple[NDArray[np.uint8], float]
) -> list[int]:
    """Returns the sides whose angle is drawn: both, or the one that leads.

    Of two that are nearer to each other than ``near`` says (scores of the joints, pixels), only the surer one.
    """
    score, apart = near
    seen = [side for side in (0, 1) if all(points[joint] is not None for joint in angle.joints[side])]
    if angle.leads and seen:
        working = None if moment.current is None else moment.current.side
        if working is not None:
            return [side for side in seen if ("left", "right")[side] == working.value]
        return [(max if angle.name == _LOWEST_ANGLE else min)(seen, key=lambda side: degrees[side])]
    if len(seen) > 1:
        left, right = (points[angle.joints[side][1]] for side in (0, 1))
        if left is not None and right is not None and math.dist(left, right) < apart:
            return [max(seen, key=lambda side: int(min(score[joint] for joint in angle.joints[side])))]
    return seen


def _points(row: np.void, scale: float) -> Points:
    seen = (row["score"] >= SEEN).tolist()
    return [(x * scale, y * scale) if there else None for (x, y), there in zip(row["xy"].tolist(), seen, strict=True)]


def _working(exercise: Exercise) -> frozenset[Joint]:
    """Returns the joints that the exercise moves."""
    if exercise.kind is not Kind.ONE:
        return frozenset()
    names = [exercise.angle, *(term.signal for term in exercise.movement)]
    return frozenset(joint for name in names if name in SIGNALS for joint in SIGNALS[name].joints)


def sized(picture: Picture, size: tuple[int, int]) -> Picture:
    """Returns a picture in another size (width, height); of one that is a pixel larger, a view without its edge."""
    width, height = size
    if 0 <= picture.shape[1] - width <= 1 and 0 <= picture.shape[0] - height <= 1:
        return picture[:height, :width]
    smaller = size[0] < picture.shape[1]
    return np.asarray(
        cv2.resize(picture, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR), np.uint8
    )
