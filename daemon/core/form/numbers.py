"""Means and medians of short arrays, to the bit as numpy's: its checks cost more than the sums, and a rep has many."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mean(values: Floats) -> float:
    """Returns the mean of some values."""
    return float(np.add.reduce(values)) / len(values)


def means(rows: Floats) -> Floats:
    """Returns the mean of each row."""
    found: Floats = np.add.reduce(rows, axis=-1) / rows.shape[-1]
    return found


def median(values: Floats) -> float:
    """Returns the median of some values."""
    n = len(values)
    ordered = np.partition(values, ((n - 1) // 2, n // 2))
    return float((ordered[(n - 1) // 2] + ordered[n // 2]) / 2)


def quantile(values: Floats, share: float) -> float:
    """Returns the value that a share (0..1) of some values lies under; between two of them it is on their line."""
    place = share * (len(values) - 1)
    low = min(math.floor(place), max(len(values) - 2, 0))
    high = min(low + 1, len(values) - 1)
    ordered, part = np.partition(values, (low, high)), place - low
    a, b = float(ordered[low]), float(ordered[high])
    return a + (b - a) * part if part < 1 / 2 else b - (b - a) * (1 - part)


def evenly(first: float, last: float, steps: Floats) -> Floats:
    """Returns moments evenly from one time to another, both included; ``steps`` are 0, 1, 2, ..."""
    at: Floats = steps * ((last - first) / (len(steps) - 1)) + first
    at[-1] = last
    return at
