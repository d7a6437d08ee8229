"""Everything that a benchmark finds out, as ``--json`` writes it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from daemon.cli.benchmark import others, robustness, sureness
from daemon.cli.benchmark.others import Others
from daemon.cli.benchmark.robustness import Robustness
from daemon.cli.benchmark.runs import Counted, Task
from daemon.cli.benchmark.score import Negatives, Outcome, Row, Uncounted, negatives, row, uncounted
from daemon.cli.benchmark.sureness import Sureness
from daemon.cli.benchmark.tuning import Tuning


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """One folder.

    Attributes:
        folder: Where it is.
        rows: By exercise, then the totals.
        negatives: Of items where nobody exercises.
        uncounted: Of items of which nobody knows the count.
        sureness: Whether confidence and ranges are right, where somebody exercises.
        others: With a wrong exercise; None where that was not asked for.
        robustness: After each perturbation, the unperturbed items first; empty where that was not asked for.
        no_exercise: Labelled exercises that we have no file for -> items left out.
        wall_s: Seconds it all took.
        items: Each run.
    """

    folder: str
    rows: list[Row]
    negatives: Negatives
    uncounted: Uncounted
    sureness: Sureness
    others: Others | None
    robustness: list[Robustness]
    no_exercise: dict[str, int]
    wall_s: float
    items: list[Outcome]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All folders, and how they were counted.

    Attributes:
        exercise, armed: As on the command line.
        values: Parameters that differed from the settings'; empty where several combinations were tried.
        folders: Each folder; empty where several combinations were tried.
        tuning: What was tried, and what each fold gives; None where neither was asked for.
    """

    exercise: str
    armed: bool
    values: dict[str, float]
    folders: list[Folder]
    tuning: Tuning | None


def summed_up(  # noqa: PLR0913 - each is one thing that was found
    folder: Path,
    tasks: Sequence[Task],
    counted: Sequence[Counted],
    without: Sequence[str],
    *,
    auto: bool,
    wall_s: float,
) -> Folder:
    """Sum up one folder, as it was counted with the first parameter set."""
    outcomes = [outcome for each in counted for outcome in each.outcomes[0]]
    scored = [each for each in counted if any(outcome.is_scored for outcome in each.outcomes[0])]
    as_others = [outcome for each in counted for outcome in each.others]
    done = [o for o in outcomes if o.is_scored]
    names = sorted({o.true_exercise for o in done if o.true_exercise is not None})
    groups = [(name, [o for o in done if o.true_exercise == name]) for name in names]
    groups.append(("all", done))
    groups += [(f"all but {name}", [o for o in done if o.true_exercise != name]) for name in without if name in names]
    skipped = Counter(task.item.exercise or "none" for task in tasks if not task.exercises)
    return Folder(
        folder=str(folder),
        rows=[row(name, some, auto=auto) for name, some in groups if some],
        negatives=negatives([o for o in outcomes if o.true_exercise is None]),
        uncounted=uncounted([o for o in outcomes if o.true is None], auto=auto),
        sureness=sureness.summed_up(done),
        others=others.summed_up(as_others) if as_others else None,
        robustness=robustness.summed_up([each.outcomes[0][0] for each in scored], [each.perturbed for each in scored]),
        no_exercise=dict(sorted(skipped.items())),
        wall_s=round(wall_s, 2),
        items=outcomes,
    )
