"""Runs tasks that end together, and follows the daemon through its absences."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from daemon.backoff import Backoff
from daemon.errors import SpotterError
from daemon.link.context import Context
from daemon.link.mqtt import BrokerLostError
from daemon.link.rivals import AnotherLinkError

_RECONNECT_S = (0.25, 2.0)


async def until_first(*works: Coroutine[Any, Any, None]) -> None:
    """Runs all until the first ends, then cancels the others and waits for them.

    Raises:
        Exception: What the first one raised.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def while_connected(
    context: Context,
    about: str,
    follow: Callable[[Backoff], Awaitable[None]],
    on_away: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Follows the daemon, again and again, until the broker is gone.

    Args:
        context: Logs why the daemon could not be followed.
        about: What is being done, for the log.
        follow: Connects to the daemon and follows it; resets the back-off once the daemon answers.
        on_away: Is called whenever ``follow`` has ended.

    Raises:
        AnotherLinkError: The daemon serves another link.
        BrokerLostError: The connection to the broker ended.
    """
    backoff = Backoff(*_RECONNECT_S)
    while True:
        try:
            await follow(backoff)
        except (BrokerLostError, AnotherLinkError):
            raise
        except SpotterError as error:
            context.log_error(about, error)
        if on_away is not None:
            await on_away()
        await asyncio.sleep(backoff.next_s())
