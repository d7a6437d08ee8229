"""Waits for an awaitable, with a time limit that loses no cancellation."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def timeout(seconds: float, awaitable: Awaitable[T]) -> T:
    """Returns the awaitable's result; cancels it when it takes longer.

    Before Python 3.12 ``asyncio.wait_for`` loses the cancellation of its caller where the awaited task ends in the same
    moment: a task that was told to stop then goes on for ever. This function loses none.

    Raises:
        asyncio.TimeoutError: It took longer.
    """
    task = asyncio.ensure_future(awaitable)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
        with contextlib.suppress(asyncio.CancelledError):
            task.exception()  # retrieved, also where the caller was cancelled
    if task.cancelled():
        raise asyncio.TimeoutError
    return task.result()
