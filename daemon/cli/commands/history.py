"""``spotter history``: the sets that were done, day by day."""

import argparse
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from daemon import count_text, load_text
from daemon.cli import columns, journal_access
from daemon.clock import UNKNOWN, local
from daemon.config import settings
from daemon.errors import UsageError
from daemon.printable import printable
from daemon.set_summary import SetSummary
from daemon.system.clock import SystemClock

_MOST = 150


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("history")
    parser.add_argument("--days", metavar="N", type=int, help="only those of the last N days")
    parser.add_argument("--limit", metavar="N", type=int, default=50, help=f"the last N sets, at most {_MOST}")
    parser.add_argument("--athlete", metavar="NAME", help="of this athlete; '' for nobody in particular")
    parser.add_argument("--json", action="store_true", help="one set a line")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the sets, oldest first."""
    if not 1 <= args.limit <= _MOST or (args.days is not None and not 1 <= args.days <= 36500):  # noqa: PLR2004 - a century
        raise UsageError(f"--limit is 1 to {_MOST}, and --days 1 to 36500; `spotter export` gives everything")
    clock = SystemClock()
    since = None if args.days is None else clock.now() - timedelta(days=args.days)
    with journal_access.open_access(settings.load(args.config), clock) as journal:
        sets = journal.history(args.limit, since, journal_access.named(args.athlete, journal))
    for line in _as_json(sets) if args.json else _as_days(sets):
        sys.stdout.write(f"{line}\n")
    return 0


def _as_json(sets: Iterable[SetSummary]) -> Iterable[str]:
    return (msgspec.json.encode(each).decode() for each in sets)


def _as_days(sets: list[SetSummary]) -> Iterable[str]:
    if not sets:
        yield "no sets yet"
    for day, of_day in groupby(sets, key=lambda each: _local(each).date() if each.dated else None):
        yield UNKNOWN.capitalize() if day is None else f"{day:%A, %d %B %Y}"
        those = list(of_day)
        wide = columns.widest(map(_done, those), 0)
        yield from (printable(_line(each, wide)) for each in those)


def _line(each: SetSummary, wide: int) -> str:
    who = f"  {each.athlete}" if each.athlete else ""
    began = f"{_local(each):%H:%M}" if each.dated else "  -  "
    return f"  {began}  {each.exercise:<14} {_done(each):<{wide}}  {_took(each)}{who}"


def _done(each: SetSummary) -> str:
    missed = f", {each.rejected} not counted" if each.rejected else ""
    reps = "1 rep" if each.reps == 1 else f"{each.reps} reps" if not each.held_s else f"{each.held_s:.0f} s"
    return f"{reps:>8}{load_text.beside(each.load_kg)}{count_text.beside(each)}{missed}"


def _took(each: SetSummary) -> str:
    if each.imported is not None:
        return f"from {each.imported}"
    return "goes on" if each.duration_s is None else f"{each.duration_s // 60:.0f}:{each.duration_s % 60:02.0f} min"


def _local(each: SetSummary) -> datetime:
    return local(datetime.fromisoformat(each.t.replace("Z", "+00:00")))
