"""Logs each change of how things stand once, and runs tasks that end together."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

LOG = logging.getLogger("spotter.link")


class StatusLog:
    """Says how things stand, once for each change, so that an hour without a broker is one line."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def trouble(self, about: str, text: str) -> None:
        """Something is wrong: what, where, and what to do."""
        self._say(logging.WARNING, about, text)

    def well(self, about: str, text: str) -> None:
        """It is as it should be."""
        self._say(logging.INFO, about, text)

    def mended(self, about: str, text: str) -> None:
        """It is as it should be; said only where it was not."""
        if about in self._said:
            self._say(logging.INFO, about, text)

    def _say(self, level: int, about: str, text: str) -> None:
        if self._said.get(about) != text:
            self._said[about] = text
            LOG.log(level, "%s", text)


async def until_first(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until the first ends; the others are cancelled and waited for.

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
