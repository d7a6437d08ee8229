"""``spotter load``: says what is lifted, which no camera sees, or takes the load that is proposed."""

import argparse
import sys
from pathlib import Path
from typing import Any

from daemon import load_text
from daemon.cli import plan_text
from daemon.config import paths, settings
from daemon.errors import UsageError
from daemon.ipc.client import ask
from daemon.printable import printable

_NONE, _TAKE = "none", "take"


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "load",
        description="Says what is lifted: in the running set; after a set without a load, in that one; else in the "
        "next one.",
    )
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.add_argument(
        "load", metavar="LOAD", nargs="+", help=f"80, 82.5 kg, 135 lb; {_NONE}; {_TAKE}: the one that is proposed"
    )
    of = parser.add_mutually_exclusive_group()
    of.add_argument("--exercise", metavar="NAME", help="by default that of the set, or the chosen one")
    of.add_argument("--set", metavar="ID", help="of a set of the history, see `spotter history --json`")
    parser.add_argument("--next", action="store_true", help="of the next set, even where the last one has none yet")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    text = " ".join(args.load)
    if text == _TAKE:
        if args.exercise or args.set or args.next:
            raise UsageError("take goes alone: it is the load that is proposed for the chosen exercise")
        lines = list(plan_text.taken(_ask(args, "take")["loads"]))
    else:
        lines = [_corrected(args, text) if args.set else _said(args, text)]
    sys.stdout.writelines(f"{printable(line)}\n" for line in lines)
    return 0


def _said(args: argparse.Namespace, text: str) -> str:
    answer = _ask(args, "load", load=_kg(text), next=args.next, exercise=args.exercise)
    whose = "the next set" if answer["set"] is None else "the running set, or the one that ended last"
    return f"{answer['exercise']}: {whose}{_with(answer['load_kg'])}"


def _corrected(args: argparse.Namespace, text: str) -> str:
    if args.next:
        raise UsageError("--next and --set name two sets: give one of them")
    answer = _ask(args, "correct", kind="load", set=args.set, load=_kg(text))
    return f"{answer['exercise']}: set {answer['set']}{_with(answer['load_kg'])}"


def _kg(text: str) -> float | None:
    """Returns a load in kg; None: nothing beside the body.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        return None if text == _NONE else load_text.parse_load(text)
    except ValueError as error:
        raise UsageError(f"{printable(str(error))}; or {_NONE}, {_TAKE}") from error


def _with(kg: float | None) -> str:
    return load_text.beside(kg) or " without a load"


def _ask(args: argparse.Namespace, verb: str, **values: Any) -> Any:  # noqa: ANN401 - each verb has its own arguments
    """Returns the daemon's answer; what was not said is left to it."""
    given = {key: value for key, value in values.items() if value is not None or key == "load"}
    return ask(settings.load(args.config).socket.path or paths.socket_path(), verb, given)
