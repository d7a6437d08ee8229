"""``spotter import``: takes over what another application recorded."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from daemon.cli import journal_access
from daemon.cli.formats import done, hevy, importing, names, sheet
from daemon.cli.formats.foreign import KG, LB, ForeignSet, Found, LeftOut
from daemon.cli.journal_access import Access
from daemon.config import settings
from daemon.ipc.verbs.parsing import parse
from daemon.printable import printable
from daemon.system.clock import SystemClock

_EPILOG = "The same file a second time adds nothing. A file with a mistake in it is not taken at all."
_MOST = 20
"""Unknown exercises that are named."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("import", epilog=_EPILOG)
    parser.add_argument("file", metavar="FILE", type=Path, help="the application's CSV export")
    parser.add_argument("--format", choices=tuple(importing.FORMATS), help="by default what the file's header shows")
    parser.add_argument("--athlete", metavar="NAME", help="whose sets these are; by default nobody's in particular")
    parser.add_argument("--unit", choices=(KG, LB), help="of the weights, where the file does not say it")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read the whole file, keep what is new, and say what was taken and what was left out."""
    parse("athlete", {"athlete": args.athlete})  # a name is the same everywhere
    table = sheet.read(args.file)
    source = importing.format_of(table, args.format)
    found = list(importing.FORMATS[source][0](table, args.unit))
    config = settings.load(args.config)
    with journal_access.open_access(config, SystemClock()) as journal:
        journal.keep([])
        athlete = journal_access.spelled(args.athlete, journal)
        found = _without_own(found, journal, athlete)
        sets = [each for each in found if isinstance(each, ForeignSet)]
        new = journal.keep(list(importing.events(sets, source, config.box.id, athlete)))
    for line in _report(args.file, sets, new, [each for each in found if isinstance(each, LeftOut)]):
        sys.stdout.write(f"{printable(line)}\n")
    return 0


def _without_own(found: Sequence[Found], journal: Access, athlete: str | None) -> list[Found]:
    """Leaves out what this journal's own export wrote: the camera saw it."""
    if not any(isinstance(each, ForeignSet) and each.workout == done.TITLE for each in found):
        return list(found)
    events = (each for each in done.only(journal.export(), athlete or "", None))
    own = {
        (hevy.moment(workout.began), each.exercise)
        for workout in done.workouts(events)
        for each in workout.sets
        if not each.imported
    }
    return [
        LeftOut(each.line, "a set that this box saw itself")
        if isinstance(each, ForeignSet) and _key(each) in own
        else each
        for each in found
    ]


def _key(each: ForeignSet) -> tuple[str, str]:
    return hevy.moment(each.began), names.ours(each.exercise)


def _report(file: Path, sets: Sequence[ForeignSet], new: int, left_out: Sequence[LeftOut]) -> list[str]:
    reps = sum(each.reps for each in sets)
    lines = [
        f"{file}: {_many(len(sets), 'set')} with {_many(reps, 'rep')}: {new} taken, {len(sets) - new} there before"
    ]
    for why, count in Counter(each.why for each in left_out).most_common():
        first = next(each.line.number for each in left_out if each.why == why)
        lines.append(f"left out: {_many(count, 'row')} with {why}, the first in line {first}")
    own = sorted({each.exercise for each in sets if not names.is_ours(names.ours(each.exercise))})
    if own:
        more = f" and {len(own) - _MOST} more" if len(own) > _MOST else ""
        lines.append(f"kept under their own names, as Spotter does not count them: {', '.join(own[:_MOST])}{more}")
    return lines


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
