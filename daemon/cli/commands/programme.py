"""``spotter programme``: dated sessions from a template, by what was done; as a list, as JSON, as a calendar."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli import columns, journal_access, session_files
from daemon.cli.journal_access import Access
from daemon.cli.options import day, is_file
from daemon.cli.session_files import Written
from daemon.config import exercises, names, programmes, settings
from daemon.errors import ConfigError, SpotterError, UsageError
from daemon.ipc import verbs
from daemon.ipc.verbs.parsing import parse
from daemon.printable import printable
from daemon.programmes.ics import calendar
from daemon.programmes.schedule import Dated, Schedule
from daemon.programmes.template import DAYS, Template
from daemon.report import file
from daemon.system.clock import SystemClock

_EPILOG = (
    "WHAT is a programme's name: it is chosen, and told. Or: list (every programme), check FILE, show (the chosen "
    "one), today (what is proposed today), stop (choose none)."
)


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("programme", epilog=_EPILOG)
    parser.add_argument("what", metavar="WHAT", help="a programme's name, or what is to be told")
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="for check: a file, or a known name")
    parser.add_argument("--weeks", metavar="N", type=int, default=4, help="how many (4)")
    parser.add_argument("--start", metavar="DATE", help="its first day, as 2026-11-30; by default today")
    parser.add_argument("--athlete", metavar="NAME", help="whose it is; by default of whoever is chosen")
    parser.add_argument("--ics", metavar="OUT.ics", type=Path, help="write it as a calendar")
    parser.add_argument("--plans", metavar="FOLDER", type=Path, help="write each session that is to come as a plan")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="settings file, or folder that programmes lie beside"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List, check, choose or tell."""
    _check_use(args)
    if args.what == "list":
        return _list(args.config)
    if args.what == "check":
        return _check(args.file, args.config)
    if args.ics is not None:
        file.check(args.ics)
    if args.plans is not None:
        session_files.make(args.plans)
    with journal_access.open_access(settings.load(args.config), SystemClock()) as journal:
        athlete = _whose(args, journal)
        if args.what in ("show", "today"):
            return _tell(args, journal.schedule(athlete))
        if args.what != "stop":
            programmes.load(args.what, args.config)  # before anything is changed
        journal.choose_programme(_chosen(args, athlete), args.config)
        if args.what != "stop":
            return _tell(args, journal.schedule(athlete))
    sys.stdout.write("no programme is followed any more\n")
    return 0


def _check_use(args: argparse.Namespace) -> None:
    if (args.file is not None) != (args.what == "check"):
        raise UsageError("programme: check takes a FILE, and nothing else does")
    if args.what in ("list", "check", "stop") and (args.ics, args.plans, args.json) != (None, None, False):
        raise UsageError(
            f"--ics, --plans and --json go with a programme's name, show or today, and not with {args.what}"
        )


def _whose(args: argparse.Namespace, journal: Access) -> str | None:
    """Returns whose programme is meant; None: that of nobody in particular.

    Raises:
        UsageError: That one is to be changed while somebody is chosen, to whom a change without a name would go.
    """
    chosen = journal.athletes().chosen
    if args.athlete is None:
        return chosen
    if not args.athlete and chosen is not None and args.what not in ("show", "today"):
        raise UsageError(f"{printable(chosen)} is chosen: `spotter athlete choose` lets nobody in particular train")
    return journal_access.spelled(args.athlete, journal) or None


def _chosen(args: argparse.Namespace, athlete: str | None) -> verbs.plans.Programme:
    """Returns what is chosen; ``UsageError`` where it cannot be."""
    if not 1 <= args.weeks <= verbs.plans.MOST_WEEKS:
        raise UsageError(f"--weeks {args.weeks}: a programme has 1 to {verbs.plans.MOST_WEEKS} weeks")
    start = None if args.start is None else day("--start", args.start).date().isoformat()
    given = {"weeks": args.weeks, "start": start, "athlete": athlete}
    said = {key: value for key, value in given.items() if value is not None}
    said["programme"] = None if args.what == "stop" else args.what
    parse("programme", said)  # for the words of its errors
    return msgspec.convert(said, verbs.plans.Programme)


def _tell(args: argparse.Namespace, found: Schedule) -> int:
    if args.ics is not None:
        file.write(args.ics, calendar(found, SystemClock().now()).decode())
    shown = _today(found) if args.what == "today" else _lines(found)
    written = Written() if args.plans is None else session_files.write(args.plans, found)
    lines = [_as_json(found)] if args.json else [*shown, *_wrote_calendar(args.ics), *_wrote(args.plans, written)]
    sys.stdout.writelines(f"{printable(line)}\n" for line in lines)
    sys.stdout.flush()
    sys.stderr.writelines(f"spotter: {printable(line)}\n" for line in written.kept)
    return SpotterError.exit_status if written.kept else 0


def _as_json(found: Schedule) -> str:
    """Returns the schedule without the plans: they are files."""
    plain = tuple(msgspec.structs.replace(each, led=msgspec.UNSET) for each in found.sessions)
    return msgspec.json.encode(msgspec.structs.replace(found, sessions=plain)).decode()


def _wrote_calendar(path: Path | None) -> Iterator[str]:
    if path is not None:
        yield f"wrote {path}"


def _wrote(folder: Path | None, written: Written) -> Iterator[str]:
    if folder is not None:
        plans = "1 plan lies" if written.plans == 1 else f"{written.plans} plans lie"
        gone = f"; {written.removed} removed, whose session moved, was done or is no more" if written.removed else ""
        yield f"{plans} in {folder}{gone}"


def _list(config: Path | None) -> int:
    known = exercises.units(config)
    found = {name: programmes.read_or_error(path, known) for name, path in sorted(programmes.files(config).items())}
    for each in found.values():
        if not isinstance(each, ConfigError):
            sys.stdout.writelines(f"{printable(line)}\n" for line in _rows(each))
    sys.stdout.flush()
    wrong = [(name, error) for name, error in found.items() if isinstance(error, ConfigError)]
    sys.stderr.writelines(f"{name} cannot be chosen: {line}\n" for name, error in wrong for line in error.lines)
    return ConfigError.exit_status if wrong else 0


def _check(given: Path, config: Path | None) -> int:
    path = given if is_file(given) else programmes.find(str(given), config)
    template = programmes.read(path, exercises.units(config))
    names.refuse_twin(path, programmes.files(config))
    sys.stdout.write(f"{printable(f'{path}: {template.title}: no mistake found')}\n")
    return 0


def _rows(template: Template) -> Iterator[str]:
    days = ", ".join(DAYS[each] for each in template.days)
    head = f"{template.name:<20} {template.title:<26} {days:<20}"
    return columns.row(head, "; ".join(each.title for each in template.sessions), columns.terminal())


def _lines(found: Schedule) -> Iterator[str]:
    weeks = "1 week" if found.weeks == 1 else f"{found.weeks} weeks"
    yield f"{found.title}, {weeks} from {found.start}, {found.athlete or 'nobody in particular'}"
    for each in found.sessions:
        yield from _session(each)


def _today(found: Schedule) -> Iterator[str]:
    if found.proposed is not None:
        yield from _session(found.proposed)
        yield "  begin it: spotter plan start today"
    elif found.next is not None:
        yield f"{found.title}: nothing today; next on {found.next.day}: {found.next.title}"
        yield f"  begin it now: spotter plan start {found.next.day}"
    else:
        yield f"{found.title}: all {len(found.sessions)} sessions are done"


def _session(each: Dated) -> Iterator[str]:
    yield f"{each.day}  week {each.week}  {each.title}{'  done' if each.done else ''}"
    for line in each.work:
        yield f"  {line}"
    for reason in each.reasons:
        yield f"  because: {reason}"
