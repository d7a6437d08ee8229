"""FitNotes' CSV: one row a set, of a day and of no time."""

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from daemon.cli.formats import names
from daemon.cli.formats.done import Workout, began
from daemon.cli.formats.done import name as called
from daemon.cli.formats.foreign import ForeignSet, Found, LeftOut, at, counted, load_kg, rest
from daemon.cli.formats.sheet import Line, Sheet

COLUMNS = (
    "Date", "Exercise", "Category", "Weight", "Weight Unit", "Reps", "Distance", "Distance Unit", "Time", "Comment",
)  # fmt: skip


NEEDS = ("date", "exercise", "reps")
"""By what its header is known."""
NOON_H = 12
"""A day without a time is taken for its noon."""
_WEIGHTS = {"weight": "", "weight (kg)": "kg", "weight (kgs)": "kg", "weight (lb)": "lb", "weight (lbs)": "lb"}
"""The columns that a weight can be in, and the unit that their name says."""


def read(sheet: Sheet, unit: str | None) -> Iterator[Found]:
    """Yields the sets of a file.

    Raises:
        SourceError: A row cannot be read; says which.
        UsageError: Nobody says the unit of its weights.
    """
    for line in sheet.lines():
        yield _read(line, unit)


def _read(line: Line, unit: str | None) -> Found:
    distance = bool(line.number_of("distance"))
    done = counted(line, "reps", _seconds(line), distance=distance)
    if done is None:
        return LeftOut(line, "a distance" if distance else "neither reps nor a time")
    if not line.text("exercise"):
        return LeftOut(line, "no exercise")
    column, named = next(((name, of) for name, of in _WEIGHTS.items() if name in line.cells), ("weight", ""))
    load = load_kg(line, column, named or line.text("weight unit"), unit)
    day = at(line, "date", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S").replace(hour=NOON_H, minute=0, second=0)
    kept = rest(line, "date", "exercise", "reps", "weight unit", "distance unit", column)
    return ForeignSet(line, day, "", line.text("exercise"), *done, load or None, kept)


def _seconds(line: Line) -> float | None:
    """Returns a time that is written as ``0:01:30`` or ``1:30``."""
    text = line.text("time")
    if not text:
        return None
    try:
        parts = [float(part) for part in text.split(":")]
    except ValueError as error:
        raise line.wrong("time", "is no time: it is written as 0:01:30") from error
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds


def write(done: Iterable[Workout], file: TextIO) -> None:
    """Write workouts. A set without a load weighs 0, as FitNotes has it: readers leave rows without a weight out."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for each in (each for workout in done for each in workout.sets):
        held = f"{each.held_s // 3600:.0f}:{each.held_s // 60 % 60:02.0f}:{each.held_s % 60:02.0f}"
        exercise, part = names.fitnotes(each.exercise)
        table.writerow((
            f"{began(each):%Y-%m-%d}", called(each) or exercise, part, f"{each.load_kg or 0:g}", "kgs",
            each.count, "", "", held if each.held_s else "", "",
        ))  # fmt: skip
