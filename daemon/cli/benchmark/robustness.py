"""How well the same items are counted after each perturbation of their poses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean

import msgspec

from daemon.cli.benchmark.perturb import COVERED
from daemon.cli.benchmark.score import Outcome

NONE = "unperturbed"
"""The first row: the items as they are."""
_FORGIVEN = f"{COVERED}, one forgiven"
"""A row of its own: one rep fewer than labelled is right too, as it could not be seen."""


class Robustness(msgspec.Struct, frozen=True, kw_only=True):
    """Items summed up after one perturbation; the shares are 0..1.

    Attributes:
        name: The perturbation.
        items: How many.
        exact, within_one, mae: As in the table of exercises.
        runs: Each item.
    """

    name: str
    items: int
    exact: float
    within_one: float
    mae: float
    runs: list[Outcome]


def summed_up(plain: Sequence[Outcome], perturbed: Sequence[Mapping[str, Outcome]]) -> list[Robustness]:
    """Sums up items by perturbation, the unperturbed ones first.

    Args:
        plain: Each item as it is.
        perturbed: The same items after each perturbation, by its name; of no perturbation there are no rows.
    """
    return list(_rows(plain, perturbed)) if perturbed and perturbed[0] else []


def _rows(plain: Sequence[Outcome], perturbed: Sequence[Mapping[str, Outcome]]) -> Iterator[Robustness]:
    yield _row(NONE, plain, (o.error for o in plain))
    for name in perturbed[0]:
        some = [each[name] for each in perturbed]
        yield _row(name, some, (o.error for o in some))
        if name == COVERED:
            yield _row(_FORGIVEN, some, (max(o.error - 1, 0) if o.counted < (o.true or 0) else o.error for o in some))


def _row(name: str, some: Sequence[Outcome], errors: Iterable[int]) -> Robustness:
    off = list(errors)
    return Robustness(
        name=name,
        items=len(some),
        exact=round(fmean(error == 0 for error in off), 4),
        within_one=round(fmean(error <= 1 for error in off), 4),
        mae=round(fmean(error / max(o.true or 0, 1) for error, o in zip(off, some, strict=True)), 4),
        runs=list(some),
    )
