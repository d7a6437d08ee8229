"""The athlete's home position: the place where the athlete has stayed, and where somebody who walks past does not."""

from engines.roi import Roi, has_similar_size, relative_distance

_MAX_DISTANCE = 0.35
"""Distance from the home position, in sides of the athlete's square, within which the athlete is still at home."""
_DWELL_S = 1.0
"""A position becomes the home position after the athlete has stayed there for this long."""
_MAX_AWAY_S = 3.0
"""The home position is given up after the athlete has been away for this long; who walks past is gone sooner."""
_DRIFT = 0.02
"""Weight of each frame's position, so that the home position follows the athlete slowly."""


class HomePosition:
    """Learns the home position from where the athlete is seen."""

    def __init__(self) -> None:
        self._roi: Roi | None = None
        self._arrived_t = 0.0
        self._last_home_t = 0.0
        self._last_seen_t = 0.0

    def roi(self, t: float) -> Roi | None:
        """Returns the athlete's square at home, or None where there is no home position at this time."""
        is_settled = self._last_home_t - self._arrived_t >= _DWELL_S and t - self._last_home_t < _MAX_AWAY_S
        return self._roi if is_settled else None

    def is_away(self, t: float) -> bool:
        """Returns whether there is a home position and the tracked person was last seen elsewhere."""
        return self.roi(t) is not None and self._last_seen_t > self._last_home_t

    def update(self, seen: Roi, t: float) -> None:
        """Take in where the tracked person was seen."""
        self._last_seen_t = t
        if self._roi is not None and is_at(self._roi, seen):
            self._roi = _drift(self._roi, seen)
            self._last_home_t = t
        elif self.roi(t) is None:
            self._roi, self._arrived_t, self._last_home_t = seen, t, t


def is_at(home: Roi, seen: Roi) -> bool:
    """Returns whether a person is at the home position, and of the athlete's size."""
    return relative_distance(home, seen) < _MAX_DISTANCE and has_similar_size(home, seen)


def _drift(home: Roi, seen: Roi) -> Roi:
    return Roi(
        home.x + _DRIFT * (seen.x - home.x),
        home.y + _DRIFT * (seen.y - home.y),
        home.size + _DRIFT * (seen.size - home.size),
        seen.rotation_rad,
    )
