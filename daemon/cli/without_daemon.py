"""The journal where no daemon runs: each question opens the file, and answers it as the daemon would."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from daemon.athletes.board import Board
from daemon.athletes.profile import Athletes, Profile
from daemon.athletes.roster import Roster
from daemon.cli.journal_file import JournalFile
from daemon.cli.schedule_pages import whole
from daemon.clock import local
from daemon.config import programmes
from daemon.events import AnyEvent, SetImported
from daemon.ipc import queries, verbs
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.athletes import AthleteSet
from daemon.ipc.verbs.journal import Forget
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import Clock, Erased
from daemon.programmes.schedule import Schedule
from daemon.programmes.template import kept, key
from daemon.runtime.programmes import chosen
from daemon.set_summary import SetSummary
from daemon.trends.report import Progress


class WithoutDaemon:
    """Works on the file of a journal; see ``journal_access.Access``."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._file = JournalFile(path, clock)
        self._clock = clock

    def history(self, limit: int, since: datetime | None, athlete: str | None = None) -> list[SetSummary]:
        """Returns the last ``limit`` sets that began at or after ``since``, oldest first."""
        with self._file.reading() as reader:
            return reader.history(limit, since, athlete)

    def athletes(self) -> Athletes:
        """Returns everybody who can be chosen, what the box knows of them, and who is chosen; nobody yet: nothing."""
        with suppress(PermissionError):  # the reader says it better
            if not self._file.exists():
                return Athletes(athletes=[])
        return msgspec.convert(self._answer(verbs.athletes.Athletes()), Athletes)

    def board(self) -> Board:
        """Returns the household's board of this week."""
        return msgspec.convert(self._answer(verbs.athletes.Board()), Board)

    def set_athlete(self, what: AthleteSet) -> Profile:
        """Change what the box knows of an athlete."""
        with self._file.remembering() as (writer, reader):
            return _roster(writer, reader).write(
                what.athlete, what.colour, what.targets, board=what.board, new=what.new
            )

    def remove_athlete(self, name: str) -> Profile:
        """Remove what the box knows of an athlete."""
        with self._file.remembering() as (writer, reader):
            return _roster(writer, reader).remove(name)

    def choose_athlete(self, name: str | None) -> bool:
        """Let this athlete train, or nobody; returns whether a set runs, which stays whose it is."""
        with self._file.remembering() as (writer, reader):
            if name != reader.recall("athlete"):
                writer.remember("target", None)  # it was said for another
            writer.remember("athlete", name)
        return False

    def export(self) -> Iterator[AnyEvent]:
        """Returns every event in order."""
        with self._file.reading() as reader:
            yield from reader.export()

    def last(self, count: int) -> list[AnyEvent]:
        """Returns the last ``count`` events, in order."""
        with self._file.reading() as reader:
            return reader.last(count)

    def set(self, set_id: str) -> list[AnyEvent]:
        """Returns the events of a set."""
        with self._file.reading() as reader:
            return reader.set(set_id)

    def find(self, begins: str) -> list[AnyEvent]:
        """Returns the events whose id begins so, at most twenty."""
        with self._file.reading() as reader:
            return reader.find(begins)

    def progress(self, athlete: str | None) -> Progress:
        """Returns what an athlete's last half year comes to."""
        return msgspec.convert(self._answer(verbs.journal.Progress(athlete=athlete)), Progress)

    def choose_programme(self, what: verbs.plans.Programme, config: Path | None) -> None:
        """Choose a programme for an athlete, or none."""
        today = local(self._clock.now()).date()
        choice = chosen(what, lambda name: programmes.load(name, config), today)
        with self._file.remembering() as (writer, _):
            writer.remember(key(what.athlete), None if choice is None else kept(choice))

    def schedule(self, athlete: str | None) -> Schedule:
        """Returns how an athlete's programme stands, and how it is led."""
        return whole(lambda after: self._answer(verbs.plans.Schedule(athlete=athlete, after=after, led=True)))

    def forget(self, what: Forget) -> Erased:
        """Erase; returns how much."""
        self._file.check()
        job = partial(JournalWriter.forget, before=what.before, athlete=what.athlete)
        return self._file.written(lambda writer, done: job(writer, done=done)).erased

    def keep(self, sets: Sequence[SetImported]) -> int:
        """Keep imported sets; returns how many were not there yet."""
        return self._file.written(lambda writer, done: writer.append(sets, done)).new

    def _answer(self, args: Args) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Returns what the daemon would answer, as the socket gives it."""
        with self._file.reading() as reader:
            return msgspec.to_builtins(queries.answer(args, reader, self._clock.now()))


def _roster(writer: JournalWriter, reader: JournalReader) -> Roster:
    return Roster(reader.profiles(), writer.remember)
