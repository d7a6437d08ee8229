"""Answers the socket's requests that change what is in the journal: to erase sets, and to keep imported ones."""

from collections.abc import Callable
from typing import Any

from daemon.errors import JournalError, SpotterError, UsageError
from daemon.ipc import verbs
from daemon.ipc.verbs.command import Command
from daemon.journal.writer import JournalWriter
from daemon.ports import Erased


class JournalHandlers:
    """Each method is called on the server's thread and returns at once; ``answer`` is called from any thread.

    Args:
        journal: Erases and keeps.
        submit: Puts a command into the frame loop's queue.
    """

    def __init__(self, journal: JournalWriter, submit: Callable[[Command], None]) -> None:
        self._journal = journal
        self._submit = submit

    def forget(self, args: verbs.journal.Forget, answer: Callable[[Erased | SpotterError], None]) -> None:
        """Erase what the arguments name."""
        if self._journal.trouble is not None:
            answer(JournalError(f"nothing was erased: {self._journal.trouble}"))
            return
        if args.before is not None:
            self._erase(args, answer)
            return

        def let_go(result: Any) -> None:  # noqa: ANN401 - an answer, which does not matter here
            answer(result) if isinstance(result, SpotterError) else self._erase(args, answer)

        # The loop first, so that nothing that it knows is written again.
        self._submit(Command(verbs.athletes.LetGo(athlete=args.athlete), let_go))

    def keep(self, args: verbs.journal.Import, answer: Callable[[int | SpotterError], None]) -> None:
        """Keep imported sets."""
        if self._journal.trouble is not None:
            answer(JournalError(f"nothing was imported: {self._journal.trouble}"))
            return
        try:
            self._journal.append(args.sets, lambda outcome: answer(outcome.new))
        except ValueError as error:
            answer(UsageError(str(error)))

    def _erase(self, args: verbs.journal.Forget, answer: Callable[[Erased | SpotterError], None]) -> None:
        try:
            self._journal.forget(before=args.before, athlete=args.athlete, done=lambda outcome: answer(outcome.erased))
        except JournalError as error:
            answer(error)  # it is closed: the daemon ends
