"""``spotter forget``: erases events from the journal, for good."""

import argparse
import sys
from pathlib import Path
from typing import Any

from daemon.cli import journal_access
from daemon.cli.options import day
from daemon.config import settings
from daemon.core.nearest import suggestion
from daemon.errors import UsageError
from daemon.ipc.verbs.journal import Forget
from daemon.ports import Erased
from daemon.printable import printable
from daemon.system.clock import SystemClock


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("forget")
    parser.add_argument("name", metavar="ATHLETE", nargs="?", help="short for --athlete")
    parser.add_argument("--before", metavar="YYYY-MM-DD", help="the sets that began before this day")
    parser.add_argument("--athlete", metavar="NAME", help="all of this athlete; with --before only the older sets")
    parser.add_argument("--all", action="store_true", help="everything")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask, erase, and say how much."""
    athlete = _athlete(args)
    if args.all == (args.before is not None or athlete is not None):
        raise UsageError("say what to erase: an athlete's name, --before YYYY-MM-DD or both; or else --all")
    before = None if args.before is None else day("--before", args.before)
    what = Forget(before=before, athlete=athlete, everything=args.all)
    if not (args.yes or _agreed(what)):
        sys.stdout.write("nothing was erased\n")
        return 1
    config = settings.load(args.config)
    with journal_access.open_access(config, SystemClock()) as journal:
        erased = journal.forget(what)
        if athlete is not None and before is None and erased == Erased():
            known = suggestion(athlete, journal.athletes().athletes)
            raise UsageError(f"nobody is called {printable(athlete)!r} here: {known}")
    sys.stdout.write(f"{printable(_said(erased, what))}\n")
    for left in sorted(journal_access.journal_of(config).parent.glob("*.damaged-*")):
        sys.stdout.write(f"{left} was set aside as damaged and may hold such events: delete it yourself\n")
    return 0


def _athlete(args: argparse.Namespace) -> str | None:
    """Returns whose events are to be erased, or None: everybody's.

    Raises:
        UsageError: Two are named, or none where one is asked for.
    """
    if args.name is not None and args.athlete is not None:
        raise UsageError(f"two names, {printable(args.name)!r} and {printable(args.athlete)!r}: name one")
    name = args.athlete if args.name is None else args.name
    if name == "":
        raise UsageError("whoever was not named cannot be told from others: name an athlete, or --before YYYY-MM-DD")
    return None if name is None else str(name)


def _said(erased: Erased, what: Forget) -> str:
    events = "1 event" if erased.forgotten == 1 else f"{erased.forgotten} events"
    sets = "1 set" if erased.sets == 1 else f"{erased.sets} sets"
    beside = f", and what the box knew of {what.athlete}" if what.athlete and erased.remembered else ""
    return f"{events} of {sets} {'was' if erased.forgotten == 1 else 'were'} erased{beside}"


def _agreed(what: Forget) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("not a terminal; pass --yes to erase without a question")
    older = f" from before {what.before:%d %B %Y}" if what.before else ""
    whose = f" of {printable(what.athlete)}" if what.athlete else ""
    known = ", and what the box knows of them," if what.athlete and not what.before else ""
    sys.stdout.write(f"Erase every event{whose}{older}{known or ','} for good? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
