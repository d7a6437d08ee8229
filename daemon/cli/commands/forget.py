"""``spotter forget``: erases events from the journal, for good."""

import argparse
import sys
from pathlib import Path
from typing import Any

from daemon.cli import journal_access
from daemon.cli.options import day
from daemon.config import settings
from daemon.errors import UsageError
from daemon.ipc.verbs import Forget
from daemon.printable import printable
from daemon.system.clock import SystemClock


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("forget", help="deletes from the journal")
    parser.add_argument("--before", metavar="YYYY-MM-DD", help="the sets that began before this day")
    parser.add_argument("--athlete", metavar="NAME", help="the sets of this athlete; with --before only the older ones")
    parser.add_argument("--all", action="store_true", help="everything")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask, erase, and say how much."""
    if args.all == (args.before is not None or args.athlete is not None):
        raise UsageError("say what to erase: --before YYYY-MM-DD, --athlete NAME or both; or else --all")
    what = Forget(
        before=None if args.before is None else day("--before", args.before), athlete=args.athlete, everything=args.all
    )
    if not (args.yes or _agreed(what)):
        sys.stdout.write("nothing was erased\n")
        return 1
    config = settings.load(args.config)
    with journal_access.open_access(config, SystemClock()) as journal:
        count = journal.forget(what)
    sys.stdout.write(f"{count} {'event was' if count == 1 else 'events were'} erased\n")
    for left in sorted(journal_access.journal_of(config).parent.glob("*.damaged-*")):
        sys.stdout.write(f"{left} was set aside as damaged and may hold such events: delete it yourself\n")
    return 0


def _agreed(what: Forget) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("not a terminal; pass --yes to erase without a question")
    older = f" from before {what.before:%d %B %Y}" if what.before else ""
    whose = f" of {printable(what.athlete)}" if what.athlete else ""
    sys.stdout.write(f"Erase every event{whose}{older}, for good? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
