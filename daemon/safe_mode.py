"""Safe mode: what runs where the daemon did not get healthy three times. Nothing is counted, and everything says why.

Dashboard, page, link and doctor find a socket that answers: state, health, and what the journal has where that can be
opened. No camera, engine, pin or loudspeaker is touched. A ``start`` from any of them is another try.
"""

import dataclasses
import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from daemon.config.settings import Settings
from daemon.errors import AwayError, BusyError, JournalError, UsageError
from daemon.ipc import verbs
from daemon.ipc.backend import Backend, Consumer
from daemon.ipc.codec import Telemetry
from daemon.ipc.server import IpcServer
from daemon.journal import backup
from daemon.journal.opening import open_journal
from daemon.journal.writer import JournalWriter
from daemon.ports import Journal
from daemon.runtime.backend import about, backend
from daemon.runtime.context import Context, Plan, prepare
from daemon.runtime.first_boot import FirstBoot
from daemon.runtime.health import LINK, Health, HealthMonitor
from daemon.runtime.recent_log import recording
from daemon.runtime.versions import versions
from daemon.vision.preview import Preview

AGAIN_S = 300.0
"""Seconds after which it tries to count again by itself: what was missing may be back."""
STAND_IN = "safe-mode.db"
"""An empty journal beside the socket, where the real one is what keeps the daemon from starting."""
_WAKE_S = 0.1
_log = logging.getLogger(__name__)


def run(config: Settings, plan: Plan, stop: threading.Event, why: str) -> None:
    """Answer until ``stop`` is set, or it is time for another try.

    Args:
        config: The settings.
        plan: What the command line asks for.
        stop: Ends it.
        why: How the last start ended.

    Raises:
        BusyError: Another Spotter runs.
        SpotterError: The socket cannot be made.
    """
    says = f"safe mode, counting is off: {why}; start a set to try again, or wait {AGAIN_S / 60:.0f} minutes"
    with ExitStack() as stack:
        context = prepare(config, plan, stack.enter_context(recording()))
        _log.error("%s", says)
        journal, broken = _open_journal(context, stack)
        handlers = _backend(context, journal, says)
        if broken is not None:
            handlers = _without_journal(handlers, broken)
        server = IpcServer(context.socket_path, about(context), handlers, context.clock)
        stack.callback(server.stop)
        journal.subscribe(server.on_committed)
        journal.start()
        server.start()
        context.notifier.ready(says)
        _answer(context, server, says, stop)
        context.notifier.stopping()


def _open_journal(context: Context, stack: ExitStack) -> tuple[JournalWriter, JournalError | None]:
    """Returns the journal; where it is what keeps the daemon from starting, an empty stand-in and what is wrong."""
    beat = context.heartbeats.beater("journal")
    try:
        return stack.enter_context(open_journal(context.journal_path, context.clock, beat)), None
    except BusyError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not keep safe mode from saying so
        broken = JournalError(str(error) or type(error).__name__)
        _log.error("%s", broken)
    stand_in = context.socket_path.with_name(STAND_IN)
    backup.remove(stand_in)
    stack.callback(backup.remove, stand_in)
    return stack.enter_context(open_journal(stand_in, context.clock, beat)), broken


def _without_journal(handlers: Backend, broken: JournalError) -> Backend:
    """Returns the handlers of a server whose journal is a stand-in: who asks for what was done is told why not.

    Nothing must look as if there were no sets, or as if they had been erased.
    """
    readers = iter([handlers.open_journal])

    def open_journal() -> Journal:
        first = next(readers, None)  # the server's own, which only follows what is new
        if first is None:
            raise broken
        return first()

    def refuse(_: object, answer: Callable[[Any], None]) -> None:
        answer(broken)

    return dataclasses.replace(handlers, open_journal=open_journal, forget=refuse, keep=refuse)


def _backend(context: Context, journal: JournalWriter, says: str) -> Backend:
    """Returns the server's handlers: those of the daemon, but for what nobody works out here."""
    usual = HealthMonitor(context.clock, context.stages, journal.path, context.log)
    usual.exercise = context.config.set.exercise
    boot = FirstBoot(context.config, context.plan.config, context.library.names, lambda: None)
    made = backend(context, journal, usual, Preview(context.clock, pixels=False, watching=lambda _: None), boot)
    health = _health(context, journal, says)
    return dataclasses.replace(made, health=health, picture=lambda _, answer: answer(UsageError(says)))


def _health(
    context: Context, journal: JournalWriter, says: str
) -> Callable[[Callable[[str], Consumer | None]], Health]:
    """Returns the handler that says how a box is whose counting is off."""
    began_s, found = context.clock.monotonic(), versions()
    return lambda consumer: Health(
        fps=0.0,
        latency_p50_ms=None,
        latency_p95_ms=None,
        frames=0,
        first_t=None,
        uptime_s=round(context.clock.monotonic() - began_s, 1),
        camera="off",
        engine=context.config.engine.name,
        version=found["spotter"] or "",
        versions=found,
        unsaved=journal.unsaved,
        saved=journal.saved,
        trouble=says,
        safe_mode=says,
        stages={},
        journal=str(journal.path),
        link=consumer(LINK),
        errors=context.log.lines(),
    )


def _answer(context: Context, server: IpcServer, says: str, stop: threading.Event) -> None:
    """Be in the frame loop's place, until it is over."""
    beat = context.heartbeats.beater("loop")
    until_s = context.clock.monotonic() + AGAIN_S
    again = False
    while not (stop.is_set() or again or context.clock.monotonic() >= until_s):
        beat()
        again = _refuse(context, says)
        if server.demand.hz > 0:
            now_s, exercise = context.clock.monotonic(), context.config.set.exercise
            server.telemetry(Telemetry(t=now_s, fps=0.0, state="idle", exercise=exercise, camera="off", trouble=says))
        stop.wait(_WAKE_S)


def _refuse(context: Context, says: str) -> bool:
    """Answer the commands that wait; returns whether one of them asks for another try."""
    again = False
    while not context.commands.empty():  # this thread alone takes from it
        command = context.commands.get_nowait()
        if isinstance(command.args, verbs.athletes.LetGo):
            command.answer(None)  # nobody is known here
        elif isinstance(command.args, verbs.sets.Start):
            again = True
            command.answer(AwayError("Spotter leaves safe mode and starts again: start the set once it sees you"))
        else:
            command.answer(UsageError(says))
    return again
