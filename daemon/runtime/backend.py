"""Connects the socket's requests to the parts of the daemon."""

from collections.abc import Callable
from importlib import metadata

from daemon.errors import JournalError, SpotterError, UsageError
from daemon.ipc import verbs
from daemon.ipc.server import About, Backend
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.context import Context
from daemon.runtime.health import HealthMonitor
from daemon.vision.preview import Preview


def backend(context: Context, journal: JournalWriter, health: HealthMonitor, preview: Preview) -> Backend:
    """Returns the server's handlers. Each is called on the server's thread and returns at once."""

    def forget(args: verbs.Forget, answer: Callable[[int | SpotterError], None]) -> None:
        if journal.trouble is not None:
            answer(JournalError(f"nothing was erased: {journal.trouble}"))
            return
        journal.forget(before=args.before, athlete=args.athlete, done=lambda outcome: answer(outcome.forgotten))

    def keep(args: verbs.Import, answer: Callable[[int | SpotterError], None]) -> None:
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
        beat=context.heartbeats.beater("ipc"),
    )


def about(context: Context) -> About:
    """Returns what the daemon says about itself in its hello."""
    return About(context.config.box.id, context.session.boot, metadata.version("spotter"))
