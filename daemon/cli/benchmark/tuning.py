"""Values of counting parameters tried against each other, and checked on items that they were not chosen on.

A value that is chosen on the items it is reported on looks better than it is. With folds, the items are parted, by
groups that stay together (``--by source``: all sets of one recording), and each fold is counted with the values that
are best on all the others. These held-out counts, pooled, are what the way of choosing is worth.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

import msgspec

from daemon.cli.benchmark.runs import Counted
from daemon.cli.benchmark.score import Outcome
from daemon.cli.benchmark.values import Values, distance
from daemon.core.params import CountingParams


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How good some items were counted.

    Attributes:
        items: In which someone exercises, and it is known how often.
        exact, within_one: How many of these were counted right, and at most one off.
        mae: Mean of |counted - true| / true over these.
        false_reps: Counted in items in which nobody exercises.
    """

    items: int
    exact: int
    within_one: int
    mae: float
    false_reps: int


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """One combination of values, and what all items give with it."""

    values: dict[str, float]
    figures: Figures


class Fold(msgspec.Struct, frozen=True, kw_only=True):
    """One fold: the values that are best on all other folds, and what this one gives with them.

    Attributes:
        files: The names of its files.
        values: The chosen values.
        figures: Of this fold with these values.
    """

    files: list[str]
    values: dict[str, float]
    figures: Figures


class Tuning(msgspec.Struct, frozen=True, kw_only=True):
    """All that was tried.

    Attributes:
        trials: Every combination, in the order of the command line.
        folds: Each fold; none where no folds were asked for.
        held_out: All folds together, each with its own values; None without folds.
        defaults: All items with the settings' values.
    """

    trials: list[Trial]
    folds: list[Fold]
    held_out: Figures | None
    defaults: Figures


@dataclass(frozen=True, slots=True)
class Tried:
    """The outcomes of one combination.

    Attributes:
        values: The combination.
        distance: How far it is from the settings' values, see ``values.distance``.
        outcomes: Of each item, in the order of the items; several where an item is counted as several exercises.
    """

    values: Values
    distance: float
    outcomes: tuple[tuple[Outcome, ...], ...]

    def of(self, items: Iterable[int]) -> list[Outcome]:
        """Returns the outcomes of the items at these places."""
        return [each for i in items for each in self.outcomes[i]]


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """Sums up outcomes; of no item the mean is 0."""
    some = list(outcomes)
    done = [o for o in some if o.is_scored]
    return Figures(
        items=len(done),
        exact=sum(o.error == 0 for o in done),
        within_one=sum(o.error <= 1 for o in done),
        mae=round(fmean(o.error / max(o.true or 0, 1) for o in done), 4) if done else 0.0,
        false_reps=sum(o.counted for o in some if o.true_exercise is None),
    )


def tune(
    usual: CountingParams, tries: Sequence[Values], counted: Sequence[Counted], parts: Sequence[Sequence[int]]
) -> Tuning:
    """Chooses for each fold the values that are best on all others, and sums up.

    Args:
        usual: The settings' values.
        tries: Every combination.
        counted: Every item with each combination; the last outcomes are those with the settings' values.
        parts: The places of each fold's items; none to sum up the combinations alone.
    """
    tried = [
        Tried(values, distance(values, usual), tuple(each.outcomes[i] for each in counted))
        for i, values in enumerate(tries)
    ]
    everything = range(len(counted))
    made, held_out = list[Fold](), list[Outcome]()
    for part in parts:
        chosen = best(tried, sorted(set(everything) - set(part)))
        held_out += chosen.of(part)
        files = sorted({counted[i].task.item.path.name for i in part})
        made.append(Fold(files=files, values=dict(chosen.values), figures=figures(chosen.of(part))))
    return Tuning(
        trials=[Trial(values=dict(each.values), figures=figures(each.of(everything))) for each in tried],
        folds=made,
        held_out=figures(held_out) if parts else None,
        defaults=figures([outcome for each in counted for outcome in each.outcomes[-1]]),
    )


def best(tried: Sequence[Tried], items: Sequence[int]) -> Tried:
    """Returns what counts these items best: most exact, then most within one, least MAE, fewest false reps.

    Of combinations that are equally good it is the one nearest to the settings' values.
    """

    def badness(each: Tried) -> tuple[float, ...]:
        found = figures(each.of(items))
        return (-found.exact, -found.within_one, found.mae, found.false_reps, each.distance)

    return min(tried, key=badness)
