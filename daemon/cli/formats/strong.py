"""Strong's CSV: one row a set, and rows of rests and notes between; its columns differ from one version to the next."""

from collections.abc import Iterator

from daemon.cli.formats.foreign import ForeignSet, Found, LeftOut, at, counted, load_kg, rest
from daemon.cli.formats.sheet import Line, Sheet

NEEDS = ("date", "exercise name", "set order", "reps")
"""By what its header is known."""
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")
_WEIGHTS = {"weight": "", "weight (kg)": "kg", "weight (lb)": "lb", "weight (lbs)": "lb"}
"""The columns that a weight can be in, and the unit that their name says."""
_NO_SETS = {"rest timer": "a rest timer", "note": "a note", "notes": "a note"}
_DISTANCES = ("distance", "distance (meters)", "distance (km)", "distance (miles)")


def read(sheet: Sheet, unit: str | None) -> Iterator[Found]:
    """Yields the sets of a file.

    Raises:
        SourceError: A row cannot be read; says which.
        UsageError: Nobody says the unit of its weights.
    """
    for line in sheet.lines():
        yield _read(line, unit)


def _read(line: Line, unit: str | None) -> Found:
    no_set = _NO_SETS.get(line.text("set order").lower())
    if no_set is not None:
        return LeftOut(line, no_set)
    distance = any(line.number_of(column) for column in _DISTANCES)
    done = counted(line, "reps", line.number_of("seconds"), distance=distance)
    if done is None:
        return LeftOut(line, "a distance" if distance else "neither reps nor a time")
    if not line.text("exercise name"):
        return LeftOut(line, "no exercise")
    column, named = next(((name, of) for name, of in _WEIGHTS.items() if name in line.cells), ("weight", ""))
    load = load_kg(line, column, named or line.text("weight unit"), unit)
    used = ("date", "workout name", "exercise name", "reps", "weight unit", "distance unit", column)
    began = at(line, "date", *_TIMES)
    if len(line.text("date")) == len("2024-03-28"):
        began = began.replace(hour=12)
    return ForeignSet(
        line, began, line.text("workout name"), line.text("exercise name"), *done, load or None, rest(line, *used)
    )
