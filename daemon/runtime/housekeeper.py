"""Holds what Spotter keeps on the disk within its budget, on a thread of its own, and never while somebody trains.

What gives way, in this order: engines that were set aside as they fit nothing any more; each rep of sets older than
``disk.detail_days``, whose summary stays; where that is not enough, of sets older than a year. A damaged journal that
was set aside counts, and is never deleted by itself: only a person can know that nothing in it is wanted any more.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from daemon.clock import is_dated
from daemon.config.settings import LEAST_DETAIL_DAYS, Disk
from daemon.errors import JournalError
from daemon.journal.condensing import old_sets
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.periodic import Periodic
from daemon.ports import Clock

FIRST_S, PERIOD_S = 300.0, 6 * 3600.0
KEEP_SETS = 1000
"""The newest sets keep their reps, whatever the clock says: one that is wrong by years must not cost them."""
_BATCH = 20
"""Sets in one transaction: a rep that is counted meanwhile does not wait long for its own."""
_PAUSE_S = 0.2
_SAVE_S = 30.0
_MIB = 2**20
_SET_ASIDE = ("*.stale", "*.damaged")
"""See ``engines.tensorrt.plan_file``."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Folders:
    """The places of what is kept.

    Attributes:
        journal: The database.
        models: Pose models and engines.
    """

    journal: Path
    models: Path

    @property
    def backups(self) -> Path:
        """Of the journal."""
        return self.journal.parent / "backups"

    @property
    def damaged(self) -> list[Path]:
        """Journals that were set aside; see ``journal.rescue``."""
        return sorted(self.journal.parent.glob(f"{self.journal.name}.damaged-*"))


class Housekeeper(Periodic):
    """Tidies up some minutes after the start, and then every six hours.

    Args:
        folders: What is kept.
        config: ``[disk]``.
        journal: Removes the reps of old sets.
        clock: The time.
        idle: Returns whether nobody trains.

    Attributes:
        kept_mib: What journal, backups and models take, and journals that were set aside (MiB); None before the first
            look.
    """

    def __init__(
        self, folders: Folders, config: Disk, journal: JournalWriter, clock: Clock, idle: Callable[[], bool]
    ) -> None:
        super().__init__("housekeeper", PERIOD_S, self._try_to_look, first_s=FIRST_S)
        self.kept_mib: int | None = None
        self._folders = folders
        self._config = config
        self._journal = journal
        self._clock = clock
        self._idle = idle

    @property
    def trouble(self) -> str | None:
        """One line where the budget cannot be held, or None."""
        if self.kept_mib is None or self.kept_mib <= self._config.budget_mib:
            return None
        says = f"journal, backups and models take {self.kept_mib} MiB, {self._config.budget_mib} are allowed"
        aside = f"{self._folders.journal}.damaged-*, set aside as damaged, or " if self._folders.damaged else ""
        return f"{says}: remove {aside}models that you do not use from {self._folders.models}, or raise disk.budget_mib"

    def look(self) -> None:
        """Tidy up once, as long as nobody trains.

        Raises:
            JournalError: The journal cannot be read.
        """
        if self._idle():
            self._remove_set_aside()
        with JournalReader(self._folders.journal) as reader:
            self._condense(reader, self._config.detail_days)
            # No rep gives way for what was set aside.
            while self._measure(reader) // _MIB > self._config.budget_mib:
                if not self._condense(reader, LEAST_DETAIL_DAYS, batches=1):
                    break
            self.kept_mib = (self._measure(reader) + sum(map(_size, self._folders.damaged))) // _MIB

    def _try_to_look(self) -> None:
        try:
            self.look()
        except JournalError as error:
            _log.warning("what is kept is not tidied up now: %s", error)

    def _condense(self, reader: JournalReader, days: int, batches: int | None = None) -> int:
        """Remove the reps of sets that are older; returns how many events that were."""
        now, removed = self._clock.now(), 0
        if not is_dated(now):
            return 0
        while batches is None or batches > 0:
            batches = None if batches is None else batches - 1
            sets = old_sets(reader, now - timedelta(days=days), KEEP_SETS, _BATCH) if self._idle() else []
            gone = self._remove_reps(sets) if sets else 0
            removed += gone
            if not gone or self.pause(_PAUSE_S):
                break
        if removed:
            _log.info("removed %d reps of sets older than %d days; their summaries stay", removed, days)
        return removed

    def _remove_reps(self, sets: list[str]) -> int:
        outcomes: list[Outcome] = []
        done = threading.Event()

        def take(outcome: Outcome) -> None:
            outcomes.append(outcome)
            done.set()

        self._journal.condense(sets, take)
        return outcomes[0].forgotten if done.wait(_SAVE_S) else 0

    def _remove_set_aside(self) -> None:
        for path in (path for pattern in _SET_ASIDE for path in self._folders.models.glob(pattern)):
            with suppress(OSError):
                path.unlink()
                _log.info("removed the engine %s, which fits nothing any more", path.name)

    def _measure(self, reader: JournalReader) -> int:
        """Returns what could give way, and what must not (bytes)."""
        files = [*_files(self._folders.models), *_files(self._folders.backups)]
        return reader.used_bytes() + sum(map(_size, files))


def _files(folder: Path) -> Iterable[Path]:
    with suppress(OSError):
        yield from (path for path in folder.rglob("*") if path.is_file())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
