"""``spotter exercise``: lists the exercises, checks a file."""

import argparse
import sys
from pathlib import Path
from typing import Any

from daemon import exercises
from daemon.core.spec import Exercise


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("exercise", help="lists exercises, checks an exercise file")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file or folder that exercises lie beside")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    actions.add_parser("list", help="every exercise that can be counted").set_defaults(run=_list)
    check = actions.add_parser("check", help="say what is wrong with a file, or what it means")
    check.add_argument("file", metavar="FILE", type=Path)
    check.set_defaults(run=_check)


def _list(args: argparse.Namespace) -> int:
    for name, path in sorted(exercises.files(args.config).items()):
        sys.stdout.write(f"{name:<16} {exercises.read(path).title:<20} {path}\n")
    return 0


def _check(args: argparse.Namespace) -> int:
    exercise = exercises.read(args.file)
    sys.stdout.write(f"{args.file}: {exercise.title} is well described\n" + "\n".join(_meaning(exercise)) + "\n")
    return 0


def _meaning(exercise: Exercise) -> list[str]:
    """What the file makes the counter do, in words."""
    lines = [f"  follows {term.of} from about {term.start:g} to about {term.turn:g}" for term in exercise.movement]
    lines.append(f"  begins with the {exercise.first.value} half, lasts at least {exercise.least_rep_s:g} s")
    lines.append(
        f"  needs {exercise.least_depth:.0%} of that range, and {exercise.least_share:.0%} of the athlete's own"
    )
    for rule in exercise.requires:
        bounds = [f"at least {rule.least:g}"] if rule.least is not None else []
        bounds += [f"at most {rule.most:g}"] if rule.most is not None else []
        view = ", but not from the side" if rule.needs_front else ""
        lines.append(f"  asks for {rule.of} ({rule.when.value}) of {' and '.join(bounds)}{view}")
    return lines
