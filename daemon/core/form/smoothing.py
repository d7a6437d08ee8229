"""Smooths joints over time without lag: a local quadratic fit at each moment, for frames at any times.

Source: Savitzky and Golay, "Smoothing and Differentiation of Data by Simplified Least Squares Procedures", Analytical
Chemistry 36 (1964), with Gaussian weights and uneven times as in Cleveland, "Robust Locally Weighted Regression",
JASA 74 (1979).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.form import numbers

Floats = NDArray[np.float64]

SIGMA_S = 0.06
"""Width of the weights (s): as a Gaussian of half of it, which leaves a rep's turn where it is."""
SHORT = 0.05
"""The same as a share of a short rep's time."""
REACH = 2.5
"""Widths from a moment on beyond which nothing weighs."""
_LEAST_TAPS, _MOST_TAPS = 2, 8
_NOTHING = 1e-9
_RIDGE = 1e-3
"""Of the squares' weight: keeps a fit from running off where frames lie on one side only."""


class Kernel(NamedTuple):
    """What each frame's neighbours weigh in its smoothed value.

    Attributes:
        weights: By offset -k..k and frame (2k + 1, N).
        gain: By how much noise shrinks in each frame (N,): standard deviation after by before.
    """

    weights: Floats
    gain: Floats

    def apply(self, values: Floats) -> Floats:
        """Smooths columns (N, K) over time."""
        taps, n = self.weights.shape
        half = taps // 2
        smooth, weighed = np.zeros_like(values), np.empty_like(values)
        for j in range(taps):
            offset = j - half
            first, last = max(-offset, 0), min(n, n - offset)
            some = weighed[first:last]
            np.multiply(self.weights[j, first:last, None], values[first + offset : last + offset], out=some)
            smooth[first:last] += some
        return smooth


def kernel(t: Floats, rep_s: float) -> Kernel:
    """Returns the kernel for frames at the times t (s) of a rep that took so long."""
    step = max(numbers.median(t[1:] - t[:-1]), 1e-3) if len(t) > 1 else 1.0
    sigma = max(min(SIGMA_S, SHORT * rep_s), 0.8 * step)
    half = min(max(math.ceil(REACH * sigma / step), _LEAST_TAPS), _MOST_TAPS)
    offsets = np.arange(-half, half + 1)[:, None]
    at = np.arange(len(t))[None, :] + offsets
    inside = (at >= 0) & (at < len(t))
    d = (t[np.minimum(np.maximum(at, 0), len(t) - 1)] - t) / sigma
    w = np.where(inside, np.exp(-0.5 * d * d), 0.0)
    weights = w * _equivalent(d, w)
    return Kernel(weights, np.sqrt((weights * weights).sum(axis=0)))


def _equivalent(d: Floats, w: Floats) -> Floats:
    """Returns the polynomial that makes of the weights those of a quadratic fit's value at 0."""
    wd = w * d
    wdd = wd * d
    s0, s1, s2, s3 = w.sum(axis=0), wd.sum(axis=0), wdd.sum(axis=0), (wdd * d).sum(axis=0)
    s4 = (wdd * d * d).sum(axis=0) + _RIDGE
    s2_ = s2 + _RIDGE
    a, b, c = s2_ * s4 - s3 * s3, s2 * s3 - s1 * s4, s1 * s3 - s2 * s2_
    whole = s0 * a + s1 * b + s2 * c
    poly: Floats = (a + (b + c * d) * d) / np.where(np.abs(whole) < _NOTHING, _NOTHING, whole)
    return poly
