"""What is counted when the wrong exercise was chosen: each labelled item as every other exercise."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from daemon.cli.benchmark.families import alike
from daemon.cli.benchmark.score import Outcome


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise counted as another one.

    Attributes:
        true_exercise, counted_as: What was done, and what was chosen.
        alike: They are of one family.
        runs, false_runs: Items, and those in which anything was counted.
        false_reps: Counted in all of them; a hold is one.
    """

    true_exercise: str
    counted_as: str
    alike: bool
    runs: int
    false_runs: int
    false_reps: int


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Runs, and in how many of them anything was counted."""

    runs: int
    false_runs: int
    share: float


class Others(msgspec.Struct, frozen=True, kw_only=True):
    """All runs with a wrong exercise.

    Attributes:
        all: Every run.
        unlike: Runs with an exercise that is of no family of what was done.
        pairs: Each pair in which anything was counted, the worst first.
        items: Each run in which anything was counted.
    """

    all: Share
    unlike: Share
    pairs: list[Pair]
    items: list[Outcome]


def summed_up(outcomes: Sequence[Outcome]) -> Others:
    """Sums up runs with a wrong exercise."""
    pairs: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for each in outcomes:
        pairs[each.true_exercise or "", each.counted_as].append(each)
    found = [_pair(done, chosen, some) for (done, chosen), some in pairs.items()]
    return Others(
        all=_share(found),
        unlike=_share([pair for pair in found if not pair.alike]),
        pairs=sorted((pair for pair in found if pair.false_runs), key=_badness),
        items=[each for each in outcomes if each.counted],
    )


def _pair(done: str, chosen: str, some: Sequence[Outcome]) -> Pair:
    return Pair(
        true_exercise=done,
        counted_as=chosen,
        alike=alike(done, chosen),
        runs=len(some),
        false_runs=sum(each.counted > 0 for each in some),
        false_reps=sum(each.counted for each in some),
    )


def _share(pairs: Sequence[Pair]) -> Share:
    runs, false_runs = sum(pair.runs for pair in pairs), sum(pair.false_runs for pair in pairs)
    return Share(runs=runs, false_runs=false_runs, share=round(false_runs / runs, 4) if runs else 0.0)


def _badness(pair: Pair) -> tuple[bool, int, int, str, str]:
    """Orders unlike pairs before like ones, and each of them by their false counts."""
    return pair.alike, -pair.false_runs, -pair.false_reps, pair.true_exercise, pair.counted_as
