"""Whether a set is a record: it did more than every set before it that it can be compared with."""

from collections.abc import Callable, Iterable, Sequence
from math import floor

from daemon.core.spec import RESERVED
from daemon.events import Beaten, RecordKind, SetImported
from daemon.records.result import Result


def beaten(done: Result, sets: Iterable[Result]) -> tuple[Beaten, ...]:
    """Returns what a set beats, the most telling first; nothing where it is no record.

    The first day of an exercise sets no record, and the first day with a load none of reps or seconds: it is
    too early to say.

    Args:
        done: A set that has ended.
        sets: Those of the same athlete; those that came later, or are of another exercise, are left out.
    """
    if done.exercise in RESERVED:
        return ()
    earlier = [each for each in sets if each.exercise == done.exercise and _is_before(each, done)]
    as_heavy = [each for each in earlier if (each.load_kg or 0.0) >= (done.load_kg or 0.0)]
    if all(each.load_kg != done.load_kg or each.day == done.day for each in as_heavy):
        as_heavy = []
    found = (
        _more(RecordKind.HELD_S, done, as_heavy, lambda each: float(floor(each.longest_s))),
        _more(RecordKind.REPS, done, as_heavy, lambda each: float(each.reps)),
        _more(RecordKind.LIFTED_KG, done, earlier, lambda each: each.lifted_kg),
    )
    return tuple(each for each in found if each is not None)


def _is_before(each: Result, done: Result) -> bool:
    """Returns whether a set came before another; imported ones are in the journal later than they were done."""
    if each.last is None or each.first.set == done.first.set:
        return False
    return each.first.t < done.first.t if isinstance(each.first, SetImported) else each.first.seq < done.first.seq


def _more(
    kind: RecordKind, done: Result, earlier: Sequence[Result], figure: Callable[[Result], float]
) -> Beaten | None:
    value = figure(done)
    others = [each for each in earlier if figure(each) > 0]
    if value <= 0 or all(each.day == done.day for each in others):
        return None
    best = max(figure(each) for each in others)
    if value <= best:
        return None
    first = min((each for each in others if figure(each) == best), key=lambda each: each.first.t)
    return Beaten(kind=kind, value=value, before=best, before_t=first.first.t, before_set=first.first.set or "")
