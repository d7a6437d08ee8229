"""Keeps the athlete the same person: by place, size and continuity."""

import math

from engines.tracking.home_position import HomePosition, within
from engines.tracking.roi import Roi, distance, similar, toppled

_REMEMBER_S = 1.5
"""So long after a loss the athlete is only looked for near where the athlete was."""
_NEAR = 0.6
"""How far off a person may be and still be the athlete, in sides of the athlete's square."""
_STEP = 0.15
_STEP_PER_S = 3.0
"""How far the athlete may move between two frames, in sides of the square: a burpee at 30 frames a second needs 0.12
a frame, and a jump from one body to the next is 0.3 or more."""
_MOST_TURN = 1.5
"""Radians that nobody topples in the picture between two frames. A burpee seen from the front has 1.4; a skeleton that
stands on its head after a cut has 2.2 or more. The way back to upright is believed at once."""
_MOST_TURN_LOST = 2.0
"""Radians that nobody topples while out of sight for a moment: enough to lie down, too little to stand on the head."""
_EMPTY_S = 5.0
"""A picture that has been empty for longer is searched less often."""
_SEARCH_EVERY_S = 0.1
"""How often: the network's time is saved, and nobody waits longer than this to be seen."""


class AthleteTracker:
    """Where the athlete is, or was."""

    def __init__(self) -> None:
        self._where: Roi | None = None
        self._last: Roi | None = None
        self._seen_t: float | None = None
        self._searched_t: float | None = None
        self._home = HomePosition()

    @property
    def where(self) -> Roi | None:
        """The square to look at next; None while the athlete is lost."""
        return self._where

    def believes(self, seen: Roi, t: float) -> bool:
        """Whether a person seen there is the one that was followed: nobody jumps, grows or turns over at once."""
        last = self._last
        if last is None or self._where is None or self._seen_t is None:
            return True
        step = _STEP + _STEP_PER_S * max(t - self._seen_t, 0.0)
        return distance(last, seen) < step and similar(last, seen) and toppled(last, seen) < _MOST_TURN

    def follow(self, seen: Roi, where: Roi, t: float) -> None:
        """The athlete was seen, and will next be looked for in a square that is steadier than what was seen."""
        self._last = seen
        self._where = where
        self._seen_t = t
        self._home.learn(seen, t)

    def lose(self) -> None:
        """The athlete was not seen."""
        self._where = None

    def worth_searching(self, t: float) -> bool:
        """Whether to run the detector at this time, the athlete being lost."""
        if self._seen_t is None:
            self._seen_t = t
        return t - self._seen_t < _EMPTY_S or self._due(t)

    def worth_doubting(self, t: float) -> bool:
        """Whether to run the detector although somebody is followed: the athlete's place was left."""
        return self._home.away(t) and self._due(t)

    def _due(self, t: float) -> bool:
        due = self._searched_t is None or not 0 <= t - self._searched_t < _SEARCH_EVERY_S
        if due:
            self._searched_t = t
        return due

    def recognise(self, people: list[Roi], t: float) -> Roi | None:
        """Who of the people is at the athlete's place, while another one is followed; None where nobody is."""
        home, last = self._home.place(t), self._last
        if home is None or last is None:
            return None
        return next(
            (roi for roi in people if within(home, roi) and distance(home, last) > 2 * distance(home, roi)), None
        )

    def choose(self, people: list[Roi], t: float, width: int, height: int) -> Roi | None:
        """The athlete among the people found; None where none of them is the athlete."""
        last = self._home.place(t) or self._last
        if last is not None and self._seen_t is not None and t - self._seen_t < _REMEMBER_S:
            near = [roi for roi in people if _can_be(last, roi)]
            return min(near, key=lambda roi: distance(last, roi), default=None)
        return max(people, key=lambda roi: _prominence(roi, width, height), default=None)


def _can_be(last: Roi, roi: Roi) -> bool:
    """Whether a person found there can be the athlete who was lost a moment ago."""
    return distance(last, roi) < _NEAR and similar(last, roi) and toppled(last, roi) < _MOST_TURN_LOST


def _prominence(roi: Roi, width: int, height: int) -> float:
    """Big and central: 1 for a person as high as the picture in its middle."""
    off = math.hypot(roi.x / width - 0.5, roi.y / height - 0.5)
    return roi.size / height * (1 - off)
