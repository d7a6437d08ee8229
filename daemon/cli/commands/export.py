"""``spotter export``: the journal for other programs: its events, its sets, or the files of other applications."""

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import msgspec

from daemon import events
from daemon.cli import journal_access
from daemon.cli.formats import done, fitnotes, hevy, parquet, strong, tables
from daemon.cli.options import day
from daemon.config import settings
from daemon.errors import JournalError, UsageError
from daemon.events import AnyEvent
from daemon.set_summary import summaries
from daemon.system.clock import SystemClock

_APPLICATIONS: dict[str, Callable[[Iterable[done.Workout], TextIO], None]] = {
    "hevy": hevy.write,
    "strong": strong.write,
    "fitnotes": fitnotes.write,
}
_FORMATS = ("jsonl", "csv", "parquet", *_APPLICATIONS, "fit")
_HELP = """\
jsonl     every event, one a line, as it goes to MQTT (the default)
csv       the same as a table
parquet   the same table, typed; needs pyarrow
hevy      Hevy's CSV: one row a set, also for what reads Hevy's
strong    Strong's CSV, weights in kg: for what reads Strong's
fitnotes  FitNotes' CSV, also for LiftLog
fit       a file for each workout, for Garmin Connect and Strava

The last four, and --sets, are what the history shows: corrections applied, and without what was taken back or
forgotten. The first three without --sets are the journal itself, in which a correction is an event of its own."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "export",
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--format", choices=_FORMATS, help="see below")
    parser.add_argument("--csv", action="store_const", dest="format", const="csv", help="short for --format csv")
    parser.add_argument("--sets", action="store_true", help="one row a set, corrections applied, in place of events")
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to; the folder for fit; by default the output")
    parser.add_argument("--athlete", metavar="NAME", help="what this athlete did; '' for nobody in particular")
    parser.add_argument("--since", metavar="YYYY-MM-DD", help="what happened on this day or later")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write what is asked for, in the journal's order."""
    since = None if args.since is None else day("--since", args.since)
    name = args.format or "jsonl"
    _check(name, args)
    with journal_access.open_access(settings.load(args.config), SystemClock()) as journal:
        found = done.only(journal.export(), journal_access.named(args.athlete, journal), since)
        if name == "fit":
            _write_fit(found, args.out)
        elif name == "parquet":
            _write_parquet(found, args.out, sets=args.sets)
        else:
            with _opened(args.out) as file:
                _write_text(name, found, file, sets=args.sets)
    return 0


def _check(name: str, args: argparse.Namespace) -> None:
    if args.sets and name not in ("jsonl", "csv", "parquet"):
        raise UsageError(f"--sets goes with jsonl, csv and parquet: {name} has one row a set in any case")
    if args.out is None and name in ("fit", "parquet"):
        what = "writes a file for each workout: name a folder" if name == "fit" else "is no text: name a file"
        raise UsageError(f"--format {name} {what} with --out")


def _write_text(name: str, found: Iterable[AnyEvent], file: TextIO, *, sets: bool) -> None:
    if name in _APPLICATIONS:
        _APPLICATIONS[name](done.workouts(found, _say_undated), file)
    elif name == "csv":
        _write_csv(_rows(found, sets=sets), _columns(sets=sets), file)
    else:
        file.writelines(f"{line.decode()}\n" for line in _lines(found, sets=sets))


def _lines(found: Iterable[AnyEvent], *, sets: bool) -> Iterator[bytes]:
    if sets:
        return (msgspec.json.encode(each) for each in summaries(found))
    return (events.encode(each) for each in found)


def _rows(found: Iterable[AnyEvent], *, sets: bool) -> Iterator[tables.Row]:
    return (tables.set_row(each) for each in summaries(found)) if sets else (tables.event_row(each) for each in found)


def _columns(*, sets: bool) -> dict[str, type]:
    return tables.set_columns() if sets else tables.event_columns()


def _write_csv(rows: Iterable[tables.Row], columns: Iterable[str], file: TextIO) -> None:
    table = csv.DictWriter(file, list(columns), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)


def _write_parquet(found: Iterable[AnyEvent], out: Path, *, sets: bool) -> None:
    with _new_file(out) as path:
        parquet.write(_rows(found, sets=sets), _columns(sets=sets), path)


def _write_fit(found: Iterable[AnyEvent], folder: Path) -> None:
    """Write a file for each workout; one that was written before is written anew."""
    from daemon.cli.formats import fit  # noqa: PLC0415 - it loads Garmin's whole profile

    workouts = done.workouts(found, _say_undated)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    for each in workouts:
        with _new_file(folder / fit.file_name(each)) as path:
            path.write_bytes(fit.content(each))
    sys.stdout.write(f"{len(workouts)} {'workout' if len(workouts) == 1 else 'workouts'} written to {folder}\n")


def _say_undated(count: int) -> None:
    """Say how many sets were done while the box's clock was not set."""
    sys.stderr.write(f"left out: {count} {'set' if count == 1 else 'sets'} without a known date\n")


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """Open the file, or the standard output."""
    if out is None:
        yield sys.stdout
        return
    with _new_file(out) as path, path.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def _new_file(out: Path) -> Iterator[Path]:
    """Write beside the file and put it in its place at the end, whole: what was there before stays until then."""
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as folder:
            path = Path(folder) / out.name
            yield path
            path.replace(out)
    except JournalError:
        raise
    except OSError as error:
        raise _cannot_write(out, error) from error


def _cannot_write(path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot write {path}: {error.strerror or error}: name another place with --out")
