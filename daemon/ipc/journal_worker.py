"""Answers questions to the journal on a thread of its own, so that the server's thread never waits for the disk."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from daemon.errors import SpotterError
from daemon.ipc import queries
from daemon.ipc.verbs.args import Args
from daemon.ports import Clock, Journal

_STOP_S = 0.2
"""Seconds that ``stop`` waits for a question that is being answered; the daemon does not end later for it."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    args: Args
    answer: Callable[[Any], None]


class JournalWorker:
    """One thread with one reader, which answers in the order of the questions. Belongs to the server's thread.

    Args:
        open_journal: Opens the reader, on the worker's thread and with the first question.
        clock: Tells which days and weeks are the last ones.
    """

    def __init__(self, open_journal: Callable[[], Journal], clock: Clock) -> None:
        self._open_journal = open_journal
        self._clock = clock
        self._journal: Journal | None = None
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="ipc-journal", daemon=True)

    def ask(self, args: Args, answer: Callable[[Any], None]) -> None:
        """Queue ``history``, ``weeks``, ``set``, ``find`` or ``export``; never waits.

        ``answer`` is called on the worker's thread with the result or a ``SpotterError``; not at all after ``stop``.
        """
        self._questions.put(_Question(args, answer))
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """Drop the questions that wait, and end the thread."""
        self._stopping = True
        self._questions.put(None)
        if self._thread.ident is not None:
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        try:
            while (question := self._questions.get()) is not None and not self._stopping:
                question.answer(self._result(question.args))
        finally:
            if self._journal is not None:
                self._journal.close()

    def _result(self, args: Args) -> Any:  # noqa: ANN401 - each verb has its own answer
        try:
            if self._journal is None:
                self._journal = self._open_journal()
            return queries.answer(args, self._journal, self._clock.now())
        except SpotterError as error:
            return error
        except Exception:  # noqa: BLE001 - a fault of the code costs one answer, and not all that come after it
            _log.exception("%s could not be answered", type(args).__name__.lower())
            return SpotterError("the daemon could not answer: its log says why; please report it")
