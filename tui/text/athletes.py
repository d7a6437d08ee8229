"""Athletes as the dashboard shows them: a mark in their colour, targets in words, and the board of the week."""

from collections.abc import Mapping, Sequence

from daemon.athletes.profile import COLOURS
from daemon.ipc.codec import Telemetry
from tui.model.answers import AthleteLine, Athletes, Board
from tui.text.cells import Cells

MARK = "■"
"""Stands before a name in the athlete's colour; never without the name."""
_LONGEST = 20
"""Cells of a name in the line over every screen."""


def ink(colour: str | None) -> str:
    """Returns the name of an athlete's colour in every theme; one that this version does not know is plain."""
    return f"athlete-{colour}" if colour in COLOURS else "foreground"


def trains(telemetry: Telemetry | None) -> Cells:
    """Returns who trains, for the line over every screen; a long name is shortened; empty where nobody is named."""
    if telemetry is None or not telemetry.athlete:
        return ()
    name = telemetry.athlete if len(telemetry.athlete) <= _LONGEST else f"{telemetry.athlete[: _LONGEST - 1]}…"
    if not telemetry.athlete_colour:
        return ((f" {name} ", "foreground"),)
    return (f" {MARK} ", ink(telemetry.athlete_colour)), (f"{name} ", "foreground")


def lines(answer: Athletes) -> tuple[AthleteLine, ...]:
    """Returns everybody who can be chosen, in the order of the alphabet."""
    known = {each.name: each for each in answer.profiles}
    return tuple(known.get(name, AthleteLine(name=name)) for name in answer.athletes)


def targets_text(targets: Mapping[str, int]) -> str:
    """Returns targets as they are typed: ``squat 12, plank 60``."""
    return ", ".join(f"{exercise} {reps}" for exercise, reps in sorted(targets.items()))


def parse_targets(text: str) -> dict[str, int]:
    """Returns the targets of a text.

    Raises:
        ValueError: A part of it is no exercise with a number; says which.
    """
    found: dict[str, int] = {}
    for part in (each.strip() for each in text.split(",")):
        name, _, reps = part.rpartition(" ")
        if not part:
            continue
        if not (name.strip() and reps.isascii() and reps.isdecimal()):
            raise ValueError(f"{part!r}: write an exercise and its reps, as squat 12, plank 60")
        found[name.strip()] = int(reps)
    return found


def board_rows(board: Board) -> list[tuple[str, str, str | None]]:
    """Returns place, text and colour of each line of the board."""
    names = max((len(line.athlete) for line in board.lines), default=0)
    return [
        (f"{place}.", f"{line.athlete:<{names}}  {_done(line.reps, line.minutes, line.streak_weeks)}", line.colour)
        for place, line in enumerate(board.lines, start=1)
    ]


def _done(reps: int, minutes: float, weeks: int) -> str:
    running = f"{weeks} {'week' if weeks == 1 else 'weeks'} running"
    return f"{reps:>4} {'rep ' if reps == 1 else 'reps'}  {minutes:>3.0f} min  {running:>16}"


def others_colours(taken: Sequence[str | None]) -> str:
    """Returns the colours that nobody has, then the rest, for a field that is empty."""
    return ", ".join(sorted(COLOURS, key=taken.count))
