"""How many of the reps that count are truly reps: the range of a set's count."""

from collections.abc import Sequence

SHARE = 0.9
"""A range holds the true number with this probability: nine sets in ten."""


def false_ones(confidences: Sequence[float]) -> int:
    """Returns how many of the reps may be none at all: their number less the ``fewest`` true ones."""
    return len(confidences) - fewest(confidences)


def fewest(confidences: Sequence[float]) -> int:
    """Returns the largest number of which it is ``SHARE`` sure that at least so many of the reps are true.

    The reps are taken as independent, each true with its confidence: their number has a Poisson binomial distribution,
    which is built up rep by rep.
    """
    chances = [1.0]  # of 0, 1, 2, … true ones
    for true in confidences:
        chances = [none * (1.0 - true) + one * true for none, one in zip([*chances, 0.0], [0.0, *chances], strict=True)]
    found, at_least = len(confidences), chances[-1]
    while at_least < SHARE and found:
        found -= 1
        at_least += chances[found]
    return found
