"""The journal's one writer: a thread that commits what is queued, in order, and never drops it.

One transaction takes what is queued. Where the disk refuses, everything stays queued and is tried again until it is
saved; meanwhile ``unsaved`` and ``trouble`` say how many events wait and why.
"""

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from daemon.backoff import Backoff
from daemon.errors import JournalError, SpotterError
from daemon.events import AnyEvent
from daemon.journal import database, rows
from daemon.journal.backup import erase_in_backups
from daemon.journal.jobs import Append, Condense, Done, Forget, Job, Outcome
from daemon.journal.store import open_store
from daemon.journal.transaction import commit
from daemon.ports import Clock

_BATCH = 64
"""Jobs in one transaction at most, so that the first of them does not wait long for its commit."""
_WAKE_S = 0.5
_LOOK_S = 0.1
_RETRY_FIRST_S = 0.1
_RETRY_LONGEST_S = 1.0
_SLOW_S = 60.0
"""Seconds that a commit which goes on may take at the end: a card that is busy with itself stands still for some."""
_FRESH_S = 60.0

_log = logging.getLogger(__name__)


def _nothing(*_: object) -> None:
    """Do nothing: the default callback."""


class JournalWriter:
    """Owns the journal of this process. ``append``, ``remember``, ``acknowledge``, ``forget``, ``condense`` never wait.

    Args:
        path: The database; created where there is none.
        clock: Names a damaged journal that is set aside.
        on_trouble: Called with ``trouble`` whenever it changes; None: all is saved again.
        beat: Called at least twice a second while the thread lives.

    The callbacks, ``done`` too, run on the writer's thread and must not block.

    Raises:
        BusyError: Another process has the journal.
        JournalError: It cannot be opened or written; says what to do.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        on_trouble: Callable[[str | None], None] = _nothing,
        beat: Callable[[], None] = _nothing,
    ) -> None:
        self._store = open_store(path, clock)
        self._store.open()
        self._clock = clock
        self._subscribers: list[Callable[[int], None]] = []
        self._on_trouble = on_trouble
        self._beat = beat
        self._jobs: deque[Job] = deque()
        self._cursors: dict[str, int] = {}
        self._memory: dict[str, str | None] = {}
        self._unsaved = 0
        self._trouble: str | None = None
        self._closing = False
        self._stuck = False
        self._wake = threading.Condition(threading.RLock())
        self._noticed_s = clock.monotonic() if self._store.notice else None
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    @property
    def path(self) -> Path:
        """The database."""
        return self._store.path

    @property
    def notice(self) -> str | None:
        """One line for the user where a journal that was damaged or lost was made anew, or None."""
        return self._store.notice

    @property
    def fresh_notice(self) -> str | None:
        """The notice for a minute, for those who show how things are; then None."""
        if self._noticed_s is None or self._clock.monotonic() - self._noticed_s > _FRESH_S:
            return None
        return self._store.notice

    @property
    def unsaved(self) -> int:
        """Events that are not on the disk yet."""
        return self._unsaved

    @property
    def unsaved_choices(self) -> tuple[str, ...]:
        """Keys of what was to be remembered and is not on the disk yet."""
        with self._wake:
            return tuple(key for key in self._memory if key != database.WRITER)

    @property
    def saved(self) -> bool:
        """Whether everything that was to be kept is on the disk: the journal can be written."""
        with self._wake:
            return self._trouble is None and not self._has_work()

    @property
    def trouble(self) -> str | None:
        """One line on why nothing can be saved now and what to do, or None."""
        return self._trouble

    def waiting(self) -> list[AnyEvent]:
        """Returns the events that are queued and not known to be committed, in order."""
        with self._wake:
            return [event for job in self._jobs if isinstance(job, Append) for event in job.events]

    def subscribe(self, on_commit: Callable[[int], None]) -> None:
        """Call ``on_commit`` with the journal's last ``seq`` after each commit of events, before their ``done``.

        Subscribe before ``start`` to miss none.
        """
        self._subscribers.append(on_commit)

    def start(self) -> None:
        """Start the thread; what was queued before is kept."""
        self._thread.start()

    def append(self, events: Sequence[AnyEvent], done: Done | None = None) -> None:
        """Queue events; the commit gives them their ``seq``. ``done`` is called with the outcome.

        Raises:
            ValueError: A fault of the caller: an event could not be read back as what it is (a NaN, for instance),
                or is over 32 KiB.
        """
        for event in events:
            rows.check(event)
        self._put(Append(tuple(events), done), len(events))

    def remember(self, key: str, value: str | None) -> None:
        """Keep a value across restarts; None removes it."""
        with self._wake:
            self._memory[key] = value
            self._wake.notify()

    def acknowledge(self, consumer: str, seq: int) -> None:
        """Move a consumer's cursor forward to ``seq``; never back."""
        with self._wake:
            self._cursors[consumer] = max(seq, self._cursors.get(consumer, 0))
            self._wake.notify()

    def forget(self, *, before: datetime | None = None, athlete: str | None = None, done: Done | None = None) -> None:
        """Erase the sets that match both conditions; without a condition, all events and all remembered values.

        Args:
            before: Sets that began before this; with a time zone.
            athlete: Sets of this athlete.
            done: Called with the number, once they are gone from the files on the disk.
        """
        with self._wake:
            if before is None:
                # What was to be remembered before now is to be forgotten too; what comes later is not.
                self._memory = {
                    key: value
                    for key, value in self._memory.items()
                    if athlete not in (None, value) and key.partition(":")[2] != athlete
                }
            self._put(Forget(before, athlete, done), 0)

    def condense(self, sets: Sequence[str], done: Done | None = None) -> None:
        """Remove the reps of sets that have ended and that every consumer has; what they came to stays.

        Args:
            sets: Their ids; a few at once, as other events wait for it.
            done: Called with the number of events that were removed.
        """
        self._put(Condense(tuple(sets), done), 0)

    def close(self, timeout_s: float = 1.0) -> int:
        """Commit what is queued, stop and release the journal; returns how many events were not saved.

        Safe to call twice. What the disk refused for ``timeout_s`` gets an outcome with ``saved=False``; a disk that
        is slow, and has not refused, is waited for.
        """
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread.ident is None:
            self._thread.start()
        self._thread.join(timeout_s)
        self._join_slow()
        if not self._thread.is_alive():
            return self._unsaved
        with self._wake:
            self._stuck = True
            self._wake.notify()
        self._thread.join(_RETRY_LONGEST_S)
        return self._unsaved

    def _join_slow(self) -> None:
        """Wait for the end of the thread for as long as the disk refuses nothing."""
        for _ in range(round(_SLOW_S / _LOOK_S)):
            if self._trouble is not None or not self._thread.is_alive():
                return
            self._thread.join(_LOOK_S)

    def _put(self, job: Job, count: int) -> None:
        with self._wake:
            if self._closing:
                raise JournalError(f"journal {self.path} is closed")
            self._jobs.append(job)
            self._unsaved += count
            self._wake.notify()

    def _run(self) -> None:
        backoff = Backoff(_RETRY_FIRST_S, _RETRY_LONGEST_S)
        try:
            while self._wait_for_work():
                if self._keep_file() and self._commit_some():
                    backoff.reset()
                else:
                    self._pause(backoff.next_s())
        finally:
            if not self._closing:
                self._set_trouble(f"journal {self.path}: its writer broke: restart Spotter")
            self._store.disconnect()
            self._store.lock.release()
            for job in self._jobs:
                self._finish(job, Outcome(saved=False))

    def _wait_for_work(self) -> bool:
        """Wait for something to commit, but not long; returns False when it is time to end."""
        with self._wake:
            self._wake.wait_for(lambda: self._closing or self._has_work(), _WAKE_S)
            going_on = not self._stuck and (self._has_work() or not self._closing)
        self._beat()
        return going_on

    def _has_work(self) -> bool:
        return bool(self._jobs or self._cursors or self._memory)

    def _keep_file(self) -> bool:
        """Make sure that the file is still ours; returns False where it is lost and cannot be made anew now."""
        try:
            if self._store.keep():
                self._take_notice()
        except SpotterError as error:
            self._set_trouble(str(error))
            return False
        return True

    def _take_notice(self) -> None:
        _log.warning("%s", self.notice)
        self._noticed_s = self._clock.monotonic()
        for on_commit in self._subscribers:
            on_commit(self._store.recent.last_seq)

    def _pause(self, seconds: float) -> None:
        with self._wake:
            if not self._stuck:
                self._wake.wait_for(lambda: self._stuck, seconds)
        self._beat()

    def _commit_some(self) -> bool:
        with self._wake:
            jobs = [job for job, _ in zip(self._jobs, range(_BATCH), strict=False)]
            cursors, memory = dict(self._cursors), dict(self._memory)
        work = jobs or cursors or memory
        try:
            connection = self._store.connected()
            outcomes = commit(connection, jobs, cursors, memory) if work else []
        except sqlite3.Error as error:
            self._refused(error)
            return False
        self._store.look()
        for job in jobs:
            if isinstance(job, Forget):
                erase_in_backups(self.path, job.apply)
        self._store.recent.note(jobs, outcomes, cursors, memory)
        with self._wake:
            for _ in jobs:
                self._jobs.popleft()
            self._unsaved -= sum(len(outcome.events) for outcome in outcomes)
            _drop_done(self._cursors, cursors)
            _drop_done(self._memory, memory)
        self._announce(jobs, outcomes)
        return True

    def _refused(self, error: sqlite3.Error) -> None:
        """Make a damaged journal anew; else say why nothing is saved, and try again."""
        try:
            if self._store.mend(error):
                self._take_notice()
                return
            trouble = database.describe(error, self.path)
        except JournalError as lost:
            trouble = str(lost)
        self._store.disconnect()
        self._set_trouble(trouble)

    def _announce(self, jobs: list[Job], outcomes: list[Outcome]) -> None:
        self._set_trouble(None)
        last = max((event.seq for outcome in outcomes for event in outcome.events), default=0)
        if last:
            for on_commit in self._subscribers:
                on_commit(last)
        for job, outcome in zip(jobs, outcomes, strict=True):
            self._finish(job, outcome)
        self._beat()

    def _finish(self, job: Job, outcome: Outcome) -> None:
        if job.done is not None:
            job.done(outcome)

    def _set_trouble(self, trouble: str | None) -> None:
        if trouble == self._trouble:
            return
        if self._trouble is None:
            _log.warning("%s: nothing is saved until then, and nothing is lost while Spotter runs", trouble)
        elif trouble is None:
            _log.info("the journal %s is saved again, with all that waited", self.path)
        self._trouble = trouble
        self._on_trouble(trouble)


def _drop_done(pending: dict[str, int] | dict[str, str | None], done: dict[str, int] | dict[str, str | None]) -> None:
    """Remove what was committed, unless it has changed since."""
    for key, value in done.items():
        if key in pending and pending[key] == value:
            del pending[key]
