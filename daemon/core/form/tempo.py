"""When a rep really began, turned and was back, and so its tempo.

The count knows a rep late and lets it go early: it waits until jitter is out of the question, and a rep is complete
before the very last of the way back. Its true ends follow from the way between: people move a limb from rest to rest
with the least jerk, and what is seen of each half from its tenth to its ninth tenth tells where it began and ended.

Source: Flash and Hogan, "The Coordination of Arm Movements: An Experimentally Confirmed Mathematical Model", Journal of
Neuroscience 5 (1985): x(u) = 10 u^3 - 15 u^4 + 6 u^5.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.facts import Tempo
from daemon.core.spec import Part

Floats = NDArray[np.float64]

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9)
"""Shares of the range at which the way out and back is timed."""
QUARTER, HALF, TURN = 2, 3, 5
"""Which of them is the middle, and which the last before the turn."""
MIDDLE = LEVELS[TURN] - LEVELS[QUARTER]
"""Share of the range between those two that are seen of every half: neither lies where jitter decides."""
FRAME_S = 1 / 30
"""The shortest that a middle can be (s): one frame."""
TO_TURN = 0.5 / (0.7534 - 0.5)
"""From the middle to a movement of least jerk's end, as times of the way from the middle to 0.9 of the range."""
MEETS = 0.227
"""Time from 0.05 to 0.1 of the range as a share of that from 0.1 to 0.5, where a movement begins with least jerk."""
AT_MEETS, STEEPER = 0.973, 13.5
"""Time from the beginning to 0.1 of the range as a share of the same, there; and by which power it is less where the
movement begins more steeply: a straight knee gives way at once. Ten movements of motion capture have it so."""
LEAST, MOST = 0.15, 1.1
"""Bounds of that share."""
AT_LEAST = 0.85
"""The same where the first of it was not seen: between a limb that begins smoothly and a knee that gives way."""
LEAST_S = 0.05
"""No half of a rep is shorter (s)."""
LEAST_FRAMES = 4


class Moments(NamedTuple):
    """When a rep really began, was down, left the turn and was back (s), and how much it went.

    Attributes:
        start, down, up, end: In the order of time; between ``down`` and ``up`` it paused.
        low, top: Depth at the start and at the turn.
        pm: Half the width of the 95 % interval of each part between them (s).
        out_s, back_s: Seconds that the middle of the way out and back took: ``MIDDLE`` of it.
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
    out = _crossings(t[low_at : top_at + 1], share[low_at : top_at + 1])
    back = _crossings(-t[top_at:][::-1], share[top_at:][::-1])
    if out is None or back is None:
        return None
    began, down, out_s = out
    ended, up = -back[0], -back[1]
    if up < down:
        down = up = (down + up) / 2
    began, ended = min(began, down - LEAST_S), max(ended, up + LEAST_S)
    return Moments(began, down, up, ended, low, top, _pm(t, down - began, ended - up), out_s, back[2])


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


def _crossings(t: Floats, share: Floats) -> tuple[float, float, float] | None:
    """Returns when a half that grows from 0 to 1 began and ended, and how long its middle took."""
    times = _times(t, share)
    if times is None:
        return None
    middle, last, quarter = times[HALF], times[TURN], times[QUARTER]
    if middle is None or last is None:
        return None
    first = middle - (last - middle) if quarter is None else quarter
    return _began(times, middle), middle + TO_TURN * (last - middle), max(last - first, FRAME_S)


def _times(t: Floats, share: Floats) -> list[float | None] | None:
    """Returns when each of the levels was passed, the lower ones before its middle and the higher ones after it.

    The greatest depth can be anywhere on a held turn, or beyond a dip in it: where the half first comes up to a level
    after its middle is where it gets there, not where it last does.
    """
    below = np.flatnonzero(share < LEVELS[HALF])
    if len(below) == 0 or below[-1] + 1 >= len(share):
        return None
    middle = int(below[-1])
    return [
        _passed(t, share, level, _last_below(share, level, middle) if k <= HALF else _first_above(share, level, middle))
        for k, level in enumerate(LEVELS)
    ]


def _last_below(share: Floats, level: float, middle: int) -> int | None:
    below = np.flatnonzero(share[: middle + 1] < level)
    return int(below[-1]) if len(below) else None


def _first_above(share: Floats, level: float, middle: int) -> int:
    return middle + int(np.argmax(share[middle + 1 :] >= level))


def _passed(t: Floats, share: Floats, level: float, i: int | None) -> float | None:
    """Returns when a level was passed after frame i, or None: it began above."""
    if i is None:
        return None
    return float(t[i] + (t[i + 1] - t[i]) * (level - share[i]) / (share[i + 1] - share[i]))


def _began(times: Sequence[float | None], middle: float) -> float:
    """Returns when a half began, by how steeply it does."""
    least, tenth = times[0], times[1]
    if tenth is None:
        known = [each for each in times if each is not None and each < middle]
        last = times[TURN]
        return middle - TO_TURN * ((last or middle) - middle) if not known else middle - 2 * (middle - known[0])
    way = middle - tenth
    if least is None:
        return tenth - AT_LEAST * way
    share = AT_MEETS * math.exp(STEEPER * ((tenth - least) / max(way, 1e-6) - MEETS))
    return tenth - min(max(share, LEAST), MOST) * way


def tempo(found: Moments, first: Part, top_s: float) -> Tempo:
    """Returns a rep's tempo; ``top_s`` is the rest before it (s)."""
    out, pause, back = found.down - found.start, found.up - found.down, found.end - found.up
    if first is Part.ECCENTRIC:
        return Tempo(*(round(each, 3) for each in (out, pause, back, top_s)))
    return Tempo(*(round(each, 3) for each in (back, top_s, out, pause)))
