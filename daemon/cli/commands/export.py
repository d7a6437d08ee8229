"""``spotter export``: every event of the journal, as JSON lines or CSV."""

import argparse
import csv
import dataclasses
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import msgspec

from daemon import events
from daemon.cli import journal_access
from daemon.config import settings
from daemon.core.facts import Stability, Standard, Tempo, Velocity
from daemon.events import AnyEvent
from daemon.printable import printable
from daemon.system.clock import SystemClock

_MEASURES: dict[str, Any] = {"tempo": Tempo, "velocity": Velocity, "stability": Stability, "standard": Standard}
"""A rep's measures that have several values."""
_SCORED = ("rom", "stability", "tempo")
"""The parts of a score."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("export", help="writes the journal's events out")
    parser.add_argument("--csv", action="store_true", help="a table; by default JSON, one event a line")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write every event to the standard output, in the journal's order."""
    with journal_access.open_access(settings.load(args.config), SystemClock()) as journal:
        if args.csv:
            _write_csv(journal.export())
        else:
            for event in journal.export():
                sys.stdout.write(f"{events.encode(event).decode()}\n")
    return 0


def columns() -> list[str]:
    """Returns the table's columns: ``event_type`` and every field of every event, those of a measure apart."""
    names = ["seq", "event_type"]
    for kind in get_args(AnyEvent):
        for each in msgspec.structs.fields(kind):
            names += [column for column in _columns_of(each.name) if column not in names]
    return names


def _columns_of(field: str) -> list[str]:
    """Returns the columns of an event's field: one, or one for each part of a measure that has several."""
    if field == "parts":
        return [f"parts.{part}" for part in _SCORED]
    measure = _MEASURES.get(field)
    return [field] if measure is None else [f"{field}.{part.name}" for part in dataclasses.fields(measure)]


def _write_csv(found: Iterable[AnyEvent]) -> None:
    table = csv.DictWriter(sys.stdout, columns(), lineterminator="\n")
    table.writeheader()
    for event in found:
        table.writerow(as_row(event))


def as_row(event: AnyEvent) -> dict[str, Any]:
    """Returns an event as one row: a measure's parts apart, a list in one cell, a part of the score as its points."""
    row: dict[str, Any] = {}
    for name, value in msgspec.to_builtins(event).items():
        if name in _MEASURES:
            row |= {f"{name}.{part}": each for part, each in (value or {}).items()}
        elif name == "parts":
            row |= {f"parts.{part}": each["score"] for part, each in value.items()}
        else:
            row[name] = _cell(name, value)
    return {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}


def _cell(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    if name == "withheld":
        return "; ".join(f"{measure}: {why}" for measure, why in value.items())
    if name == "faults":
        return "; ".join(fault["rule"] for fault in value)
    return " ".join(map(str, value)) if name == "angles" else value
