"""Connects the socket's requests to the parts of the daemon."""

from importlib import metadata

from daemon.ipc.server import About, Backend
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.context import Context
from daemon.runtime.first_boot import FirstBoot
from daemon.runtime.health import HealthMonitor
from daemon.runtime.journal_handlers import JournalHandlers
from daemon.vision.preview import Preview


def backend(
    context: Context, journal: JournalWriter, health: HealthMonitor, preview: Preview, boot: FirstBoot
) -> Backend:
    """Returns the server's handlers. Each is called on the server's thread and returns at once."""
    changes = JournalHandlers(journal, context.commands.put)
    return Backend(
        open_journal=lambda: JournalReader(journal.path),
        submit=context.commands.put,
        acknowledge=journal.acknowledge,
        forget=changes.forget,
        keep=changes.keep,
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
