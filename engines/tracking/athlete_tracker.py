"""Keeps the athlete the same person: by place, size and continuity."""

import math

from engines.roi import Roi, has_similar_size, relative_distance, tilt_increase_rad
from engines.tracking.home_position import HomePosition, is_at

_MEMORY_S = 1.5
"""For this long after a loss, the athlete is only searched for near the last position."""
_MAX_JUMP_LOST = 0.6
"""The furthest that a lost athlete can be found again, in sides of the athlete's square."""
_MAX_STEP = 0.15
_MAX_STEP_PER_S = 3.0
"""The furthest that the athlete moves between two frames, in sides of the square: a burpee at 30 frames a second needs
0.12 a frame, and a jump from one body to the next is 0.3 or more."""
_MAX_TILT_RAD = 1.5
"""The most that a person tilts in the picture between two frames. A burpee seen from the front has 1.4; a skeleton that
stands on its head after a cut has 2.2 or more. The way back to upright is always accepted."""
_MAX_TILT_LOST_RAD = 2.0
"""The most that a person tilts while lost for a moment: enough to lie down, too little to stand on the head."""
_EMPTY_S = 5.0
"""A picture that has been empty for longer is searched less often."""
_SEARCH_EVERY_S = 0.1
"""Time between two searches of an empty picture: it saves the network's time, and nobody waits longer to be seen."""


class AthleteTracker:
    """Knows where the athlete is, or was."""

    def __init__(self) -> None:
        self._roi: Roi | None = None
        self._last: Roi | None = None
        self._seen_t: float | None = None
        self._searched_t: float | None = None
        self._home = HomePosition()

    @property
    def roi(self) -> Roi | None:
        """The square to read next; None while the athlete is lost."""
        return self._roi

    def is_plausible(self, measured: Roi, t: float) -> bool:
        """Returns whether the person measured there can be the one that is tracked: nobody jumps, grows or flips."""
        last = self._last
        if last is None or self._roi is None or self._seen_t is None:
            return True
        max_step = _MAX_STEP + _MAX_STEP_PER_S * max(t - self._seen_t, 0.0)
        return (
            relative_distance(last, measured) < max_step
            and has_similar_size(last, measured)
            and tilt_increase_rad(last, measured) < _MAX_TILT_RAD
        )

    def update(self, measured: Roi, smoothed: Roi, t: float) -> None:
        """Take in where the athlete was measured, and the smoothed square to read next."""
        self._last = measured
        self._roi = smoothed
        self._seen_t = t
        self._home.update(measured, t)

    def lose(self) -> None:
        """Stop tracking: the athlete was not seen."""
        self._roi = None

    def should_search(self, t: float) -> bool:
        """Returns whether to run the detector at this time, while the athlete is lost."""
        if self._seen_t is None:
            self._seen_t = t
        return t - self._seen_t < _EMPTY_S or self._is_due(t)

    def should_recheck(self, t: float) -> bool:
        """Returns whether to run the detector although somebody is tracked: that person is not at the home position."""
        return self._home.is_away(t) and self._is_due(t)

    def _is_due(self, t: float) -> bool:
        is_due = self._searched_t is None or not 0 <= t - self._searched_t < _SEARCH_EVERY_S
        if is_due:
            self._searched_t = t
        return is_due

    def find_at_home(self, people: list[Roi], t: float) -> Roi | None:
        """Returns the person at the home position, while somebody elsewhere is tracked; None where there is none."""
        home, last = self._home.roi(t), self._last
        if home is None or last is None:
            return None
        from_home = relative_distance(home, last)
        return next((roi for roi in people if is_at(home, roi) and from_home > 2 * relative_distance(home, roi)), None)

    def is_remembered(self, t: float) -> bool:
        """Returns whether the athlete was seen a moment ago, so that nobody else is taken for the athlete."""
        return self._last is not None and self._seen_t is not None and t - self._seen_t < _MEMORY_S

    def rank(self, people: list[Roi], t: float, width: int, height: int) -> list[Roi]:
        """Returns who of the people found can be the athlete, likeliest first: of a lost athlete at most one."""
        last = self._home.roi(t) or self._last
        if last is not None and self.is_remembered(t):
            near = [roi for roi in people if _can_be_athlete(last, roi)]
            return sorted(near, key=lambda roi: relative_distance(last, roi))[:1]
        return sorted(people, key=lambda roi: _prominence(roi, width, height), reverse=True)


def _can_be_athlete(last: Roi, roi: Roi) -> bool:
    """Returns whether a person found there can be the athlete who was lost a moment ago."""
    return (
        relative_distance(last, roi) < _MAX_JUMP_LOST
        and has_similar_size(last, roi)
        and tilt_increase_rad(last, roi) < _MAX_TILT_LOST_RAD
    )


def _prominence(roi: Roi, width: int, height: int) -> float:
    """Returns how big and central a person is: 1 for one as high as the picture, in its middle."""
    off_centre = math.hypot(roi.x / width - 0.5, roi.y / height - 0.5)
    return roi.size / height * (1 - off_centre)
