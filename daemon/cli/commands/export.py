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
from daemon.core.facts import Tempo
from daemon.events import AnyEvent
from daemon.printable import printable
from daemon.system.clock import SystemClock


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
    """Returns the table's columns: ``event_type`` and every field of every event, the tempo's parts apart."""
    names = ["seq", "event_type"]
    for kind in get_args(AnyEvent):
        for each in msgspec.structs.fields(kind):
            parts = (
                [f"tempo.{part.name}" for part in dataclasses.fields(Tempo)] if each.name == "tempo" else [each.name]
            )
            names += [part for part in parts if part not in names]
    return names


def _write_csv(found: Iterable[AnyEvent]) -> None:
    table = csv.DictWriter(sys.stdout, columns(), lineterminator="\n")
    table.writeheader()
    for event in found:
        table.writerow(_flat(event))


def _flat(event: AnyEvent) -> dict[str, Any]:
    row = msgspec.to_builtins(event)
    for part, value in row.pop("tempo", {}).items():
        row[f"tempo.{part}"] = value
    if "withheld" in row:
        row["withheld"] = "; ".join(f"{measure}: {why}" for measure, why in row["withheld"].items())
    return {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}
