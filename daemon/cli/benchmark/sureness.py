"""Whether the count knows how sure it is: the confidence of reps, and the range of a set, held against the truth."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

import msgspec

from daemon.cli.benchmark.items import HOLDS
from daemon.cli.benchmark.score import Outcome

_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Reps of like confidence.

    Attributes:
        low, high: From which confidence to below which one; the last bin has 1 in it.
        reps, right: How many, and how many of them were done.
        confidence: Their mean; 0 where there are none.
    """

    low: float
    high: float
    reps: int
    right: int
    confidence: float


class Sureness(msgspec.Struct, frozen=True, kw_only=True):
    """How well confidence and ranges tell how good the count is.

    Attributes:
        reps, right: Counted where somebody exercises and the reps' times are labelled, and how many of them were done.
        bins: The reps by confidence.
        brier: Mean of (confidence - right)², 0 the best (Brier 1950); None where there are no reps.
        sets, covered: Of known count and with a range, and those whose range has the true count in it.
        width_p50, width_mean: Of the ranges, in reps; None where there are none.
    """

    reps: int
    right: int
    bins: list[Bin]
    brier: float | None
    sets: int
    covered: int
    width_p50: float | None
    width_mean: float | None


def summed_up(some: Sequence[Outcome]) -> Sureness:
    """Sums up items in which somebody exercises."""
    reps = [(rep.confidence, rep.right) for o in some for rep in o.reps if rep.right is not None]
    ranges = [
        (o.true, o.at_least, o.at_most)
        for o in some
        if o.true is not None and o.true_exercise not in HOLDS and o.at_least is not None and o.at_most is not None
    ]
    widths = [high - low for _, low, high in ranges]
    return Sureness(
        reps=len(reps),
        right=sum(right for _, right in reps),
        bins=[_bin(low, high, reps) for low, high in pairwise(_EDGES)],
        brier=round(fmean((confidence - right) ** 2 for confidence, right in reps), 4) if reps else None,
        sets=len(ranges),
        covered=sum(low <= true <= high for true, low, high in ranges),
        width_p50=float(median(widths)) if widths else None,
        width_mean=round(fmean(widths), 3) if widths else None,
    )


def _bin(low: float, high: float, reps: Sequence[tuple[float, bool]]) -> Bin:
    mine = [each for each in reps if low <= each[0] < high or each[0] == high == _EDGES[-1]]
    mean = round(fmean(confidence for confidence, _ in mine), 4) if mine else 0.0
    return Bin(low=low, high=high, reps=len(mine), right=sum(right for _, right in mine), confidence=mean)
