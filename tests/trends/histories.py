"""Simulated histories: two sessions a week, alike from day to day, flat or rising."""

from math import sqrt

import numpy as np

from daemon.trends.findings import Point


def history(  # noqa: PLR0913 - each is one property of the athlete
    rng: np.random.Generator,
    sessions: int,
    *,
    per_week: float = 0.0,
    noise: float = 0.04,
    correlation: float = 0.3,
    step: float = 0.0,
) -> list[Point]:
    """Returns sessions around 100.

    Args:
        rng: Source of chance.
        sessions: How many.
        per_week: True slope, a share a week.
        noise: Standard deviation of a session, a share.
        correlation: Of neighbouring sessions.
        step: By which share the last five are greater.
    """
    points: list[Point] = []
    wander = rng.normal()
    for at in range(sessions):
        wander = correlation * wander + sqrt(1 - correlation**2) * rng.normal()
        week = at / 2 + rng.uniform(-0.1, 0.1)
        true = 1 + per_week * week + (step if at >= sessions - 5 else 0.0)
        points.append(Point(week, 100 * (true + noise * wander)))
    return points
