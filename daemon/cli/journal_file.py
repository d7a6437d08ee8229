"""The journal's file, opened for as long as one call takes, where no daemon has it."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from daemon.config import paths
from daemon.errors import JournalError
from daemon.journal import database, rescue, soundness
from daemon.journal.jobs import Done, Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import Clock

_LOOK_S = 1.0


class JournalFile:
    """Opens the file: to read it as it is, or to write it under its lock.

    Args:
        path: The database.
        clock: Names a damaged journal that is set aside.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def exists(self) -> bool:
        """Returns whether there is a file."""
        return self._path.exists()

    def check(self) -> None:
        """Make sure that there is a journal to be read.

        Raises:
            JournalError: There is none yet, or it is another user's.
        """
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            size = 0
        except PermissionError as error:
            raise self._denied() from error
        if not size and not rescue.cut_to_nothing(self._path):
            raise JournalError(f"there is no journal at {self._path} yet: it begins with `spotter run`")
        if not os.access(self._path, os.R_OK, effective_ids=True):
            raise self._denied()

    @contextmanager
    def reading(self) -> Iterator[JournalReader]:
        """Hold a reader of the file as it is.

        Raises:
            JournalError: See ``check``; or nothing of it can be read.
        """
        self.check()
        with database.as_journal_error(self._path):
            database.refuse_newer(self._path)
            fault = soundness.fault_of(self._path)
            if fault is None:
                soundness.refuse_other_version(self._path)
        with JournalReader(self._path) if fault is None else self._readable(fault) as reader:
            yield reader

    @contextmanager
    def writing(self) -> Iterator[JournalWriter]:
        """Hold a writer that is not started; begins a journal where there is none.

        Raises:
            BusyError: A daemon has the journal.
            JournalError: It cannot be opened or written.
        """
        paths.make(self._path.parent)
        writer = JournalWriter(self._path, self._clock)
        if writer.notice is not None:
            sys.stderr.write(f"spotter: {writer.notice}\n")
        try:
            yield writer
        finally:
            writer.close()

    @contextmanager
    def remembering(self) -> Iterator[tuple[JournalWriter, JournalReader]]:
        """Hold a writer and a reader; what the writer was to remember is on the disk at the end."""
        with self.writing() as writer, JournalReader(self._path) as reader:
            yield writer, reader
            writer.close()
            if writer.unsaved_choices:
                raise JournalError(writer.trouble or f"{self._path} did not take it: check the disk")

    def written(self, write: Callable[[JournalWriter, Done], None]) -> Outcome:
        """Do one job of the writer's, and wait until it is on the disk."""
        outcomes: list[Outcome] = []
        done = threading.Event()

        def take(outcome: Outcome) -> None:
            outcomes.append(outcome)
            done.set()

        with self.writing() as writer:
            writer.start()
            write(writer, take)
            while not done.wait(_LOOK_S):
                if writer.trouble is not None:
                    raise JournalError(writer.trouble)
        return outcomes[0]

    def _readable(self, fault: str) -> JournalReader:
        """Returns a reader of what a damaged journal still has."""
        connection, count = rescue.in_memory(self._path)
        text = (
            f"journal {self._path} is damaged ({fault}) and was left as it is: {count} of its events can be read; "
            "when the daemon starts, it sets the file aside and saves them: `sudo systemctl restart spotter`"
        )
        if not count:
            raise JournalError(text)
        sys.stderr.write(f"spotter: {text}\n")
        return JournalReader(self._path, connection)

    def _denied(self) -> JournalError:
        return JournalError(f"permission denied: {self._path}: join the group 'spotter' or use sudo")
