"""Builds the summary of a workout for its retained topic."""

from pathlib import Path
from typing import Any

import msgspec

from daemon.events import AnyEvent, RepCorrected, SetEnded, WorkoutEnded
from daemon.ipc.daemon_request import ask
from daemon.set_summary import SetSummary

_MOST_SETS = 100


class Sets(msgspec.Struct, frozen=True):
    """The daemon's answer to ``history``; ``open`` is the workout that goes on, or None."""

    sets: list[SetSummary]
    open: str | None = None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A workout that ended, or goes on.

    Attributes:
        t: When its first set began, UTC, RFC 3339; None where it has no set.
        ended: It is closed.
        reps, rejected: Of all its sets.
        sets: In order.
    """

    workout: str
    t: str | None
    ended: bool
    reps: int
    rejected: int
    sets: list[SetSummary]


def changed_by(event: AnyEvent) -> str | None:
    """Returns the workout whose summary this event changes, or None."""
    return event.workout if isinstance(event, SetEnded | RepCorrected | WorkoutEnded) else None


async def summary_after(event: AnyEvent, workout: str, path: Path) -> Summary | None:
    """Asks the daemon for the workout's summary.

    Returns None for a correction of an earlier workout than the last, and where the workout was forgotten meanwhile:
    an empty summary would name nobody, and stay.

    Raises:
        SpotterError: The daemon is away, or cannot answer.
        msgspec.ValidationError: This version does not understand the answer.
    """
    own, open_workout = await _sets(path)
    if own and own[-1].workout != workout and isinstance(event, RepCorrected):
        return None
    if all(line.workout != workout for line in own):
        return None
    return _summary(own, workout, open_workout)


async def last_summary(path: Path) -> Summary | None:
    """Asks the daemon for the last workout's summary. Returns None where the journal has no set.

    Raises:
        SpotterError: The daemon is away, or cannot answer.
        msgspec.ValidationError: This version does not understand the answer.
    """
    own, open_workout = await _sets(path)
    workout = own[-1].workout if own else None
    return None if workout is None else _summary(own, workout, open_workout)


async def _sets(path: Path) -> tuple[list[SetSummary], str | None]:
    """Returns the last sets that the box saw itself, and the workout that goes on."""
    answer: Any = await ask(path, "history", limit=_MOST_SETS)
    known = msgspec.convert(answer, Sets)
    return [line for line in known.sets if line.imported is None], known.open


def _summary(sets: list[SetSummary], workout: str, open_workout: str | None) -> Summary:
    lines = [line for line in sets if line.workout == workout]
    return Summary(
        workout=workout,
        t=lines[0].t if lines else None,
        ended=open_workout != workout,
        reps=sum(line.reps for line in lines),
        rejected=sum(line.rejected for line in lines),
        sets=lines,
    )
