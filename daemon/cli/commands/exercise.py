"""``spotter exercise``: lists the exercises and their signals, drafts a file and checks it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from daemon.cli import exercise_draft, exercise_text, fault_text
from daemon.cli.options import is_file, repeat_config
from daemon.config import exercises, names
from daemon.core.features.signals import SIGNALS
from daemon.errors import ConfigError
from daemon.printable import printable

_COLUMNS = "{:<17} {:<17} {:<7} {:<20} {:<28} {}"
"""Name, title, unit, views, target, auto: 100 characters at most, with what ships."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("exercise")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file or folder that exercises lie beside")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    actions.add_parser("list", help="list every exercise that can be counted").set_defaults(run=_list)
    signals = actions.add_parser("signals", help="list the signals that an exercise file may use")
    signals.add_argument("--form", action="store_true", help="the signals for [[fault]] and [standard]")
    signals.set_defaults(run=_signals)
    draft = actions.add_parser("draft", help="write a file's first draft from the poses of a recorded set")
    draft.add_argument("trace", metavar="POSES.npz", type=Path, help="made by `spotter count VIDEO --poses POSES.npz`")
    draft.set_defaults(run=_draft)
    check = actions.add_parser("check", help="say what is wrong with a file, or what it means")
    check.add_argument("file", metavar="FILE", type=Path, help="an exercise's file, or the name of one that is known")
    check.set_defaults(run=_check)
    repeat_config(actions.choices.values())


def _list(args: argparse.Namespace) -> int:
    """Writes every exercise; reports a wrong file after the others, so that it hides none of them."""
    sys.stdout.write(_row("NAME", "TITLE", "COUNTS", "BEST VIEWS", "TARGET", "AUTO"))
    wrong = []
    for name, path in sorted(exercises.files(args.config).items()):
        said = _listed(name, path)
        if isinstance(said, ConfigError):
            wrong += [f"{name} cannot be chosen: {line}\n" for line in said.lines]
        else:
            sys.stdout.write(said)
    sys.stdout.flush()
    sys.stderr.writelines(wrong)
    return ConfigError.exit_status if wrong else 0


def _listed(name: str, path: Path) -> str | ConfigError:
    exercise = exercises.read_or_error(path)
    if isinstance(exercise, ConfigError):
        return exercise
    target = exercise_text.target(exercise.target, exercise.unit)
    auto = "yes" if exercise.can_be_recognised else "no"
    return _row(name, exercise.title, exercise.unit.value, ", ".join(exercise.views), target, auto)


def _row(*cells: str) -> str:
    return printable(_COLUMNS.format(*cells).rstrip()) + "\n"


def _check(args: argparse.Namespace) -> int:
    path = _meant(args.file, args.config)
    exercise = exercises.read(path)
    names.refuse_twin(path, exercises.files(args.config))
    what = "held for seconds" if exercise.is_hold else "counted in reps"
    lines = [f"{path}: {printable(exercise.title)}, {what}: no mistake found"]
    sys.stdout.write("\n".join(lines + exercise_text.summary(exercise) + exercise_text.doubts(exercise)) + "\n")
    return 0


def _meant(file: Path, config: Path | None) -> Path:
    """Returns the file that is named, or that of the exercise of this name."""
    if is_file(file):
        return file
    found = exercises.files(config)
    return found[names.one_of("exercise", str(file), found)]


def _draft(args: argparse.Namespace) -> int:
    sys.stdout.write(exercise_draft.draft(args.trace))
    return 0


def _signals(args: argparse.Namespace) -> int:
    signals = fault_text.signals() if args.form else [(each.name, each.text) for each in SIGNALS.values()]
    width = max(len(name) for name, _ in signals)
    sys.stdout.writelines(f"{name:<{width}} {text}\n" for name, text in signals)
    return 0
