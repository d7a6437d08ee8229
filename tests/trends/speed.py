"""``python -m tests.trends.speed``: how long the questions of the history take of five years of four athletes."""

import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

from daemon.athletes.roster import Roster
from daemon.events import AnyEvent
from daemon.ipc import queries, verbs
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter

YEARS = 5
_ATHLETES = ("Ann", "Bo", "Cy", "Di")
_SETS_A_WEEK = 4
_REPS = 10
_NOW = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
_ROUNDS = 7


def fill(path: Path) -> int:
    """Writes the history; returns how many events it has."""
    writer = JournalWriter(path, SystemClock())
    writer.start()
    roster = Roster(remember=writer.remember)
    for athlete in _ATHLETES:
        roster.write(athlete, board=True)
    count = 0
    for week in range(YEARS * 52, 0, -1):
        for at, athlete in enumerate(_ATHLETES):
            for n in range(_SETS_A_WEEK):
                made = _set(Lifter(athlete, _NOW - timedelta(weeks=week - 1, days=n, hours=at)), f"{week}-{at}-{n}")
                count += len(made)
                writer.append(made)
    writer.close()
    return count


def _set(lifter: Lifter, name: str) -> list[AnyEvent]:
    made = [lifter.starts(), *(lifter.shows_form(n) for n in range(1, _REPS + 1)), lifter.ends(_REPS)]
    return [msgspec.structs.replace(event, id=f"{name}-{i}", set=name) for i, event in enumerate(made)]


def main() -> None:
    """Writes the median time of each question."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        sys.stdout.write(f"{fill(path)} events\n")
        with JournalReader(path) as reader:
            for args in (verbs.Progress(athlete="Ann"), verbs.Weeks(), verbs.Today(), verbs.History(), verbs.Board()):
                taken = sorted(_seconds(args, reader) for _ in range(_ROUNDS))
                sys.stdout.write(f"{type(args).__name__.lower()}: {1000 * taken[_ROUNDS // 2]:.0f} ms\n")


def _seconds(args: verbs.Args, reader: JournalReader) -> float:
    began = time.perf_counter()
    queries.answer(args, reader, _NOW)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
