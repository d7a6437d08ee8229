"""A line through noisy points, and how far it can be off: Theil-Sen with an interval that minds how days hang together.

Sen, J. Am. Stat. Assoc. 63 (1968) 1379; the interval is widened for serial correlation, since training days are alike.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import sqrt
from statistics import NormalDist, fmean, median

LEAST_CORRELATION = 0.36
"""Two sessions that follow each other are taken to be at least so alike: few sessions cannot show that they are less.

With 0.3, which they have in the simulation, a trend was told of 5.2 % of flat histories: what few sessions show is
biased towards less.
"""


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Returns the median of the slopes between all pairs of points.

    Args:
        x: Rising, without repeats.
        y: As many values.
    """
    return median(_slopes(x, y))


def slope_interval(x: Sequence[float], y: Sequence[float], share: float) -> tuple[float, float]:
    """Returns the interval of the slope that covers the truth with probability ``share``, 0..1.

    Sen's interval, each side of it longer by the root of ``(1 + r) / (1 - r)``, where ``r`` is the correlation of
    neighbouring residuals, at least ``LEAST_CORRELATION``.
    """
    slopes = sorted(_slopes(x, y))
    n = len(x)
    deviation = NormalDist().inv_cdf((1 + share) / 2) * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    low = max(int((len(slopes) - deviation) / 2), 0)
    high = min(int((len(slopes) + deviation) / 2), len(slopes) - 1)
    middle = median(slopes)
    wider = widening(x, y, middle)
    return middle - (middle - slopes[low]) * wider, middle + (slopes[high] - middle) * wider


def widening(x: Sequence[float], y: Sequence[float], slope_: float) -> float:
    """Returns by how much an interval is longer because neighbouring points are alike."""
    residuals = [value - slope_ * at for at, value in zip(x, y, strict=True)]
    r = min(max(_neighbours(residuals), LEAST_CORRELATION), 0.95)
    return sqrt((1 + r) / (1 - r))


def _neighbours(values: Sequence[float]) -> float:
    """Returns the correlation of each value with the next."""
    mean = fmean(values)
    spread = sum((value - mean) ** 2 for value in values)
    if not spread:
        return 0.0
    return sum((a - mean) * (b - mean) for a, b in pairwise(values)) / spread


def _slopes(x: Sequence[float], y: Sequence[float]) -> list[float]:
    return [(y[j] - y[i]) / (x[j] - x[i]) for i, j in combinations(range(len(x)), 2)]
