"""Which of the counted reps were done."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from daemon.cli.benchmark.items import Item, Span
from daemon.core.facts import RepCounted

_NEAR_S = 1.5
"""A labelled moment so long before or after a counted rep can still be its own: labels of a deadlift have the lockout,
which is complete over a second after the count takes the rep to be."""


class Rep(msgspec.Struct, frozen=True):
    """A counted rep: its times (s), how sure it is, and whether it was done; None where its like is not labelled."""

    start: float
    end: float
    confidence: float
    right: bool | None


def matched(item: Item, counted: Sequence[RepCounted], *, false: bool) -> list[Rep]:
    """Returns each counted rep, and whether it was done: as many as can be are paired with labelled ones, in order.

    The reps' own times are compared, not those of their events: a rep may be credited long after it was done.

    Args:
        item: With its labels.
        counted: The reps.
        false: Nothing of the kind was done.
    """
    reps = sorted(counted, key=lambda rep: rep.start)
    right = () if false else _right(item, reps)
    return [
        Rep(each.start, each.end, each.confidence, None if right is None else i in right) for i, each in enumerate(reps)
    ]


def _right(item: Item, counted: Sequence[RepCounted]) -> tuple[int, ...] | None:
    """Returns the places of counted reps that were done; None where the labels do not tell."""
    true = item.spans or tuple(Span(turn, turn) for turn in item.turns)
    if not true and item.reps != 0:
        return None
    best = [_Pairs()] * (len(true) + 1)  # with the reps so far and the first k labels
    for i, rep in enumerate(counted):
        row = best[:1]
        for k, span in enumerate(true):
            row.append(max(best[k + 1], row[k]))
            if _apart(rep, span) <= (0.0 if item.spans else _NEAR_S):
                row[-1] = max(row[-1], best[k].more(i, rep, span))
        best = row
    return best[-1].reps


class _Pairs(NamedTuple):
    """Counted reps that are paired with labels; the better of two is the one with more, then the one that is nearer."""

    pairs: int = 0
    nearness: float = 0.0
    reps: tuple[int, ...] = ()

    def more(self, i: int, rep: RepCounted, span: Span) -> "_Pairs":
        """Returns these and one more."""
        middles = abs(rep.start + rep.end - span.start - span.end) / 2
        return _Pairs(self.pairs + 1, self.nearness - middles, (*self.reps, i))


def _apart(rep: RepCounted, span: Span) -> float:
    """Returns the seconds between the two; 0 where they overlap."""
    return max(rep.start - span.end, span.start - rep.end, 0.0)
