"""``spotter board``: the household's board of the week."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from daemon.athletes.board import Board, Line
from daemon.cli import columns, journal_access
from daemon.config import settings
from daemon.printable import printable
from daemon.system.clock import SystemClock

_NAME = 16
"""Cells of a name, at least."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "board",
        epilog="Only athletes who agreed are shown: `spotter athlete set NAME --board`; --no-board takes them off.",
    )
    parser.add_argument("--json", action="store_true", help="one object, for programs")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the board."""
    with journal_access.open_access(settings.load(args.config), SystemClock()) as journal:
        board = journal.board()
    lines = [msgspec.json.encode(board).decode()] if args.json else _lines(board)
    sys.stdout.writelines(f"{printable(line)}\n" for line in lines)
    return 0


def _lines(board: Board) -> Iterator[str]:
    yield f"since {date.fromisoformat(board.monday):%A, %d %B %Y}"
    if not board.lines:
        yield "nobody is on the board: `spotter athlete set NAME --board`"
    wide = columns.widest((line.athlete for line in board.lines), _NAME)
    for place, line in enumerate(board.lines, start=1):
        yield _row(place, line, wide)


def _row(place: int, line: Line, wide: int) -> str:
    reps = "1 rep" if line.reps == 1 else f"{line.reps} reps"
    weeks = "1 week" if line.streak_weeks == 1 else f"{line.streak_weeks} weeks"
    return f"{place:>3}  {line.athlete:<{wide}} {reps:>10}  {line.minutes:>4.0f} min in sets  {weeks:>9} running"
