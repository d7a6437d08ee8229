"""Events, and sets, as rows of a table: for CSV and Parquet."""

import dataclasses
from typing import Any, get_args

import msgspec

from daemon.core.facts import Stability, Standard, Tempo, Velocity
from daemon.events import AnyEvent
from daemon.printable import printable
from daemon.set_summary import SetSummary

Row = dict[str, Any]
_MEASURES: dict[str, Any] = {"tempo": Tempo, "velocity": Velocity, "stability": Stability, "standard": Standard}
"""A rep's measures that have several values."""
_SCORED = ("rom", "stability", "tempo")
"""The parts of a score."""
_TEXT = ("withheld", "faults", "angles")
"""What is written into one cell."""


def event_columns() -> dict[str, type]:
    """Returns the columns and their types: ``event_type`` and every field of every event, those of a measure apart."""
    columns: dict[str, type] = {"seq": int, "event_type": str}
    for kind in get_args(AnyEvent):
        for each in msgspec.structs.fields(kind):
            for name, of in _columns_of(each.name, each.type).items():
                columns.setdefault(name, of)
    return columns


def set_columns() -> dict[str, type]:
    """Returns the columns of a table of sets, and their types."""
    return {each.name: str if each.name in _TEXT else _plain(each.type) for each in msgspec.structs.fields(SetSummary)}


def event_row(event: AnyEvent) -> Row:
    """Returns an event as one row: a measure's parts apart, a list in one cell, a part of the score as its points."""
    row: Row = {}
    for name, value in msgspec.to_builtins(event).items():
        if name in _MEASURES:
            row |= {f"{name}.{part}": each for part, each in (value or {}).items()}
        elif name == "parts":
            row |= {f"parts.{part}": each["score"] for part, each in value.items()}
        else:
            row[name] = _cell(name, value)
    return {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}


def set_row(summary: SetSummary) -> Row:
    """Returns a set as one row; its faults in one cell, each with how many reps had it."""
    row = msgspec.structs.asdict(summary)
    row["faults"] = "; ".join(f"{rule}: {reps}" for rule, reps in summary.faults.items())
    return {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}


def _columns_of(field: str, of: Any) -> dict[str, type]:  # noqa: ANN401 - a type's annotation is what it is
    """Returns the columns of an event's field: one, or one for each part of a measure that has several."""
    if field == "parts":
        return {f"parts.{part}": float for part in _SCORED}
    measure = _MEASURES.get(field)
    if measure is None:
        return {field: str if field in _TEXT else _plain(of)}
    return {f"{field}.{part.name}": _plain(part.type) for part in dataclasses.fields(measure)}


def _plain(of: Any) -> type:  # noqa: ANN401 - as above
    """Returns the type of a cell: ``float`` of ``float | None``; text for what is neither number nor yes or no."""
    kinds = {of, *get_args(of)}
    return next((kind for kind in (bool, int, float) if kind in kinds), str)


def _cell(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    if name == "withheld":
        return "; ".join(f"{measure}: {why}" for measure, why in value.items())
    if name == "faults":
        return "; ".join(fault["rule"] for fault in value)
    if isinstance(value, dict):
        return msgspec.json.encode(value).decode()
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value
