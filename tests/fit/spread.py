"""Fits by how many reps a set may be wrong beside those that are in doubt."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.certainty import More, likely, so_many
from daemon.core.evidence.model import Spread

MOST = 60
"""Reps too many or too few that are told apart; a set that is wrong by more is taken as wrong by so many."""
_START = Spread(0.1, 0.1, 0.1, 1.0, 1.0)
_FIRST_STEP, _LAST_STEP = 0.8, 0.02
_GROW, _SHRINK = 1.3, 0.5
_SMALLEST = 1e-3
_PRIOR = 0.02
"""Weight of the start values, as a penalty on the squared logarithm of what they are multiplied by."""
Chances = NDArray[np.float64]


class Told(NamedTuple):
    """What is known of a set when it ends, and what was done.

    Attributes:
        true, counted: Reps.
        false: The chances that a counted rep is none, of the unsure ones.
        thought_false: Their sum over all reps.
        missed: The chances that a refused movement is a rep, of the doubtful ones.
        refused: How many movements were refused.
    """

    true: int
    counted: int
    false: tuple[float, ...]
    thought_false: float
    missed: tuple[float, ...]
    refused: int


def fit(sets: Sequence[Told]) -> Spread:
    """Returns the spread that makes the counts of these sets likeliest, by pattern search (Hooke and Jeeves 1961)."""
    doubts = [(np.array(so_many(each.missed)), np.array(so_many(each.false))) for each in sets]
    best = _START
    least, steps = _unlikely(best, sets, doubts), [_FIRST_STEP] * len(_START)
    while max(steps) > _LAST_STEP:
        for i, step in enumerate(steps):
            tried = [_times(best, i, math.exp(way * step)) for way in (1, -1)]
            losses = [_unlikely(each, sets, doubts) for each in tried]
            better = min(losses) < least - 1e-6
            if better:
                best, least = tried[losses.index(min(losses))], min(losses)
            steps[i] *= _GROW if better else _SHRINK
    return Spread(*(round(each, 4) for each in best))


def _times(spread: Spread, i: int, factor: float) -> Spread:
    values = list(spread)
    values[i] = max(values[i] * factor, _SMALLEST)
    return Spread(*values)


def _unlikely(spread: Spread, sets: Sequence[Told], doubts: Sequence[tuple[Chances, Chances]]) -> float:
    """Returns the negative logarithm of how likely the counts are, and the penalty."""
    apart = sum(math.log(each / start) ** 2 for each, start in zip(spread, _START, strict=True))
    return _PRIOR * apart - sum(_log_likely(spread, told, *some) for told, some in zip(sets, doubts, strict=True))


def _log_likely(spread: Spread, told: Told, in_doubt: Chances, unsure: Chances) -> float:
    """Returns the logarithm of the probability of a count that is so wrong: missed reps less false ones."""
    missed = np.convolve(in_doubt, _of(spread.missed(told.refused, told.thought_false)))[: MOST + 1]
    false = np.convolve(unsure, _of(spread.false(told.thought_false)))[: told.counted + 1]
    off = max(-MOST, min(told.true - told.counted, MOST))
    chance = sum(float(each * missed[off + n]) for n, each in enumerate(false) if 0 <= off + n < len(missed))
    return math.log(max(chance, 1e-9))


def _of(more: More) -> Chances:
    return np.array([likely(n, more) for n in range(MOST + 1)])
