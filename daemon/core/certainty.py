"""How many of the reps that count are truly reps: the range of a set's count."""

import math
from collections.abc import Sequence
from typing import NamedTuple

SHARE = 0.9
"""A range holds the true number with this probability: nine sets in ten."""
_MOST = 400
"""Reps that a set may be wrong by at most."""


class More(NamedTuple):
    """By how many reps a count may be wrong beside those that are in doubt: a negative binomial distribution.

    Poses that are wrong for a while spoil several reps at once, so sets differ more than doubts taken one by one say.

    Attributes:
        mean: How many on average.
        size: How little sets differ from that: the smaller, the more do a few sets have many and most have none.
    """

    mean: float = 0.0
    size: float = 1.0


NO_MORE = More()


def false_ones(confidences: Sequence[float]) -> int:
    """Returns how many of the reps may be none at all: their number less the ``fewest`` true ones."""
    return len(confidences) - fewest(confidences)


def fewest(confidences: Sequence[float]) -> int:
    """Returns the largest number of which it is ``SHARE`` sure that at least so many of the reps are true.

    The reps are taken as independent, each true with its confidence: their number has a Poisson binomial distribution.
    """
    chances = so_many(confidences)
    found, at_least = len(confidences), chances[-1]
    while at_least < SHARE and found:
        found -= 1
        at_least += chances[found]
    return found


def at_most(chances: Sequence[float], more: More = NO_MORE) -> int:
    """Returns the smallest number that it is ``SHARE`` sure that no more come true: of these, and beside them."""
    of_these, total = so_many(chances), 0.0
    beside = list[float]()
    for found in range(_MOST):
        beside.append(likely(found, more))
        total += sum(one * beside[found - i] for i, one in enumerate(of_these[: found + 1]))
        if total >= SHARE:
            return found
    return _MOST


def so_many(chances: Sequence[float]) -> list[float]:
    """Returns the probabilities that 0, 1, 2, … of these come true."""
    found = [1.0]
    for true in chances:
        found = [none * (1.0 - true) + one * true for none, one in zip([*found, 0.0], [0.0, *found], strict=True)]
    return found


def likely(n: int, more: More) -> float:
    """Returns the probability of a number of a negative binomial distribution."""
    if more.mean <= 0.0:
        return float(n == 0)
    log = math.lgamma(n + more.size) - math.lgamma(more.size) - math.lgamma(n + 1)
    total = more.size + more.mean
    return math.exp(log + more.size * math.log(more.size / total) + n * (math.log(more.mean) - math.log(total)))
