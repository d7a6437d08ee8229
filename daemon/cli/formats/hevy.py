"""Hevy's CSV: one row a set. Its columns and its way of writing a time are those of the app's own export."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TextIO

from daemon.cli.formats import names
from daemon.cli.formats.done import TITLE, Workout
from daemon.cli.formats.done import name as called
from daemon.cli.formats.foreign import KG, LB, ForeignSet, Found, LeftOut, at, counted, load_kg, rest
from daemon.cli.formats.sheet import Line, Sheet

COLUMNS = (
    "title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes", "set_index",
    "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe",
)  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As Hevy writes them, whatever the machine's language is."""

NEEDS = ("title", "start_time", "exercise_title", "reps")
"""By what its header is known."""
_TIMES = ("%d %b %Y, %H:%M", "%d %b %Y, %I:%M %p", "%b %d, %Y, %I:%M %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


def read(sheet: Sheet, unit: str | None) -> Iterator[Found]:
    """Yields the sets of a file.

    Raises:
        SourceError: A row cannot be read; says which.
    """
    weight = "weight_lbs" if "weight_lbs" in sheet.columns else "weight_kg"
    named = LB if weight == "weight_lbs" else KG
    for line in sheet.lines():
        yield _read(line, weight, named, unit)


def _read(line: Line, weight: str, named: str, unit: str | None) -> Found:
    distance = any(line.number_of(column) for column in ("distance_km", "distance_miles"))
    done = counted(line, "reps", line.number_of("duration_seconds"), distance=distance)
    if done is None:
        return LeftOut(line, "a distance" if distance else "neither reps nor a time")
    if not line.text("exercise_title"):
        return LeftOut(line, "no exercise")
    used = ("title", "start_time", "exercise_title", "reps", weight)
    return ForeignSet(
        line,
        at(line, "start_time", *_TIMES),
        line.text("title"),
        line.text("exercise_title"),
        *done,
        load_kg(line, weight, named, unit),
        rest(line, *used, "set_index"),
    )


def write(done: Iterable[Workout], file: TextIO) -> None:
    """Write workouts."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for workout in done:
        table.writerows(_rows(workout))


def _rows(workout: Workout) -> Iterator[tuple[object, ...]]:
    times = moment(workout.began), moment(workout.ended)
    index: Counter[str] = Counter()
    for each in workout.sets:
        name = called(each) or names.hevy(each.exercise, each.load_kg)
        load = "" if each.load_kg is None else f"{each.load_kg:g}"
        held = f"{each.held_s:.0f}" if each.held_s else ""
        yield (
            workout.title or TITLE,
            *times,
            "",
            name,
            "",
            "",
            index[name],
            "normal",
            load,
            each.count or "",
            "",
            held,
            "",
        )
        index[name] += 1


def moment(at: datetime) -> str:
    """Returns a moment as Hevy writes it: ``28 Mar 2024, 17:29``."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"
