"""What waits is cancelled when it is told to, at whatever instant that comes."""

import asyncio

import pytest

from daemon.ipc.client import Client
from daemon.ipc.codec import Telemetry
from daemon.ipc.timeout import timeout
from tests.fakes.box import Box, go, take
from tests.fakes.listener import wait_until

LONG_S = 60.0
INSTANTS = range(8)
"""Turns of the event loop between what is waited for and the cancellation."""


def test_what_comes_in_time_is_given_and_what_fails_is_raised() -> None:
    async def answer() -> int:
        return 42

    async def failing() -> int:
        raise ValueError("no")

    async def scenario() -> None:
        assert await timeout(LONG_S, answer()) == 42
        with pytest.raises(ValueError, match="no"):
            await timeout(LONG_S, failing())

    go(scenario)


def test_what_takes_too_long_is_ended() -> None:
    async def scenario() -> None:
        endless = asyncio.ensure_future(asyncio.Event().wait())
        with pytest.raises(asyncio.TimeoutError):
            await timeout(0.01, endless)
        assert endless.cancelled()

    go(scenario)


@pytest.mark.parametrize("turns", INSTANTS)
def test_no_cancellation_is_lost_to_what_comes_in_the_same_moment(turns: int) -> None:
    async def scenario() -> None:
        come = asyncio.Event()

        async def follow() -> None:
            while True:
                await timeout(LONG_S, come.wait())
                come.clear()

        following = asyncio.ensure_future(follow())
        await asyncio.sleep(0.01)
        come.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        following.cancel()
        ended, _ = await asyncio.wait({following}, timeout=5)
        assert ended == {following}

    go(scenario)


def test_a_client_is_let_go_also_where_news_come_in_the_same_moment(box: Box) -> None:
    def telemetry(t: float) -> Telemetry:
        return Telemetry(t=t, fps=30.0, state="active", exercise="squat")

    hub = box.server._hub
    assert hub is not None

    def dismiss(turns: int) -> None:
        if turns:
            hub._loop.call_soon(dismiss, turns - 1)
        for task in () if turns else hub._peers.values():
            task.cancel()

    async def leave_after(turns: int) -> None:
        async with await Client.connect(box.socket) as client:
            await client.watch(hz=0.01)
            await client.request("health")
            box.server.telemetry(telemetry(1.0))
            await take(client, 1, Telemetry)
            box.server.telemetry(telemetry(2.0))  # too early for who wants one in 100 s: it waits
            await client.request("health")
            box.server._call(dismiss, turns)
            box.server.telemetry(telemetry(3.0))
            await asyncio.to_thread(wait_until, lambda: not hub._peers)

    for turns in INSTANTS:
        go(lambda turns=turns: leave_after(turns))
    assert not hub._peers


@pytest.mark.parametrize("turns", INSTANTS)
def test_who_is_told_to_stop_while_a_connection_closes_stops(box: Box, turns: int) -> None:
    async def scenario() -> None:
        client = await Client.connect(box.socket)
        closing = asyncio.ensure_future(client.close())
        for _ in range(turns):
            await asyncio.sleep(0)
        closed = closing.done()
        closing.cancel()
        await asyncio.wait({closing})
        assert closed or closing.cancelled()

    go(scenario)
