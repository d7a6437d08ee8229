"""Simulated histories: two sessions a week, alike from day to day, flat, rising or changed."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from daemon.trends.findings import Point

CORRELATION = 0.3
"""Of neighbouring sessions."""
_LATELY = 5
_REPS = (3, 12)


def history(
    rng: np.random.Generator, sessions: int, *, per_week: float = 0.0, noise: float = 0.04, step: float = 0.0
) -> list[Point]:
    """Returns sessions around 100, their true middle: a slope is told as a share of it.

    Args:
        rng: Source of chance.
        sessions: How many.
        per_week: True slope, a share of the middle a week.
        noise: Standard deviation of a session, a share.
        step: By which share the last five are greater.
    """
    weeks = _weeks(rng, sessions)
    true = 1 + per_week * (weeks - np.median(weeks)) + step * _is_new(sessions)
    return _points(weeks, 100 * (true + noise * _wander(rng, sessions)))


def range_history(rng: np.random.Generator, sessions: int, *, noise: float, step: float = 0.0) -> list[Point]:
    """Returns each session's range of motion, the median of its reps, around 95°.

    Args:
        rng: Source of chance.
        sessions: How many.
        noise: Standard deviation of a session (degrees): of the athlete, and of where the camera stands.
        step: By how much the last five are greater (degrees).
    """
    return _points(_weeks(rng, sessions), 95 + _session_medians(rng, sessions, noise) + step * _is_new(sessions))


def sides_history(rng: np.random.Generator, sessions: int, *, noise: float, step: float = 0.0) -> list[Point]:
    """Returns by how much the left side's range is greater in each session, as ``range_history`` of each side."""
    left, right = (_session_medians(rng, sessions, noise / sqrt(2)) for _ in range(2))
    return _points(_weeks(rng, sessions), 2 + left - right + step * _is_new(sessions))


def _session_medians(rng: np.random.Generator, sessions: int, noise: float) -> NDArray[np.float64]:
    """Returns medians of three to twelve reps, each another by 4° than its session, to a tenth as they are kept."""
    counts = rng.integers(_REPS[0], _REPS[1] + 1, sessions)
    reps = rng.normal(noise * _wander(rng, sessions)[:, None], 4.0, (sessions, _REPS[1]))
    reps[np.arange(_REPS[1]) >= counts[:, None]] = np.inf  # behind those that were done
    reps.sort(axis=1)
    each = np.arange(sessions)
    medians: NDArray[np.float64] = ((reps[each, (counts - 1) // 2] + reps[each, counts // 2]) / 2).round(1)
    return medians


def _weeks(rng: np.random.Generator, sessions: int) -> NDArray[np.float64]:
    weeks: NDArray[np.float64] = np.arange(sessions) / 2 + rng.uniform(-0.1, 0.1, sessions)
    return weeks


def _is_new(sessions: int) -> NDArray[np.bool_]:
    new: NDArray[np.bool_] = np.arange(sessions) >= sessions - _LATELY
    return new


def _wander(rng: np.random.Generator, sessions: int) -> NDArray[np.float64]:
    """Returns standard normal values, each like the one before."""
    values = rng.normal(size=sessions + 1)
    for at in range(1, sessions + 1):
        values[at] = CORRELATION * values[at - 1] + sqrt(1 - CORRELATION**2) * values[at]
    wander: NDArray[np.float64] = values[1:]
    return wander


def _points(weeks: NDArray[np.float64], values: NDArray[np.float64]) -> list[Point]:
    return [Point(float(week), float(value)) for week, value in zip(weeks, values, strict=True)]
