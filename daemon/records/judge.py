"""Whether a set is a record: it did more than every set before it that it can be compared with."""

from collections.abc import Callable, Iterable, Sequence
from math import floor

from daemon.core.spec import RESERVED
from daemon.events import Beaten, RecordKind, SetImported
from daemon.records.result import Result

_FIGURES: dict[RecordKind, Callable[[Result], float]] = {
    RecordKind.HELD_S: lambda each: float(floor(each.longest_s)),
    RecordKind.REPS: lambda each: float(each.reps),
    RecordKind.LIFTED_KG: lambda each: each.lifted_kg,
}


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
    as_heavy = [each for each in earlier if _load(each) >= _load(done)]
    if all(each.load_kg != done.load_kg or each.day == done.day for each in as_heavy):
        as_heavy = []
    found = (
        _more(RecordKind.HELD_S, done, as_heavy, _FIGURES[RecordKind.HELD_S]),
        _more(RecordKind.REPS, done, as_heavy, _FIGURES[RecordKind.REPS]),
        _more(RecordKind.LIFTED_KG, done, earlier, _FIGURES[RecordKind.LIFTED_KG]),
    )
    return tuple(each for each in found if each is not None)


def unbeaten(done: Result, beats: Iterable[Beaten], sets: Iterable[Result]) -> tuple[Beaten, ...]:
    """Returns those of the records that no later set has beaten since: of the others it is too late to tell.

    Args:
        done: The set.
        beats: What it beats.
        sets: Those of the same athlete.
    """
    later = [each for each in sets if each.exercise == done.exercise and _is_before(done, each)]

    def holds(beat: Beaten) -> bool:
        figure, heavy = _FIGURES[beat.kind], beat.kind is not RecordKind.LIFTED_KG
        among = (each for each in later if not heavy or _load(each) >= _load(done))
        return all(figure(each) <= beat.value for each in among)

    return tuple(each for each in beats if holds(each))


def perhaps_unbeaten(sets: Sequence[Result]) -> list[Result]:
    """Returns the sets that no later one betters in all that they can be compared by: few of many, and soon found.

    Args:
        sets: Of one athlete and exercise, in order, without the imported ones.
    """
    found: list[Result] = []
    most: dict[float, tuple[float, ...]] = {}
    for done in reversed(sets):
        load, figures = _load(done), tuple(figure(done) for figure in _FIGURES.values())
        held_s = max((held for kg, (held, _, _) in most.items() if kg >= load), default=0.0)
        reps = max((reps for kg, (_, reps, _) in most.items() if kg >= load), default=0.0)
        lifted = max((lifted for _, _, lifted in most.values()), default=0.0)
        if any(figure > 0 and figure >= best for figure, best in zip(figures, (held_s, reps, lifted), strict=True)):
            found.append(done)
        most[load] = tuple(map(max, figures, most.get(load, figures)))
    return found


def _load(each: Result) -> float:
    return each.load_kg or 0.0


def _is_before(each: Result, done: Result) -> bool:
    """Returns whether a set came before another; imported ones are in the journal later than they were done."""
    if each.last is None or each.first.set == done.first.set:
        return False
    if isinstance(each.first, SetImported) or isinstance(done.first, SetImported):
        return each.first.t < done.first.t
    return each.first.seq < done.first.seq


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
