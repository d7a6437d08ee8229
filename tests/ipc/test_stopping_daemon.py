"""A daemon that stops while somebody asks it."""

import asyncio
import contextlib
import gc
from typing import Any

import pytest

from daemon.errors import AwayError
from daemon.ipc import codec
from daemon.ipc.client import Client
from tests.fakes.box import Box, go


def test_a_request_that_cannot_be_sent_any_more_prints_no_traceback(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []

    async def scenario() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        async with await Client.connect(box.socket) as client:

            async def send(_: codec.Message) -> None:
                client._fail(AwayError("the daemon is stopping"))
                raise AwayError("the daemon has gone away")

            monkeypatch.setattr(client, "_send", send)
            with contextlib.suppress(AwayError):  # nothing keeps the error, whose traceback would keep the future
                await client.request("health")
            gc.collect()

    go(scenario)
    gc.collect()
    assert told == []
