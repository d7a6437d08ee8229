"""Keeps the athlete the same person: by place, size and continuity."""

import math

from engines.models.roi import Roi

_REMEMBER_S = 2.0
"""So long after a loss the athlete is only looked for near where the athlete was."""
_NEAR = 0.6
"""How far off a person may be and still be the athlete, in sides of the athlete's square."""
_SIZES = 0.6
"""How much smaller (or larger, the inverse) a person may be and still be the athlete."""
_EMPTY_S = 5.0
"""An emptier picture than this is searched less often."""
_SEARCH_EVERY_S = 0.1
"""How often: the network's time is saved, and nobody waits longer than this to be seen."""


class Athlete:
    """Where the athlete is, or was."""

    def __init__(self) -> None:
        self._where: Roi | None = None
        self._last: Roi | None = None
        self._seen_t: float | None = None
        self._searched_t: float | None = None

    @property
    def where(self) -> Roi | None:
        """The square to look at next; None while the athlete is lost."""
        return self._where

    def follow(self, where: Roi, t: float) -> None:
        """The athlete was seen, and will next be seen there."""
        self._where = self._last = where
        self._seen_t = t

    def lose(self) -> None:
        """The athlete was not seen."""
        self._where = None

    def worth_searching(self, t: float) -> bool:
        """Whether to run the detector at this time."""
        if self._seen_t is None:
            self._seen_t = t
        waited = self._searched_t is None or not 0 <= t - self._searched_t < _SEARCH_EVERY_S
        if waited or t - self._seen_t < _EMPTY_S:
            self._searched_t = t
            return True
        return False

    def choose(self, people: list[Roi], t: float, width: int, height: int) -> Roi | None:
        """The athlete among the people found; None where none of them is the athlete."""
        last = self._last
        if last is not None and self._seen_t is not None and t - self._seen_t < _REMEMBER_S:
            return min((roi for roi in people if same(last, roi)), key=lambda roi: _distance(last, roi), default=None)
        return max(people, key=lambda roi: _prominence(roi, width, height), default=None)


def same(athlete: Roi, other: Roi) -> bool:
    """Whether two squares can hold the same person."""
    return _distance(athlete, other) < _NEAR and _SIZES < other.size / athlete.size < 1 / _SIZES


def _distance(athlete: Roi, other: Roi) -> float:
    return math.hypot(other.x - athlete.x, other.y - athlete.y) / athlete.size


def _prominence(roi: Roi, width: int, height: int) -> float:
    """Big and central: 1 for a person as high as the picture in its middle."""
    off = math.hypot(roi.x / width - 0.5, roi.y / height - 0.5)
    return roi.size / height * (1 - off)
