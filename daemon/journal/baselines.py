"""What an athlete usually reaches, out of the reps of the last sets."""

from collections.abc import Iterable
from statistics import median, quantiles

from daemon.core.form.baseline import Baseline
from daemon.journal.last_sets import last_sets
from daemon.journal.view import JournalView
from daemon.set_record import SetRecord

_SETS = 60
"""Sets that are looked back at: about two months of training, so that the measure follows the athlete."""
LEAST_REPS = 5
"""Reps of one exercise in one view before something is usual."""


def read_baselines(view: JournalView, athlete: str | None) -> tuple[Baseline, ...]:
    """Returns what the athlete usually reaches, out of the last sets; None: whoever trains without a name."""
    return baselines(last_sets(view, athlete, _SETS))


def baselines(sets: Iterable[SetRecord]) -> tuple[Baseline, ...]:
    """Returns a baseline for each exercise and view of which enough is known, corrections applied.

    A rep counts where it is sure or was confirmed, its range was measured, and its set still is of that exercise.
    """
    found: dict[tuple[str, str], list[float]] = {}
    for record in sets:
        doubted = {rep.id for rep in record.unsure}
        for rep in record.measured:
            if rep.rom_deg is not None and rep.id not in doubted and rep.exercise == record.exercise:
                found.setdefault((rep.exercise, rep.view), []).append(rep.rom_deg)
    return tuple(
        Baseline(exercise, view, round(median(ranges), 1), round(quantiles(ranges, n=10)[-1], 1), len(ranges))
        for (exercise, view), ranges in found.items()
        if len(ranges) >= LEAST_REPS
    )
