"""Options that several verbs take."""

import argparse
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from daemon.clock import local
from daemon.errors import UsageError


def positive(text: str) -> int:
    """Returns the number that an option says.

    Raises:
        ArgumentTypeError: It is below 1. ``ValueError``: it is no whole number.
    """
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def add_turn(parser: argparse.ArgumentParser) -> None:
    """Adds ``--turn``."""
    parser.add_argument(
        "--turn",
        metavar="DEGREES",
        type=int,
        choices=(0, 90, 180, 270),
        help="turn the picture clockwise by 90, 180 or 270 degrees, where the camera lies on its side or on its head",
    )


def is_file(given: Path) -> bool:
    """Returns whether a file is meant, there or not, and not the name of something that the box knows."""
    return os.path.lexists(given) or given.suffix == ".toml" or len(given.parts) > 1


def repeat_config(actions: Iterable[argparse.ArgumentParser]) -> None:
    """Lets ``--config`` of a verb also be said after its action; where it is not, what was said before it holds."""
    for action in actions:
        action.add_argument("--config", metavar="FILE", type=Path, default=argparse.SUPPRESS, help="as of the verb")


def day(option: str, text: str) -> datetime:
    """Returns the moment at which the day of an option begins here.

    Raises:
        UsageError: It is no day.
    """
    try:
        return local(datetime.strptime(text, "%Y-%m-%d"))  # noqa: DTZ007 - the zone is this machine's
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{option} {text}: a day is written as 2026-01-31") from error
