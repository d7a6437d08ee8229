"""Hevy's CSV: one row a set. Its columns and its way of writing a time are those of the app's own export."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TextIO

from daemon.cli.formats import names
from daemon.cli.formats.done import Workout

COLUMNS = (
    "title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes", "set_index",
    "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe",
)  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As Hevy writes them, whatever the machine's language is."""
TITLE = "Spotter"
"""What Spotter calls a workout."""


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
        name = names.hevy(each.exercise, each.load_kg)
        load = "" if each.load_kg is None else f"{each.load_kg:g}"
        held = f"{each.held_s:.0f}" if each.held_s else ""
        yield TITLE, *times, "", name, "", "", index[name], "normal", load, len(each.reps) or "", "", held, ""
        index[name] += 1


def moment(at: datetime) -> str:
    """Returns a moment as Hevy writes it: ``28 Mar 2024, 17:29``."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"
