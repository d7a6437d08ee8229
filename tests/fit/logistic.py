"""Fits an additive logistic model: piecewise-linear terms, ridge penalty, Newton's method."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from daemon.core.evidence.model import Additive, Term

Matrix = NDArray[np.float64]
STEPS = 60
_CLOSE = 1e-6
_TELLING = 0.2
"""Share of a feature's spread that must lie beyond a knot: a steep bend at the very end is made of a few sets."""
_FLAG = 2
"""A feature of so few values is a flag, and gets no knots."""


def fit(  # noqa: PLR0913 - what a fit is made of
    names: Sequence[str], rows: Matrix, true: Matrix, weights: Matrix, usual_for: NDArray[np.bool_],
    *, knots: int, ridge: float,
) -> Additive:  # fmt: skip
    """Fits the model.

    Args:
        names: Of the features.
        rows: The features of each candidate (candidates, features).
        true: 1 for a rep, else 0.
        weights: Of each candidate.
        usual_for: The candidates from whose quantiles the knots come: those of sets that were really done.
        knots: Of each feature, at most.
        ridge: Penalty on the squared weights of standardised columns.
    """
    columns: list[Matrix] = [np.ones(len(rows))]
    owners: list[tuple[int, float | None]] = []
    for i in range(len(names)):
        columns.append(rows[:, i])
        owners.append((i, None))
        for knot in _knots(rows[usual_for, i], knots):
            columns.append(np.maximum(rows[:, i] - knot, 0.0))
            owners.append((i, knot))
    design = np.stack(columns, axis=1)
    mean, spread = design.mean(axis=0), design.std(axis=0) + 1e-9
    mean[0], spread[0] = 0.0, 1.0
    found = _newton((design - mean) / spread, true, weights, ridge) / spread
    bias = float(found[0] - (found[1:] * mean[1:]).sum())
    reps = (true == 1) & usual_for
    return Additive(round(bias, 4), _terms(names, owners, found[1:], rows[reps]))


def _terms(
    names: Sequence[str], owners: Sequence[tuple[int, float | None]], found: Matrix, reps: Matrix
) -> dict[str, Term]:
    terms = {}
    for i, name in enumerate(names):
        own = [(knot, round(float(value), 4)) for (owner, knot), value in zip(owners, found, strict=True) if owner == i]
        slope = own[0][1]
        term = Term(slope, tuple((knot, bend) for knot, bend in own[1:] if knot is not None), 0.0, 0.0)
        said = np.array([term(float(value)) for value in reps[:, i]])
        worse = reps[said <= np.quantile(said, 0.1), i]
        edge = float(worse[np.abs(worse - np.median(reps[:, i])).argmin()])
        terms[name] = term._replace(usual=round(float(said.mean()), 4), edge=round(edge, 4))
    return terms


def _knots(values: Matrix, count: int) -> list[float]:
    if len(np.unique(values)) <= _FLAG:
        return []
    at = np.linspace(0, 1, count + 2)[1:-1]
    inner = {round(float(knot), 3) for knot in np.quantile(values, at)}
    return sorted(knot for knot in inner if np.maximum(values - knot, 0.0).std() > _TELLING * values.std())


def _newton(design: Matrix, true: Matrix, weights: Matrix, ridge: float) -> Matrix:
    found = np.zeros(design.shape[1])
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.01
    for _ in range(STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (weights * (true - likely)) - penalty * found
        curve = (design * (weights * likely * (1 - likely))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        found += step
        if np.abs(step).max() < _CLOSE:
            break
    return found
