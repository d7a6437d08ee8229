"""The other people in the picture: whether one of them, rather than the person tracked, is the athlete.

A screen may show a face before the athlete comes in. The athlete is who stands whole on the floor and moves.
"""

import numpy as np

from engines.roi import Roi
from engines.tracking.home_position import is_at
from engines.tracking.look import Look, movement

_PERIOD_S = 1.0
"""Time between two looks around: one run of the detector, and one of the landmark network for each rival."""
_UNPROVEN_PERIOD_S = 0.5
"""The same while the person tracked has not moved as an athlete does: it may be a talking head or a picture."""
_DOUBTFUL_PERIOD_S = 0.2
"""The same while somebody is in view who can take over."""
_PROVEN_LOOKS = 6
"""A rival takes over who outranks the person tracked in so many looks in a row on one spot: who walks past does not."""
_STILL_LOOKS = 15
"""A picture on the wall is left after so many looks in a row in which somebody else moved."""
_STILL = 0.04
_MOVING = 0.2
"""The most that a still person's joints seem to move and the least that an athlete's do, in sides of the square."""
_REGION_SHARE = 0.6
"""The side of a searched part, in the picture's longer sides. The detector sees but one person where another is several
times as large, and the smaller one only where a part of the picture is given to it larger."""
_REGION_SIZES = 2.5
"""The side of the part in which a known rival is searched, in sides of the rival's square: who squats stays in it."""
_REGIONS = 3
"""Looks that search the whole picture, one part each; after as many without anybody, nobody else is in view."""

Pair = tuple[Look, Look]
"""The looks at a rival and at the person tracked, of one frame."""


class Rivals:
    """Says where to look, and remembers the looks."""

    def __init__(self) -> None:
        self._looked_t: float | None = None
        self._turn = 0
        self._first: Look | None = None
        self._has_moved = False
        self._period_s = _UNPROVEN_PERIOD_S
        self._chain: list[Pair] = []
        self._others = 0
        self._misses = 0

    @property
    def others(self) -> int:
        """How many people are in view beside the one tracked: as many as one look last showed."""
        return self._others

    def is_due(self, t: float) -> bool:
        """Returns whether to look around at this time."""
        is_due = self._looked_t is None or not 0 <= t - self._looked_t < self._period_s
        if is_due:
            self._looked_t = t
        return is_due

    def region(self, width: int, height: int) -> Roi:
        """Returns the part of the picture to search next: around a known rival, else one part after the other."""
        if self._chain:
            known = self._chain[-1][0].roi
            return Roi(known.x, known.y, min(_REGION_SIZES * known.size, max(width, height)), 0.0)
        self._turn += 1
        parts = regions(width, height)
        return parts[self._turn % len(parts)]

    def update(self, tracked: Look, others: list[Look]) -> int | None:
        """Takes in who else is in the picture, and returns the index of who takes over as the athlete, or None.

        Args:
            tracked: The look at the person tracked.
            others: The looks at everybody else that was found.
        """
        self._follow_tracked(tracked)
        self._count(others)
        rival = self._choose(others)
        if rival is None:
            self._chain = []
            self._period_s = _PERIOD_S if self._has_moved else _UNPROVEN_PERIOD_S
            return None
        pair = (others[rival], tracked)
        is_doubtful = not self._has_moved or others[rival].outranks(tracked)
        self._period_s = _DOUBTFUL_PERIOD_S if is_doubtful else _PERIOD_S
        is_same = bool(self._chain) and is_at(self._chain[-1][0].roi, pair[0].roi)
        self._chain = [*(self._chain if is_same else []), pair][-_STILL_LOOKS:]
        return rival if self._takes_over() else None

    def _follow_tracked(self, tracked: Look) -> None:
        self._first = self._first or tracked
        self._has_moved = self._has_moved or movement([self._first, tracked]) > _MOVING

    def _count(self, others: list[Look]) -> None:
        self._misses = 0 if others else self._misses + 1
        if others or self._misses >= _REGIONS:
            self._others = len(others)

    def _choose(self, others: list[Look]) -> int | None:
        """Returns which of the others to watch: the known one, else the largest who is whole."""
        whole = [index for index, look in enumerate(others) if look.is_whole]
        if self._chain:
            last = self._chain[-1][0].roi
            known = [index for index in whole if is_at(last, others[index].roi)]
            whole = known or whole
        return max(whole, key=lambda index: others[index].roi.size, default=None)

    def _takes_over(self) -> bool:
        recent = self._chain[-_PROVEN_LOOKS:]
        if len(recent) == _PROVEN_LOOKS and _stays(recent) and all(rival.outranks(look) for rival, look in recent):
            tracked = [look for _, look in recent]
            return tracked[-1].is_whole or movement(tracked) < _MOVING
        is_long = len(self._chain) == _STILL_LOOKS and _stays(self._chain)
        return is_long and not self._has_moved and self._is_beside_a_picture()

    def _is_beside_a_picture(self) -> bool:
        rivals, tracked = zip(*self._chain, strict=True)
        is_outranked = any(look.outranks(rival) for rival, look in self._chain)
        return not is_outranked and movement(rivals) > _MOVING and movement(tracked) < _STILL


def _stays(chain: list[Pair]) -> bool:
    return is_at(chain[0][0].roi, chain[-1][0].roi)


def regions(width: int, height: int) -> list[Roi]:
    """Returns three overlapping squares along the picture's longer side, at its lower end, where the floor is."""
    side = _REGION_SHARE * max(width, height)
    if width >= height:
        y = max(height - side / 2, height / 2)
        return [Roi(float(x), y, side, 0.0) for x in np.linspace(side / 2, width - side / 2, _REGIONS)]
    return [Roi(width / 2, float(y), side, 0.0) for y in np.linspace(side / 2, height - side / 2, _REGIONS)]
