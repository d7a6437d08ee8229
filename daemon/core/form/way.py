"""When a half of a rep passed its levels, and what follows from that: when it began, and when it reached the turn.

Source: Flash and Hogan, "The Coordination of Arm Movements: An Experimentally Confirmed Mathematical Model", Journal of
Neuroscience 5 (1985): x(u) = 10 u^3 - 15 u^4 + 6 u^5.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOWER = (0.05, 0.1, 0.25)
"""Shares of the range before the middle of a half at which its way is timed."""
HALF, LAST = 0.5, 0.9
"""Its middle, and the last before the turn."""
MIDDLE = LAST - LOWER[-1]
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
AS_IT_LEFT = 1.05
"""How long the last of the way back takes, as a share of the first of the way out at the same pace: fitted by
``python -m tests.form.fit_tempo``."""
QUICKEST, SLOWEST = 0.25, 4.0
"""Bounds of the time that the middle of the way back takes, as a share of that of the way out."""


class Way(NamedTuple):
    """When a half that grows from the start position to the turn passed each level (s).

    Attributes:
        lower: Each of ``LOWER``; None: it was above when it was first seen.
        half, last: ``HALF`` and ``LAST``.
    """

    lower: tuple[float | None, ...]
    half: float
    last: float

    @property
    def middle_s(self) -> float:
        """Seconds that ``MIDDLE`` of it took."""
        quarter = self.lower[-1]
        return max(self.last - (2 * self.half - self.last if quarter is None else quarter), FRAME_S)

    @property
    def reached(self) -> float:
        """When it reached the turn (s)."""
        return self.half + TO_TURN * (self.last - self.half)

    @property
    def began(self) -> float:
        """When it began (s), by how steeply it does."""
        least, tenth, quarter = self.lower
        if tenth is None:
            return self.reached - 2 * (self.reached - self.half) if quarter is None else 2 * quarter - self.half
        way = self.half - tenth
        if least is None:
            return tenth - AT_LEAST * way
        share = AT_MEETS * math.exp(STEEPER * ((tenth - least) / max(way, 1e-6) - MEETS))
        return tenth - min(max(share, LEAST), MOST) * way


def follow(t: Floats, share: Floats) -> Way | None:
    """Returns a half's way, or None where less than its upper half was seen.

    The greatest depth can be anywhere on a held turn, or beyond a dip in it. So levels before the middle are passed
    where the half last is below them, and those after it where it first comes up to them, not where it last does.

    Args:
        t: Times (N,), rising; of a way back, less than zero and backwards.
        share: How far it was, up to 1 in the last (N,).
    """
    below = np.flatnonzero(share < HALF)
    if len(below) == 0 or below[-1] + 1 >= len(share):
        return None
    middle = int(below[-1])
    lower = tuple(_before(t, share[: middle + 1], share, level) for level in LOWER)
    last = middle + int(np.argmax(share[middle + 1 :] >= LAST))
    return Way(lower, _passed(t, share, HALF, middle), _passed(t, share, LAST, last))


def returned(back: Way, out: Way, began: float) -> float:
    """Returns when a way back was over (s, as ``back`` has it).

    A count lets a rep go before that. People come to rest as they left it, so the way from each level that was seen
    takes what it took out, at the pace of the middles.

    Args:
        back: The way back.
        out: The way out.
        began: When it began (s).
    """
    pace = AS_IT_LEFT * min(max(back.middle_s / out.middle_s, QUICKEST), SLOWEST)
    pairs = zip((*back.lower, back.half), (*out.lower, out.half), strict=True)
    ends = [b - pace * (a - began) for b, a in pairs if a is not None and b is not None]
    return sum(ends) / len(ends)


def _before(t: Floats, first: Floats, share: Floats, level: float) -> float | None:
    below = np.flatnonzero(first < level)
    return _passed(t, share, level, int(below[-1])) if len(below) else None


def _passed(t: Floats, share: Floats, level: float, i: int) -> float:
    """Returns when a level was passed after frame i (s)."""
    return float(t[i] + (t[i + 1] - t[i]) * (level - share[i]) / (share[i + 1] - share[i]))
