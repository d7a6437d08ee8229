"""What another application's file says was done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from daemon.cli.formats.sheet import Line, Sheet
from daemon.errors import SourceError, UsageError
from daemon.events import MOST_REPS, MOST_S
from daemon.load_text import KG_PER_LB, checked

KG, LB = "kg", "lb"
_UNITS = {"kg": KG, "kgs": KG, "lb": LB, "lbs": LB}


@dataclass(frozen=True, slots=True)
class ForeignSet:
    """A set.

    Attributes:
        line: Where it is from.
        began: When its workout began, on the wall clock of wherever that was.
        workout: What the workout is called; empty where it has no name.
        exercise: What the exercise is called there.
        reps, held_s: How often, or for how long (s).
        load_kg: What it was done with (kg), or None.
        kept: What else the row says, by column.
    """

    line: Line
    began: datetime
    workout: str
    exercise: str
    reps: int
    held_s: float | None
    load_kg: float | None
    kept: dict[str, str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no set of reps or of a hold, and why."""

    line: Line
    why: str


Found = ForeignSet | LeftOut
Reader = Callable[[Sheet, str | None], Iterator[Found]]
"""Reads a format; the second argument is the unit of its weights, where the user says it."""


def counted(line: Line, reps: str, seconds: float | None, *, distance: bool) -> tuple[int, float | None] | None:
    """Returns reps and seconds of a hold; None where the row has neither.

    Raises:
        SourceError: The reps are no whole number, or more than anybody does.
    """
    number = line.number_of(reps) or 0.0
    if number != round(number) or not 0 <= number <= MOST_REPS:
        raise line.wrong(reps, f"is no count: it is a whole number up to {MOST_REPS}")
    if number:
        return int(number), None
    if seconds and not distance and seconds <= MOST_S:
        return 0, seconds
    return None


def load_kg(line: Line, column: str, unit: str | None, option: str | None) -> float | None:
    """Returns the load in kg, or None.

    Args:
        line: The row.
        column: Where the weight is.
        unit: Its unit as the file says it; None or empty: it does not.
        option: The unit as the user says it.

    Raises:
        SourceError: It is no weight that can be lifted, or its unit is none.
        UsageError: Nobody says its unit.
    """
    weight = line.number_of(column)
    if weight is None:
        return None
    said = _UNITS.get((unit or option or "").lower())
    if said is None and unit:
        raise SourceError(f"{line.file}: line {line.number}: a weight in {unit[:20]!r}: it must be kg or lbs")
    if said is None:
        if not weight:
            return weight
        raise UsageError(f"{line.file} does not say the unit of its weights: add --unit kg or --unit lb")
    try:
        return checked(weight * (KG_PER_LB if said == LB else 1.0))
    except ValueError as error:
        raise line.wrong(column, f"is no weight: {error}") from error


def at(line: Line, column: str, *formats: str) -> datetime:
    """Returns a time of the row.

    Raises:
        SourceError: It has none of these formats.
    """
    text = " ".join(line.text(column).split())
    for each in formats:
        try:
            found = datetime.strptime(text, each)  # noqa: DTZ007 - a wall clock's time: its zone is not in the file
        except ValueError:
            continue
        if 1970 <= found.year <= 9998:  # noqa: PLR2004 - what has a UTC and can be written as RFC 3339
            return found
    example = datetime(2024, 3, 28, 17, 29, 0).strftime(formats[0])  # noqa: DTZ001 - only how it is written
    raise line.wrong(column, f"is no time: it is written as {example}; export it in English")


def rest(line: Line, *used: str) -> dict[str, str]:
    """Returns what the row says beside the columns that were used."""
    return {name[:60]: text[:500] for name, text in line.cells.items() if name not in used}
