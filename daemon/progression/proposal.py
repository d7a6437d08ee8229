"""What a finished run proposes: more load once every set is at the top of its range, and not before."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from daemon import load_text
from daemon.core.plan.plan import Block
from daemon.progression.run import Run
from daemon.set_record import SetRecord

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What one block proposes.

    Attributes:
        plan: The plan's name.
        run: The id of the event with which the run began.
        block: From 1.
        exercise: Its name.
        reps: Of each of its sets, after corrections.
        load_kg: What all were done with (kg); None: with different loads, or nobody said it.
        next_kg: What is proposed (kg); None: the same again, or nothing that can be named.
        more: Whether more load is proposed.
        says: The same in words, the reason first.
    """

    plan: str
    run: str
    block: int
    exercise: str
    reps: tuple[int, ...]
    load_kg: float | None
    next_kg: float | None
    more: bool
    says: str


def proposals(run: Run, sets: Mapping[str, SetRecord], title: Callable[[str], str]) -> list[Proposal]:
    """Returns what each block of a run proposes that has a rule for it; nothing before the run has ended.

    Args:
        run: One run.
        sets: Its sets, by id; those that were forgotten are missing.
        title: Returns how an exercise is shown.
    """
    if run.end is None:
        return []
    blocks = enumerate(run.first.plan.blocks, start=1)
    return [_of(run, at, block, sets, title) for at, block in blocks if block.progress is not None]


def _of(run: Run, at: int, block: Block, sets: Mapping[str, SetRecord], title: Callable[[str], str]) -> Proposal:
    work = block.steps[0].work
    done = [_best(run, (at, n, 1), sets) for n in range(1, (block.rounds or 0) + 1)]
    reps = tuple(0 if each is None else len(each.reps) for each in done)
    loads = {each.load_kg for each in done if each is not None}
    load_kg = next(iter(loads)) if len(loads) == 1 else None
    step_kg = 0.0 if block.progress is None else block.progress.step_kg
    full = work.reps is not None and all(each is not None and len(each.reps) >= work.reps for each in done)
    more = bool(done) and full and len(loads) == 1
    next_kg = round(load_kg + step_kg, 3) if more and load_kg is not None else None
    said = _more(reps, work.reps, next_kg, step_kg) if more else _again(reps, work.reps, load_kg, same=len(loads) <= 1)
    return Proposal(
        plan=run.first.plan.name,
        run=run.first.id,
        block=at,
        exercise=work.exercise,
        reps=reps,
        load_kg=load_kg,
        next_kg=next_kg,
        more=more,
        says=f"{title(work.exercise)}, {said}",
    )


def _best(run: Run, place: tuple[int, int, int], sets: Mapping[str, SetRecord]) -> SetRecord | None:
    """Returns the set that a work counts as: after a hold the better part of it, as both are not one set."""
    found = [sets[each] for each in run.works.get(place, ()) if each in sets]
    own = [each for each in found if each.first.athlete == run.first.athlete]
    exercise = run.first.plan.blocks[place[0] - 1].steps[0].work.exercise
    return max((each for each in own if each.exercise == exercise), key=lambda each: len(each.reps), default=None)


def _more(reps: Sequence[int], top: int | None, next_kg: float | None, step_kg: float) -> str:
    what = f"{load_text.load(step_kg)} more" if next_kg is None else load_text.load(next_kg)
    return f"{_all(len(reps))} at {top}: next time {what}"


def _again(reps: Sequence[int], top: int | None, load_kg: float | None, *, same: bool) -> str:
    done = ", ".join(str(each) if each else "none" for each in reps)
    load = load_text.beside(load_kg) if same else " with different loads"
    until = "with one load" if not same else f"until {_all(len(reps))} {'is' if len(reps) == 1 else 'are'} at {top}"
    return f"{done} of {top}{load}: the same again, {until}"


def _all(count: int) -> str:
    if count == 1:
        return "the set"
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return "both sets" if count == 2 else f"all {number} sets"  # noqa: PLR2004 - a word of its own
