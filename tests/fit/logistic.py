"""Fits an additive logistic model: piecewise-linear terms that go the way that sense says, with a ridge penalty."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from daemon.core.evidence.model import Additive, Term

Matrix = NDArray[np.float64]
STEPS = 80
_CLOSE = 1e-6
_FLAG = 2
"""A feature of so few values is a flag, and gets no knots."""
_TELLING = 0.1
"""Share of a feature's spread that must lie beyond a knot: a steep bend at the very end is made of a few sets."""


def fit(  # noqa: PLR0913 - what a fit is made of
    names: Sequence[str], rows: Matrix, true: Matrix, weights: Matrix, usual_for: NDArray[np.bool_],
    *, ways: Mapping[str, int], knots: int, ridge: float, offset: Matrix | None = None,
) -> Additive:  # fmt: skip
    """Fits the model.

    Args:
        names: Of the features.
        rows: The features of each candidate (candidates, features).
        true: 1 for a rep, else 0.
        weights: Of each candidate.
        usual_for: The candidates from whose quantiles the knots come: those of sets that were really done.
        ways: Feature -> +1 where more of it can only speak for a rep, -1 where only against; others are free.
        knots: Of each feature, at most.
        ridge: Penalty on the squared weights of standardised columns.
        offset: Log-odds that each candidate has beside what is fitted.
    """
    columns, owners = [np.ones(len(rows))], list[tuple[int, float]]()
    for i in range(len(names)):
        edges = [-np.inf, *_knots(rows[usual_for, i], knots), np.inf]
        for low, high in pairwise(edges):
            columns.append(_ramp(rows[:, i], low, high))
            owners.append((i, low))
    design = np.stack(columns, axis=1)
    mean, spread = design.mean(axis=0), design.std(axis=0) + 1e-9
    mean[0], spread[0] = 0.0, 1.0
    signs = np.array([0, *(ways.get(names[i], 0) for i, _ in owners)])
    found = newton((design - mean) / spread, true, weights, ridge, signs, offset) / spread
    bias = float(found[0] - (found[1:] * mean[1:]).sum())
    reps = (true == 1) & usual_for
    shift, terms = _terms(names, owners, found[1:], rows[reps])
    return Additive(round(bias + shift, 4), terms)


def _ramp(values: Matrix, low: float, high: float) -> Matrix:
    """Returns the part of each value that lies between two knots: its weight is the slope there."""
    return np.clip(values, low, high) - (low if np.isfinite(low) else 0.0)


def _terms(
    names: Sequence[str], owners: Sequence[tuple[int, float]], found: Matrix, reps: Matrix
) -> tuple[float, dict[str, Term]]:
    """Returns what the terms add as a constant, and the terms."""
    terms = {}
    for i, name in enumerate(names):
        slopes = [(low, float(value)) for (owner, low), value in zip(owners, found, strict=True) if owner == i]
        bends = tuple((round(low, 3), round(slope - before, 4)) for (_, before), (low, slope) in pairwise(slopes))
        term = Term(round(slopes[0][1], 4), bends, 0.0, 0.0)
        said = np.array([term(float(value)) for value in reps[:, i]])
        at_edge = int(np.abs(said - np.quantile(said, 0.1)).argmin())
        terms[name] = term._replace(usual=round(float(said.mean()), 4), edge=round(float(reps[at_edge, i]), 4))
    return 0.0, terms


def _knots(values: Matrix, count: int) -> list[float]:
    if len(np.unique(values)) <= _FLAG:
        return []
    at = np.linspace(0, 1, count + 2)[1:-1]
    inner = {round(float(knot), 3) for knot in np.quantile(values, at)}
    spread = _TELLING * values.std()
    return sorted(
        knot
        for knot in inner
        if np.maximum(values - knot, 0.0).std() > spread and np.minimum(values - knot, 0.0).std() > spread
    )


def newton(  # noqa: PLR0913, PLR0917 - as ``fit``
    design: Matrix, true: Matrix, weights: Matrix, ridge: float,
    signs: NDArray[np.int_] | None = None, offset: Matrix | None = None,
) -> Matrix:  # fmt: skip
    """Returns the weights of the columns; the first one's, the bias, is hardly penalised.

    Where ``signs`` has +1 or -1, the weight has that sign or is 0: those that would cross are held at 0 (projected
    Newton, Bertsekas 1982).
    """
    width = design.shape[1]
    signs = np.zeros(width, int) if signs is None else signs
    found, penalty = np.zeros(width), np.full(width, ridge)
    penalty[0] = 0.01
    base = np.zeros(len(design)) if offset is None else offset
    for _ in range(STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(base + design @ found, -30, 30)))
        slope = design.T @ (weights * (true - likely)) - penalty * found
        free = (signs == 0) | (found * signs > 0) | (slope * signs > 0)
        part = design[:, free]
        curve = (part * (weights * likely * (1 - likely))[:, None]).T @ part + np.diag(penalty[free])
        new = found.copy()
        new[free] += np.linalg.solve(curve, slope[free])
        new = np.where(new * signs < 0, 0.0, new)
        change, found = float(np.abs(new - found).max()), new
        if change < _CLOSE:
            break
    return found
