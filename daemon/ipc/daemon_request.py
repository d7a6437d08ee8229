"""One request to the daemon, on a connection of its own, so that nothing queues behind it."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

from daemon.errors import AwayError, SpotterError, UnsavedError
from daemon.ipc.client import Client
from daemon.ipc.timeout import timeout
from daemon.ipc.verbs.table import COMMANDS

T = TypeVar("T")

ANSWER_S = 5.0
_HEALTH_S = 1.0


class NoAnswerError(AwayError):
    """The daemon took a request and did not answer it in time."""


async def ask(path: Path, verb: str, key: str | None = None, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
    """Asks the daemon that listens at ``path``.

    Args:
        path: Its socket.
        verb: What to do.
        key: The same for a command that is sent again, so that it is carried out once.
        args: The verb's own.

    Raises:
        AwayError: It is away, or does not answer.
        UnsavedError: It has carried out the command, but cannot save it yet.
        SpotterError: What it says.
    """
    try:
        return await wait_for_answer(path, _request(path, verb, key, **args))
    except NoAnswerError:
        if verb in COMMANDS:
            await _raise_if_unsaved(path, verb)
        raise


async def wait_for_answer(path: Path, answer: Awaitable[T]) -> T:
    """Waits for an answer of the daemon.

    Raises:
        NoAnswerError: It took over ``ANSWER_S``.
    """
    try:
        return await timeout(ANSWER_S, answer)
    except asyncio.TimeoutError as error:
        raise NoAnswerError(f"the daemon at {path} does not answer within {ANSWER_S:.0f} s: restart it") from error


async def _request(path: Path, verb: str, key: str | None = None, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
    async with await Client.connect(path) as client:
        return await client.request(verb, key, **args)


async def _raise_if_unsaved(path: Path, verb: str) -> None:
    """A command is answered once it is saved: a daemon that cannot save is well otherwise, and says so in its health.

    Raises:
        UnsavedError: It has events that it cannot save.
    """
    try:
        health = await timeout(_HEALTH_S, _request(path, "health"))
    except (asyncio.TimeoutError, SpotterError):
        return
    if isinstance(health, dict) and health.get("unsaved"):
        trouble = health.get("trouble") or "the disk takes nothing"
        raise UnsavedError(f"{verb}: accepted but not saved yet: {trouble}")
