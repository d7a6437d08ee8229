"""``spotter report``: what was done, rep by rep, as one page for any browser."""

import argparse
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from daemon import count_text
from daemon.cli import event_text, journal_access
from daemon.cli.journal_access import Access
from daemon.cli.opening import Asked
from daemon.cli.options import add_turn
from daemon.clock import UNKNOWN, is_dated, local
from daemon.config import exercises, settings
from daemon.core.spec import Exercise
from daemon.errors import SpotterError, UsageError
from daemon.printable import printable
from daemon.report import file
from daemon.report.workout_page import Sheet, render, title
from daemon.set_record import SetRecord, of_set
from daemon.set_summary import of_record
from daemon.system.clock import SystemClock

_LAST = "last"
_SET_ID = re.compile(r"[\w-]{1,64}")
"""No path and no address."""
_WHOLE = 36
"""The length of a whole id: one of an older set is looked up as it is."""
_SETS = 150
"""The last sets, among which an id's beginning is looked for."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("report")
    what = "a video file, a pose trace (.npz), a set's id or how it begins, or 'last'"
    parser.add_argument("subject", metavar="VIDEO|SET_ID", help=what)
    parser.add_argument("--out", metavar="FILE.html", type=Path, help="the page to write; by default in this folder")
    add_turn(parser)
    parser.add_argument("--exercise", metavar="NAME", help="of a video; by default the settings'")
    parser.add_argument("--engine", metavar="NAME", help="of a video; by default the settings'")
    parser.add_argument("--athlete", metavar="NAME", help="whose last set; '' for nobody in particular")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the page, and say where it is."""
    return _of_set(args) if _names_set(args.subject) else _of_video(args)


def _names_set(subject: str) -> bool:
    if subject == _LAST:
        return True
    return _SET_ID.fullmatch(subject) is not None and not Path(subject).exists()


def _of_video(args: argparse.Namespace) -> int:
    # Here, so that a set's report needs no camera, engine or drawing.
    from daemon.cli.video_report import VideoReport, overlay_path  # noqa: PLC0415 - as the comment says

    if args.athlete is not None:
        raise UsageError("--athlete goes with 'last': a video is nobody's in particular")
    config = settings.load(args.config)
    out: Path = args.out or Path(f"{Path(args.subject).stem or 'video'}.report.html")
    file.check(out)
    asked = Asked(args.subject, args.turn, args.engine, args.config)
    made = VideoReport(asked, args.exercise or config.set.exercise, config, args.config, out).make()
    file.write(out, render(made.sheet))
    beside = "" if made.sheet.video is None else f"; the overlay video beside it is {overlay_path(out).name}"
    sys.stdout.write(f"wrote {out}: {event_text.reps(made.reps)}, {made.rejected} not counted{beside}\n")
    if made.trouble is not None:
        raise made.trouble
    return 0


def _of_set(args: argparse.Namespace) -> int:
    if args.exercise or args.engine or args.turn is not None:
        raise UsageError("--exercise, --engine and --turn are for a video: a set of the journal is counted already")
    with journal_access.open_access(settings.load(args.config), SystemClock()) as journal:
        record = of_set(journal.set(_set_id(journal, args.subject, journal_access.named(args.athlete, journal))))
    if record is None:
        raise _unknown(args.subject)
    known = _exercises(record, args.config)
    out: Path = args.out or Path(f"{_plain(record.exercise)}-{_began(record):%Y-%m-%d-%H%M%S}.html")
    file.check(out)
    file.write(out, render(_sheet(record, known)))
    summary = of_record(record)
    sys.stdout.write(
        f"wrote {out}: {event_text.reps(summary.reps)}{count_text.beside(summary)}, {summary.rejected} not counted\n"
    )
    return 0


def _set_id(journal: Access, begins: str, athlete: str | None) -> str:
    """Returns the id of the one set whose id begins so.

    Raises:
        UsageError: There is none, or more than one.
    """
    known = [each.set for each in journal.history(_SETS, None, athlete)]
    if begins == _LAST:
        if not known:
            raise UsageError(f"the journal has no set{'' if athlete is None else f' of {printable(athlete)!r}'} yet")
        return known[-1]
    found = [each for each in known if each.startswith(begins.lower())]
    if len(found) > 1 and begins.lower() not in found:
        raise UsageError(f"{len(found)} sets' ids begin with {printable(begins)!r}: write more of the id")
    if not found and len(begins) < _WHOLE:
        raise _unknown(begins)
    return found[0] if len(found) == 1 else begins.lower()


def _unknown(subject: str) -> UsageError:
    said = f"there is no file {printable(subject)!r}, and the journal has no set whose id begins so"
    return UsageError(f"{said}: `spotter history --json` shows each one's id")


def _sheet(record: SetRecord, known: dict[str, Exercise]) -> Sheet:
    who = record.first.athlete
    dated = record.imported is not None or is_dated(_began(record))
    about = (f"{_began(record):%A, %d %B %Y, %H:%M}" if dated else UNKNOWN, *([who] if who else []))
    return Sheet(title(record.exercise, known), about, (record,), known)


def _exercises(record: SetRecord, config: Path | None) -> dict[str, Exercise]:
    """Returns the set's exercise by its name; nothing where its file is gone or wrong."""
    try:
        return {record.exercise: exercises.load(record.exercise, config)}
    except SpotterError:
        return {}


def _plain(name: str) -> str:
    """Returns an exercise's name as a file can have it: another application's may hold anything."""
    return re.sub(r"[^\w-]+", "_", name)


def _began(record: SetRecord) -> datetime:
    return local(datetime.fromisoformat(record.first.t.replace("Z", "+00:00")))
