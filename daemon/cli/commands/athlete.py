"""``spotter athlete``: whom the box knows, and who trains next."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from daemon.athletes.profile import COLOURS, MOST_REPS, Athletes, Profile
from daemon.athletes.roster import LONGEST, as_known, target_of, tidy
from daemon.cli import columns, journal_access
from daemon.cli.options import repeat_config
from daemon.config import settings
from daemon.config.exercise_library import ExerciseLibrary
from daemon.core.nearest import suggestion
from daemon.errors import UsageError
from daemon.ipc.verbs.athletes import AthleteSet
from daemon.ipc.verbs.parsing import parse
from daemon.printable import printable
from daemon.system.clock import SystemClock

_NAME = 16
"""Cells of a name in a list, at least."""
_NONE = "none"
"""In place of a target's reps: no target any more."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("athlete")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="everybody who can be chosen")
    listed.add_argument("--json", action="store_true", help="one object, for programs")
    listed.set_defaults(run=_list)
    for name, what in (("add", "take in somebody new"), ("set", "change what the box knows of an athlete")):
        written = actions.add_parser(name, help=what)
        written.add_argument("name", metavar="NAME")
        _add_options(written)
        written.set_defaults(run=_write, new=name == "add")
    choose = actions.add_parser("choose", help="say who trains next")
    choose.add_argument("name", metavar="NAME", nargs="?", help="left out: nobody in particular")
    choose.set_defaults(run=_choose)
    remove = actions.add_parser("remove", help="remove what the box knows of an athlete; the sets stay")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_remove)
    repeat_config(actions.choices.values())


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--colour", metavar="COLOUR", type=str.lower, help=", ".join(COLOURS))
    parser.add_argument(
        "--target",
        metavar="EXERCISE=REPS",
        action="append",
        default=[],
        help=f"reps, or seconds of a hold, at which a set ends by itself; {_NONE}: no longer; may be repeated",
    )
    parser.add_argument("--board", action=argparse.BooleanOptionalAction, help="show on the board of the week")


def _list(args: argparse.Namespace) -> int:
    with _open(args) as journal:
        known = journal.athletes()
    lines = [msgspec.json.encode(known).decode()] if args.json else _lines(known)
    sys.stdout.writelines(f"{printable(line)}\n" for line in lines)
    return 0


def _write(args: argparse.Namespace) -> int:
    if not 1 <= len(tidy(args.name)) <= LONGEST:
        raise UsageError(f"an athlete's name has 1 to {LONGEST} characters")
    given = {"athlete": args.name, "colour": args.colour, "board": args.board, "new": args.new}
    targets = dict(_target(text, args.config) for text in args.target)
    what = parse("athlete_set", {**given, "targets": targets})
    if not args.new and not (targets or args.colour or args.board is not None):
        raise UsageError("say what to change: --colour, --target or --board")
    if not isinstance(what, AthleteSet):
        raise TypeError("athlete_set is another type's verb")
    with _open(args) as journal:
        profile = journal.set_athlete(replace(what, athlete=_writable(what.athlete, journal.athletes(), new=args.new)))
    sys.stdout.write(f"{printable(_row(profile, ''))}\n")
    return 0


def _writable(name: str, known: Athletes, *, new: bool) -> str:
    """Returns the name as it is known, so that nobody is taken in twice.

    Raises:
        UsageError: Somebody whom only sets name is to be changed.
    """
    meant = as_known(name, known)
    if not new and meant in known.athletes and all(each.name != meant for each in known.profiles):
        raise UsageError(f"{printable(meant)!r} is known by sets alone: `spotter athlete add` takes them in")
    return meant


def _choose(args: argparse.Namespace) -> int:
    with _open(args) as journal:
        name = None if args.name is None else _known(args.name, journal.athletes())
        later = journal.choose_athlete(name)
    sys.stdout.write(f"{printable(name or 'nobody in particular')} trains{' from the next set on' if later else ''}\n")
    return 0


def _remove(args: argparse.Namespace) -> int:
    with _open(args) as journal:
        removed = journal.remove_athlete(args.name)
    name = printable(removed.name)
    sys.stdout.write(f"{name} was removed; what {name} did stays in the journal: `spotter forget` erases it\n")
    return 0


def _open(args: argparse.Namespace) -> Any:  # noqa: ANN401 - contextlib's own
    return journal_access.open_access(settings.load(args.config), SystemClock())


def _target(text: str, config: Path | None) -> tuple[str, int | None]:
    """Returns the exercise and the reps of ``squat=12``.

    Raises:
        UsageError: It is not written so, or there is no such exercise.
    """
    name, equals, reps = text.partition("=")
    if not (equals and name and (reps == _NONE or (reps.isascii() and reps.isdecimal()))):
        raise UsageError(f"--target {printable(text)}: write squat=12, or squat={_NONE}")
    if reps != _NONE and not (len(reps) <= len(f"{MOST_REPS}") and 1 <= int(reps) <= MOST_REPS):
        raise UsageError(f"--target {printable(text)}: a target is 1 to {MOST_REPS}, or {_NONE}")
    return (name, None) if reps == _NONE else (target_of(ExerciseLibrary(config).find(name)), int(reps))


def _known(name: str, athletes: Athletes) -> str:
    """Returns the name as it is known.

    Raises:
        UsageError: Nobody is called so; suggests the nearest.
    """
    meant = as_known(name, athletes)
    if meant not in athletes.athletes:
        near = suggestion(name, athletes.athletes)
        raise UsageError(f"no athlete {printable(name)!r}: {near} (`spotter athlete add` takes somebody in)")
    return meant


def _lines(known: Athletes) -> Iterator[str]:
    if not known.athletes:
        yield "nobody yet: `spotter athlete add NAME`"
    profiles = {each.name: each for each in known.profiles}
    wide = columns.widest(known.athletes, _NAME)
    for name in known.athletes:
        chosen = "chosen" if name == known.chosen else ""
        profile = profiles.get(name)
        if profile is None:
            yield _columns(f"{name:<{wide}}", "", ["known by sets alone"], chosen)
        else:
            yield _row(profile, chosen, wide)


def _row(profile: Profile, chosen: str, wide: int = _NAME) -> str:
    more = [*_targets(profile), *(["on the board"] if profile.board else [])]
    return _columns(f"{profile.name:<{wide}}", profile.colour, more, chosen)


def _targets(profile: Profile) -> Iterable[str]:
    return (f"{exercise} {reps}" for exercise, reps in profile.targets.items())


def _columns(name: str, colour: str, more: Sequence[str], chosen: str) -> str:
    return f"{name} {colour:<7} {', '.join([*more, *([chosen] if chosen else [])])}".rstrip()
