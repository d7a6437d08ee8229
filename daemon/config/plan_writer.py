"""Writes a plan as the TOML file that it can be read from again, with comments for whoever reads or prints it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tomlkit

from daemon.core.plan.plan import Block, Kind, Plan, Work
from daemon.printable import printable

_MINUTE_S = 60


def text_of(plan: Plan, head: Sequence[str] = (), notes: Sequence[str] = ()) -> str:
    """Returns a plan's file; its name is that of the file, and is not in it.

    Args:
        plan: The plan.
        head: Lines of a comment at the top.
        notes: What is said above each block; an empty text: nothing.
    """
    lines = [*map(_comment, head), *([""] if head else [])]
    lines += _pairs({"title": plan.title, "lead": _clock(plan.lead_s), "between": _clock(plan.between_s)})
    for block, note in zip(plan.blocks, notes or [""] * len(plan.blocks), strict=True):
        lines += ["", *([_comment(note)] if note else []), "[[block]]", *_pairs(_table(block))]
    return "".join(f"{line}\n" for line in lines)


def _table(block: Block) -> dict[str, Any]:
    """Returns the block as its table in the file; what is None is not written."""
    return {"kind": block.kind.value, **_keys(block)}


def _keys(block: Block) -> dict[str, Any]:
    step = block.steps[0]
    exercise, rest = step.work.exercise, _clock(step.rest_s)
    steps = [_given(_amount(each.work)) for each in block.steps]
    keys: dict[str, Any]
    match block.kind:
        case Kind.SETS:
            keys = {**_amount(step.work), "sets": block.rounds, "rest": rest, **_growth(block)}
        case Kind.TABATA:
            keys = {"exercise": exercise, "rounds": block.rounds, "work": _clock(step.work.seconds), "rest": rest}
        case Kind.INTERVALS:
            exercises = [each.work.exercise for each in block.steps]
            keys = {"exercises": exercises, "rounds": block.rounds, "work": _clock(step.work.seconds), "rest": rest}
        case Kind.EMOM:
            keys = {"minutes": _minutes(block), "every": _clock(block.every_s), "steps": steps}
        case Kind.AMRAP:
            keys = {"cap": _clock(block.cap_s), "round": steps}
        case Kind.ROUNDS_FOR_TIME:
            keys = {"rounds": block.rounds, "cap": _clock(block.cap_s), "round": steps}
        case Kind.LADDER:
            keys = {"exercise": exercise, "reps": [each.work.reps for each in block.steps], "rest": rest}
    return keys


def _amount(work: Work) -> dict[str, Any]:
    reps = work.reps if work.at_least is None else f"{work.at_least}-{work.reps}"
    return {"exercise": work.exercise, "reps": reps, "seconds": _number(work.seconds)}


def _growth(block: Block) -> dict[str, Any]:
    slowing, progress = block.steps[0].work.slowing, block.progress
    return {
        "stop": None if slowing is None else {"velocity_loss": _number(round(100 * slowing, 2))},
        "progress": None if progress is None else {"rule": progress.rule, "step_kg": _number(progress.step_kg)},
    }


def _minutes(block: Block) -> int:
    return round(len(block.steps) * (block.rounds or 1) * (block.every_s or 0) / _MINUTE_S)


def _clock(seconds: float | None) -> float | str | None:
    """Returns a time as a person writes it: ``"3:00"``, and seconds below a minute."""
    if seconds is None or seconds < _MINUTE_S or seconds % 1:
        return _number(seconds)
    return f"{int(seconds) // _MINUTE_S}:{int(seconds) % _MINUTE_S:02d}"


def _number(value: float | None) -> float | None:
    return value if value is None or value % 1 else int(value)


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    return (f"{key} = {_value(value)}" for key, value in _given(table).items())


def _given(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _value(value: Any) -> str:  # noqa: ANN401 - what TOML can hold
    if isinstance(value, dict):
        return f"{{ {', '.join(_pairs(value))} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(tomlkit.item(value).as_string())


def _comment(text: str) -> str:
    return f"# {printable(text)}".rstrip()
