"""One question to the daemon, on a connection of its own, so that nothing queues behind it."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

from daemon.errors import AwayError
from daemon.ipc.client import Client
from daemon.ipc.timeout import timeout

T = TypeVar("T")

ANSWER_S = 5.0


async def ask(path: Path, verb: str, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
    """Ask the daemon that listens at ``path``.

    Raises:
        AwayError: It is away, or does not answer.
        SpotterError: What it says.
    """

    async def once() -> Any:  # noqa: ANN401 - as above
        async with await Client.connect(path) as client:
            return await client.request(verb, **args)

    return await answered(path, once())


async def answered(path: Path, answer: Awaitable[T]) -> T:
    """Wait for an answer of the daemon, but not for ever.

    Raises:
        AwayError: It took over ``ANSWER_S``.
    """
    try:
        return await timeout(ANSWER_S, answer)
    except asyncio.TimeoutError as error:
        raise AwayError(f"the daemon at {path} does not answer within {ANSWER_S:.0f} s: restart it") from error
