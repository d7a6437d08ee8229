"""Connects the socket's requests to the parts of the daemon."""

from collections.abc import Callable
from importlib import metadata
from typing import Any

from daemon.errors import JournalError, SpotterError, UsageError
from daemon.ipc import verbs
from daemon.ipc.server import About, Backend
from daemon.ipc.verbs.command import Command
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import Erased
from daemon.runtime.context import Context
from daemon.runtime.first_boot import FirstBoot
from daemon.runtime.health import HealthMonitor
from daemon.vision.preview import Preview


def backend(
    context: Context, journal: JournalWriter, health: HealthMonitor, preview: Preview, boot: FirstBoot
) -> Backend:
    """Returns the server's handlers. Each is called on the server's thread and returns at once."""

    def erase(args: verbs.journal.Forget, answer: Callable[[Erased | SpotterError], None]) -> None:
        try:
            journal.forget(before=args.before, athlete=args.athlete, done=lambda outcome: answer(outcome.erased))
        except JournalError as error:
            answer(error)  # it is closed: the daemon ends

    def forget(args: verbs.journal.Forget, answer: Callable[[Erased | SpotterError], None]) -> None:
        if journal.trouble is not None:
            answer(JournalError(f"nothing was erased: {journal.trouble}"))
            return
        if args.before is not None:
            erase(args, answer)
            return

        def let_go(told: Any) -> None:  # noqa: ANN401 - an answer, which does not matter here
            answer(told) if isinstance(told, SpotterError) else erase(args, answer)

        # The loop first, so that nothing that it knows is written again.
        context.commands.put(Command(verbs.athletes.LetGo(athlete=args.athlete), let_go))

    def keep(args: verbs.journal.Import, answer: Callable[[int | SpotterError], None]) -> None:
        if journal.trouble is not None:
            answer(JournalError(f"nothing was imported: {journal.trouble}"))
            return
        try:
            journal.append(args.sets, lambda outcome: answer(outcome.new))
        except ValueError as error:
            answer(UsageError(str(error)))

    return Backend(
        open_journal=lambda: JournalReader(journal.path),
        submit=context.commands.put,
        acknowledge=journal.acknowledge,
        forget=forget,
        keep=keep,
        health=health.report,
        exercises=lambda: context.library.list(health.exercise),
        plans=context.library.plans,
        picture=preview.ask,
        setup=boot.look,
        answer_setup=boot.answer,
        beat=context.heartbeats.beater("ipc"),
    )


def about(context: Context) -> About:
    """Returns what the daemon says about itself in its hello."""
    return About(context.config.box.id, context.session.boot, metadata.version("spotter"))
