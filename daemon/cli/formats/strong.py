"""Strong's CSV: one row a set, and rows of rests and notes between; its columns differ from one version to the next."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from daemon.cli.formats import names
from daemon.cli.formats.done import TITLE, Workout
from daemon.cli.formats.done import name as called
from daemon.cli.formats.foreign import ForeignSet, Found, LeftOut, at, counted, load_kg, rest
from daemon.cli.formats.sheet import Line, Sheet

COLUMNS = (
    "Date", "Workout Name", "Duration", "Exercise Name", "Set Order", "Weight", "Reps", "Distance", "Seconds", "Notes",
    "Workout No",
)  # fmt: skip
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


def write(done: Iterable[Workout], file: TextIO) -> None:
    """Write workouts. A set without a load weighs 0, as Strong has it; the weights are kg, which no column says."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for number, workout in enumerate(done, start=1):
        table.writerows(_rows(workout, number))


def _rows(workout: Workout, number: int) -> Iterator[tuple[object, ...]]:
    head = f"{workout.began:%Y-%m-%d %H:%M:%S}", workout.title or TITLE, _lasted(workout)
    order: Counter[str] = Counter()
    for each in workout.sets:
        name = called(each) or names.hevy(each.exercise, each.load_kg)
        order[name] += 1
        load, held = f"{each.load_kg or 0:g}", f"{each.held_s:.0f}"
        yield *head, name, order[name], load, each.count, 0, held, "", number


def _lasted(workout: Workout) -> str:
    """Returns how long a workout took, as Strong writes it: ``1h 5m``, ``45m``, ``30s``."""
    seconds = int((workout.ended - workout.began).total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = [f"{hours}h"] * bool(hours) + [f"{minutes}m"] * bool(minutes)
    return " ".join(parts) or f"{seconds}s"
