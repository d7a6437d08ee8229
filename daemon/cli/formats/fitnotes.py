"""FitNotes' CSV: one row a set, of a day and of no time."""

import csv
from collections.abc import Iterable
from typing import TextIO

from daemon.cli.formats import names
from daemon.cli.formats.done import Workout, began

COLUMNS = (
    "Date", "Exercise", "Category", "Weight", "Weight Unit", "Reps", "Distance", "Distance Unit", "Time", "Comment",
)  # fmt: skip


def write(done: Iterable[Workout], file: TextIO) -> None:
    """Write workouts. A set without a load weighs 0, as FitNotes has it: readers leave rows without a weight out."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for each in (each for workout in done for each in workout.sets):
        held = f"{each.held_s // 3600:.0f}:{each.held_s // 60 % 60:02.0f}:{each.held_s % 60:02.0f}"
        table.writerow((
            f"{began(each):%Y-%m-%d}", *names.fitnotes(each.exercise), f"{each.load_kg or 0:g}", "kgs",
            len(each.reps), "", "", held if each.held_s else "", "",
        ))  # fmt: skip
