"""``spotter progress``: the trends of an athlete's last half year, as far as the sessions can carry them."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli import journal_access
from daemon.config import exercises, settings
from daemon.errors import SpotterError
from daemon.printable import printable
from daemon.report import file
from daemon.report.progress_page import render
from daemon.system.clock import SystemClock
from daemon.trends import words
from daemon.trends.report import ExerciseProgress, Progress

_BARS = "▁▂▃▄▅▆▇█"
_SHOWN = 24


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("progress")
    parser.add_argument("athlete", metavar="ATHLETE", nargs="?", help="by default, whoever trained without a name")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON, with every session's figure")
    form.add_argument("--html", metavar="FILE.html", type=Path, help="as a page with plots, for any browser")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the progress, or write it."""
    if args.html is not None:
        file.check(args.html)
    with journal_access.open_access(settings.load(args.config), SystemClock()) as journal:
        progress = journal.progress(journal_access.named(args.athlete, journal) or None)
    if args.html is not None:
        file.write(args.html, render(progress, _titles(progress, args.config)))
        sys.stdout.write(f"wrote {args.html}: {words.whose(progress)}, {_exercises(len(progress.exercises))}\n")
        return 0
    lines = [msgspec.json.encode(progress).decode()] if args.json else _lines(progress)
    sys.stdout.writelines(f"{printable(line)}\n" for line in lines)
    return 0


def _titles(progress: Progress, config: Path | None) -> dict[str, str]:
    """Returns the exercises' titles by name, of those whose files are there and in order."""
    found = {}
    for each in progress.exercises:
        with suppress(SpotterError):
            found[each.exercise] = exercises.load(each.exercise, config).title
    return found


def _exercises(count: int) -> str:
    return "1 exercise" if count == 1 else f"{count} exercises"


def _lines(progress: Progress) -> Iterator[str]:
    who = words.whose(progress)
    if not progress.exercises:
        yield f"{who}: no sets since {progress.since}"
        return
    yield f"{who}, since {progress.since}: trained {words.streak(progress.streak_weeks)}"
    load = progress.load
    yield f"sets a week  {_sparkline(load.sets)}  {load.sets[-1]} this week"
    yield f"reps a week  {_sparkline(load.reps)}  {load.reps[-1]} this week"
    for each in progress.exercises:
        yield from _exercise(each)
    if progress.left_out:
        yield f"and {progress.left_out} more, done less often"


def _exercise(each: ExerciseProgress) -> Iterator[str]:
    newest = words.figure(each.values[-1], each.measure)
    yield f"{each.exercise}  {_sparkline(each.values[-_SHOWN:])}  {newest}"
    for name, says in words.findings(each):
        yield f"  {name:<12}{says}"
    yield f"  {'best':<12}{words.best(each)}"


def _sparkline(values: Sequence[float]) -> str:
    """Returns the values as a row of bars, from 0 on."""
    top = max(values) or 1.0
    return "".join(_BARS[min(int(value / top * len(_BARS)), len(_BARS) - 1)] for value in values)
