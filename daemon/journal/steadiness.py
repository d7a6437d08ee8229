"""How evenly an athlete lifts, out of the reps of the last sets."""

from collections.abc import Collection, Iterable

from daemon.core.plan.steadiness import Steadiness, steadiness
from daemon.journal.last_sets import last_sets
from daemon.journal.view import JournalView
from daemon.set_record import SetRecord

_SETS = 60
"""Sets that are looked back at: about two months of training."""


def read_steadiness(view: JournalView, athlete: str | None, exercises: Collection[str]) -> tuple[Steadiness, ...]:
    """Returns how evenly the athlete lifts each of these exercises, in each view that the last sets show."""
    return steadinesses(last_sets(view, athlete, _SETS), exercises)


def steadinesses(sets: Iterable[SetRecord], exercises: Collection[str]) -> tuple[Steadiness, ...]:
    """Returns how evenly the athlete lifts each of these exercises, in each view; corrections applied.

    Args:
        sets: Of one athlete.
        exercises: Their names.
    """
    found: dict[tuple[str, str], list[list[float]]] = {}
    for record in sets:
        if record.exercise not in exercises:
            continue
        of_set: dict[str, list[float]] = {}
        for rep in record.measured:
            if rep.velocity is not None and rep.exercise == record.exercise:
                of_set.setdefault(rep.view, []).append(rep.velocity.mean)
        for view, velocities in of_set.items():
            found.setdefault((record.exercise, view), []).append(velocities)
    return tuple(steadiness(exercise, view, those) for (exercise, view), those in sorted(found.items()))
