"""When a rep really began, turned and was back, and so its tempo.

The count knows a rep late and lets it go early: it waits until jitter is out of the question, and a rep is complete
before the very last of the way back. Its true ends follow from the way between, see ``daemon.core.form.way``.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.facts import Tempo
from daemon.core.form import way
from daemon.core.form.way import Way
from daemon.core.spec import Part

Floats = NDArray[np.float64]

DIP, MOST_TURNS = 0.75, 2
"""Share of the range below which it left the turn, and turns of one rep: one that bounces has two."""
LEAST_S = 0.05
"""No half of a rep is shorter (s)."""
LEAST_FRAMES = 4


class Moments(NamedTuple):
    """When a rep really began, was down, left the turn and was back (s), and how much it went.

    Attributes:
        start, down, up, end: In the order of time; between ``down`` and ``up`` it paused.
        low, top: Depth at the start and at the turn.
        pm: Half the width of the 95 % interval of each part between them (s).
        out_s, back_s: Seconds that the middle of the way out and back took: ``way.MIDDLE`` of it.
    """

    start: float
    down: float
    up: float
    end: float
    low: float
    top: float
    pm: float
    out_s: float
    back_s: float

    @property
    def turn(self) -> float:
        """The middle of the turn."""
        return (self.down + self.up) / 2


def moments(t: Floats, depth: Floats, start: float, end: float) -> Moments | None:
    """Returns a rep's moments, or None where its way cannot be followed.

    Args:
        t: Times (N,), seconds.
        depth: How far it was (N,).
        start: When the count says that it began (s).
        end: When it says that it ended (s).
    """
    inside = np.flatnonzero((t >= start) & (t <= end))
    if len(inside) < LEAST_FRAMES:
        return None
    top_at = int(inside[np.argmax(depth[inside])])
    top = float(depth[top_at])
    low_at = _lowest_before(depth, int(inside[0]), top_at)
    low = float(depth[low_at])
    if top - low <= 0 or top_at <= low_at:
        return None
    share = (depth - low) / (top - low)
    if _turns(share[low_at:]) > MOST_TURNS:
        return None
    out = way.follow(t[low_at : top_at + 1], share[low_at : top_at + 1])
    back = way.follow(-t[top_at:][::-1], share[top_at:][::-1])
    return None if out is None or back is None else _moments(t, out, back, (low, top))


def _moments(t: Floats, out: Way, back: Way, ends: tuple[float, float]) -> Moments:
    began, down, up = out.began, out.reached, -back.reached
    ended = -way.returned(back, out, began)
    if up < down:
        down = up = (down + up) / 2
    began, ended = min(began, down - LEAST_S), max(ended, up + LEAST_S)
    pm = _pm(t, down - began, ended - up)
    return Moments(began, down, up, ended, *ends, pm, out.middle_s, back.middle_s)


def _turns(share: Floats) -> int:
    """Returns how often it came to the turn, each time from outside of it."""
    at = np.where(share >= way.LAST, 1, np.where(share < DIP, 0, -1))
    at = at[at >= 0]
    return int(at[0]) + int((np.diff(at) > 0).sum())


def _pm(t: Floats, *halves: float) -> float:
    step = float(np.median(np.diff(t)))
    return 0.06 + step + 0.05 * max(halves)


def _lowest_before(depth: Floats, at: int, top_at: int) -> int:
    """Returns where the way out began: the lowest frame, going back from the count's start while it still falls."""
    first = max(at - 1, 0)
    low = int(np.argmin(depth[first : top_at + 1])) + first
    while low > 0 and depth[low - 1] < depth[low]:
        low -= 1
    return low


def tempo(found: Moments, first: Part, top_s: float) -> Tempo:
    """Returns a rep's tempo; ``top_s`` is the rest before it (s)."""
    out, pause, back = found.down - found.start, found.up - found.down, found.end - found.up
    if first is Part.ECCENTRIC:
        return Tempo(*(round(each, 3) for each in (out, pause, back, top_s)))
    return Tempo(*(round(each, 3) for each in (back, top_s, out, pause)))
