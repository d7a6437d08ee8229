"""Runs a process of Spotter's that is a service of its own beside the daemon: the link, the page."""

import asyncio
from collections.abc import Awaitable, Callable

from daemon.system.sd_notify import Notifier
from daemon.system.stop_signals import stop_signals


def run_until_stopped(serve: Callable[[asyncio.Event], Awaitable[None]], says: str) -> int:
    """Serves until SIGTERM, SIGINT or SIGHUP.

    Args:
        serve: Serves until the event is set; what it raises is raised here.
        says: What it does, in one line, for the service manager.

    Returns:
        The exit status, 0.
    """

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in stop_signals():
            loop.add_signal_handler(number, stop.set)
        await serve(stop)

    notifier = Notifier()
    notifier.ready(says)
    try:
        asyncio.run(main())
    finally:
        notifier.stopping()
    return 0
