"""What the command line does with the journal: through the daemon where one runs, else with the file itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from daemon.athletes.board import Board
from daemon.athletes.profile import Athletes, Profile
from daemon.athletes.roster import as_known
from daemon.cli.through_daemon import ThroughDaemon
from daemon.cli.without_daemon import WithoutDaemon
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.core.nearest import suggestion
from daemon.errors import AwayError, UsageError
from daemon.events import AnyEvent, SetImported
from daemon.ipc import verbs
from daemon.ipc.client import ask
from daemon.ipc.verbs.athletes import AthleteSet
from daemon.ipc.verbs.journal import Forget
from daemon.ports import Clock, Erased
from daemon.printable import printable
from daemon.programmes.schedule import Schedule
from daemon.set_summary import SetSummary
from daemon.trends.report import Progress


class Access(Protocol):
    """What the command line does with the journal."""

    def history(self, limit: int, since: datetime | None, athlete: str | None = None) -> list[SetSummary]:
        """Returns the last ``limit`` sets that began at or after ``since``, oldest first.

        ``athlete``: whose; an empty name: of whoever was not named; None: everybody's.
        """

    def athletes(self) -> Athletes:
        """Returns everybody who can be chosen, what the box knows of them, and who is chosen; nobody yet: nothing."""

    def board(self) -> Board:
        """Returns the household's board of this week."""

    def set_athlete(self, what: AthleteSet) -> Profile:
        """Change what the box knows of an athlete; ``UsageError`` where that cannot be."""

    def remove_athlete(self, name: str) -> Profile:
        """Remove what the box knows of an athlete; ``UsageError`` where it knows nothing."""

    def choose_athlete(self, name: str | None) -> bool:
        """Let this athlete train, or nobody; returns whether a set runs, which stays whose it is."""

    def export(self) -> Iterator[AnyEvent]:
        """Returns every event in order."""

    def last(self, count: int) -> list[AnyEvent]:
        """Returns the last ``count`` events, in order."""

    def set(self, set_id: str) -> list[AnyEvent]:
        """Returns the events of a set; ``UsageError`` where there is none."""

    def find(self, begins: str) -> list[AnyEvent]:
        """Returns the events whose id begins so, at most twenty."""

    def progress(self, athlete: str | None) -> Progress:
        """Returns what an athlete's last half year comes to."""

    def choose_programme(self, what: verbs.plans.Programme, config: Path | None) -> None:
        """Choose a programme for an athlete, or none; ``config``: where the programmes are, for a box that is off."""

    def schedule(self, athlete: str | None) -> Schedule:
        """Returns how an athlete's programme stands, and how it is led; ``UsageError`` where none is chosen."""

    def forget(self, what: Forget) -> Erased:
        """Erase; returns how much."""

    def keep(self, sets: Sequence[SetImported]) -> int:
        """Keep imported sets; returns how many were not there yet. Begins a journal where there is none."""


@contextmanager
def open_access(config: Settings, clock: Clock) -> Iterator[Access]:
    """Opens the journal of these settings, and closes it at the end.

    Raises:
        BusyError: A daemon has the journal and does not answer on its socket.
        JournalError: There is no journal yet, or it cannot be read.
    """
    socket = config.socket.path or paths.socket_path()
    journal = journal_of(config)
    try:
        ask(socket, "health")
    except AwayError:
        yield WithoutDaemon(journal, clock)
    else:
        yield ThroughDaemon(socket, clock)


def spelled(athlete: str | None, journal: Access) -> str | None:
    """Returns an athlete's name as the journal has it, in whatever case it was typed; None and an empty one stay."""
    return as_known(athlete, journal.athletes()) if athlete else athlete


def named(athlete: str | None, journal: Access) -> str | None:
    """Returns the name of an athlete whom the journal has, likewise; any name where it has nobody's.

    Raises:
        UsageError: It has none of that name; the message names the nearest.
    """
    if not athlete:
        return athlete
    known = journal.athletes()
    found = as_known(athlete, known)
    if known.athletes and found not in known.athletes:
        raise UsageError(f"no athlete {printable(athlete)!r}: {printable(suggestion(athlete, known.athletes))}")
    return found


def journal_of(config: Settings) -> Path:
    """Returns the path of the journal."""
    return config.journal.path or paths.journal_path()
