"""The composition root of ``spotter web``: listens while somebody is paired, and only then."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

from daemon.clock import Clock
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.pairing import store
from daemon.system.service import run_until_stopped
from daemon.web import encryption, files, server
from daemon.web.api import Api, Limits
from daemon.web.encryption import Listener, Moved
from daemon.web.feed import Feed
from daemon.web.limits import Limiter, Rate
from daemon.web.names import own_names
from daemon.web.pairing_watcher import PairingWatcher
from daemon.web.request_guard import RequestGuard
from daemon.web.stream import HEARTBEAT_S

_ANY = Rate(burst=400, per_s=80)
"""A load of the page is some thirty requests: whoever reloads it again and again must not get half of it."""
_TRIES = Rate(burst=6, per_s=0.1)
_COMMANDS = Rate(burst=40, per_s=10)
_LOG = logging.getLogger("spotter.web")


async def serve(settings: Settings, clock: Clock, stop: asyncio.Event, pairings_file: Path, config: str) -> None:
    """Serves the page until ``stop`` is set; the daemon may come and go, and so may those who are paired.

    Args:
        settings: ``box``, ``web`` and ``socket`` are used.
        clock: For the limits.
        stop: Ends it within 2 s.
        pairings_file: The file that says who may open the page.
        config: The file that the settings came from, for messages.

    Raises:
        BusyError, ConfigError: It cannot listen.
    """
    path = settings.socket.path or paths.socket_path()
    feed = Feed(path, clock.monotonic)
    pairings = PairingWatcher(pairings_file, feed.wake)
    context = encryption.context(settings.web, config)
    guard = _guard(settings, clock, feed, pairings, path)

    async def until_shut() -> None:
        await _first(stop.wait(), pairings.until(closed=True))
        feed.end()

    background = [asyncio.create_task(work) for work in (feed.run(), pairings.run(), _beat(feed))]
    try:
        while not stop.is_set():
            if pairings.closed:
                _LOG.info("nobody is paired, so nothing listens: run `spotter pair NAME`")
            await _first(stop.wait(), pairings.until(closed=False))
            if not stop.is_set():
                await _while_open(
                    server.listen(settings.web.host, settings.web.port, config), context, guard, until_shut
                )
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)


def run(settings: Settings, clock: Clock, config: str) -> int:
    """Serves the page until SIGTERM, SIGINT or SIGHUP.

    Returns:
        The exit status, 0.

    Raises:
        BusyError, ConfigError: See ``serve``.
    """
    return run_until_stopped(
        lambda stop: serve(settings, clock, stop, store.path(), config), "the page is there for those who are paired"
    )


def _guard(settings: Settings, clock: Clock, feed: Feed, pairings: PairingWatcher, path: Path) -> RequestGuard:
    def limiter(rate: Rate) -> Limiter:
        return Limiter(rate, clock.monotonic)

    api = Api(
        path, feed, pairings, files.load(authority=settings.web.authority), Limits(limiter(_TRIES), limiter(_COMMANDS))
    )
    names = own_names(socket.gethostname(), settings.box.id, settings.web.names)
    return RequestGuard(api.app(), names, settings.web.port, limiter(_ANY))


async def _while_open(
    listening: socket.socket, context: ssl.SSLContext | None, guard: RequestGuard, until: Callable[[], Awaitable[None]]
) -> None:
    _LOG.info("the page is at port %d, %s", guard.port, "plain HTTP" if context is None else "encrypted")
    if context is None:
        await _serve([listening], until, server.make(guard))
        return
    page, moved = server.make(guard), server.make(Moved(guard.names, guard.port))
    taking = asyncio.create_task(Listener(listening, page, moved, context).run())
    try:
        await _serve([], until, page, moved)
    finally:
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        listening.close()


async def _serve(sockets: list[socket.socket], until: Callable[[], Awaitable[None]], *servers: server.Server) -> None:
    tasks = [asyncio.create_task(each.serve(sockets=sockets)) for each in servers]
    await _first(until(), *(asyncio.shield(task) for task in tasks))
    for each in servers:
        each.should_exit = True
    await asyncio.gather(*tasks)


async def _first(*works: Awaitable[object]) -> None:
    """Waits for the first to end, and cancels the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _beat(feed: Feed) -> None:
    """Lets each stream show that it is there."""
    while True:
        await asyncio.sleep(HEARTBEAT_S)
        feed.wake()
