"""When a rep really began, turned and was back, and so its tempo.

The count knows a rep late and lets it go early: it waits until jitter is out of the question, and a rep is complete
before the very last of the way back. Its true ends follow from the way between: people move a limb from rest to rest
with the least jerk, and what is seen of each half from its tenth to its ninth tenth tells where it began and ended.

Source: Flash and Hogan, "The Coordination of Arm Movements: An Experimentally Confirmed Mathematical Model", Journal of
Neuroscience 5 (1985): x(u) = 10 u^3 - 15 u^4 + 6 u^5.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.facts import Tempo
from daemon.core.spec import Part

Floats = NDArray[np.float64]

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Shares of the range at which the way out and back is timed."""
AT = (0.2466, 0.3594, 0.5, 0.6406, 0.7534)
"""When a movement of least jerk is there, as a share of its time."""
HALF = 0.5
LEAST_LEVELS = 2
"""Levels without which a half's pace is not known."""
LEAST_FRAMES = 4
LEAST_S = 0.05
"""No half of a rep is shorter (s)."""
FRAME_S = 1 / 30


class Moments(NamedTuple):
    """When a rep really began, was down, left the turn and was back (s), and how much it went.

    Attributes:
        start, down, up, end: In the order of time; between ``down`` and ``up`` it paused.
        low, top: Depth at the start and at the turn.
        pm: Half the width of the 95 % interval of each part between them (s).
    """

    start: float
    down: float
    up: float
    end: float
    low: float
    top: float
    pm: float

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
    out = _crossings(t[low_at : top_at + 1], share[low_at : top_at + 1])
    back = _crossings(-t[top_at:][::-1], share[top_at:][::-1])
    if out is None or back is None:
        return None
    began, down = out
    ended, up = -back[0], -back[1]
    if up < down:
        down = up = (down + up) / 2
    began, ended = min(began, down - LEAST_S), max(ended, up + LEAST_S)
    return Moments(began, down, up, ended, low, top, _pm(t, down - began, ended - up))


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


def _crossings(t: Floats, share: Floats) -> tuple[float, float] | None:
    """Returns when a half that grows from 0 to 1 began and ended; it may lack its beginning."""
    times = [_crossing(t, share, level) for level in LEVELS]
    known = [(time, at) for time, at in zip(times, AT, strict=True) if time is not None]
    middle = next((time for time, at in known if at == HALF), None)
    if middle is None or len(known) < LEAST_LEVELS:
        return None
    (first, first_at), (last, last_at) = known[0], known[-1]
    if first_at == HALF:
        return middle - (last - middle) * HALF / (last_at - HALF), middle + (last - middle) * HALF / (last_at - HALF)
    began = middle - (middle - first) * HALF / (HALF - first_at)
    if last_at == HALF:
        return began, 2 * middle - began
    return began, middle + (last - middle) * HALF / (last_at - HALF)


def _crossing(t: Floats, share: Floats, level: float) -> float | None:
    """Returns when a level was last passed on the way to 1, or None: it began above."""
    below = np.flatnonzero(share < level)
    if len(below) == 0 or below[-1] + 1 >= len(share):
        return None
    i = int(below[-1])
    return float(t[i] + (t[i + 1] - t[i]) * (level - share[i]) / (share[i + 1] - share[i]))


def tempo(found: Moments, first: Part, top_s: float) -> Tempo:
    """Returns a rep's tempo; ``top_s`` is the rest before it (s)."""
    out, pause, back = found.down - found.start, found.up - found.down, found.end - found.up
    if first is Part.ECCENTRIC:
        return Tempo(*(round(each, 3) for each in (out, pause, back, top_s)))
    return Tempo(*(round(each, 3) for each in (back, top_s, out, pause)))
