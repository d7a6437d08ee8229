"""The place where the athlete has been for a while: who walks past does not stay there, the athlete does."""

from engines.tracking.roi import Roi, distance, similar

REACH = 0.35
"""As far from the middle of the place, in sides of the athlete's square, the athlete is still there."""
_DWELL_S = 1.0
"""Being somewhere for so long makes it the athlete's place."""
_AWAY_S = 3.0
"""After so long elsewhere it is the athlete's place no more: a body that walks past is gone sooner."""
_DRIFT = 0.02
"""What part of each frame's place is taken over, so that the place follows the athlete slowly."""


class HomePosition:
    """Learns the place."""

    def __init__(self) -> None:
        self._roi: Roi | None = None
        self._since = 0.0
        self._until = 0.0
        self._latest = 0.0

    def place(self, t: float) -> Roi | None:
        """The athlete's place, or None where there is none (any more)."""
        settled = self._until - self._since >= _DWELL_S and t - self._until < _AWAY_S
        return self._roi if settled else None

    def away(self, t: float) -> bool:
        """Whether the athlete has such a place and seems to have left it."""
        return self.place(t) is not None and self._latest > self._until

    def learn(self, seen: Roi, t: float) -> None:
        """The athlete, or who is taken for the athlete, was seen there."""
        self._latest = t
        if self._roi is not None and within(self._roi, seen):
            self._roi = _between(self._roi, seen)
            self._until = t
        elif self.place(t) is None:
            self._roi, self._since, self._until = seen, t, t


def within(place: Roi, seen: Roi) -> bool:
    """Whether someone is at a place."""
    return distance(place, seen) < REACH and similar(place, seen)


def _between(place: Roi, seen: Roi) -> Roi:
    return Roi(
        place.x + _DRIFT * (seen.x - place.x),
        place.y + _DRIFT * (seen.y - place.y),
        place.size + _DRIFT * (seen.size - place.size),
        seen.turn,
    )
