"""What waits is cancelled when it is told to, at whatever instant that comes."""

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from daemon.ipc import codec
from daemon.ipc.client import Client
from daemon.ipc.peer import Peer
from daemon.ipc.telemetry_demand import EncodedTelemetry
from daemon.ipc.timeout import timeout
from tests.fakes.box import Box, go

LONG_S = 60.0
HELLO = codec.Hello(box="box", boot="boot", version="0", schema=1, last_seq=0)
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
        for _ in range(20):  # until it waits
            await asyncio.sleep(0)
        come.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        following.cancel()
        ended, _ = await asyncio.wait({following}, timeout=5)
        assert ended == {following}

    go(scenario)


class Host:
    """The server of an empty journal; implements ``PeerHost``."""

    committed = 0

    def events_after(self, seq: int, limit: int) -> list[Any]:
        return []

    def cursor(self, consumer: str) -> int:
        return 0

    def acknowledge(self, consumer: str, seq: int) -> None:
        pass

    def take_name(self, consumer: str, peer: Peer) -> bool:
        return True

    def handle(self, verb: str, args: dict[str, Any], answer: Callable[[Any], None]) -> None:
        answer(None)

    def handle_once(self, key: str, verb: str, args: dict[str, Any], answer: Callable[[Any], None]) -> None:
        answer(None)

    def now(self) -> float:
        return time.monotonic()

    def update_demand(self) -> None:
        pass


async def until(reader: asyncio.StreamReader, kind: type[codec.Message]) -> None:
    """Read up to the first message of a kind."""
    while not isinstance(codec.from_server(await codec.read_frame(reader) or b""), kind):
        pass


def telemetry(t: float) -> EncodedTelemetry:
    return EncodedTelemetry(codec.Telemetry(t=t, fps=30.0, state="active", exercise="squat"))


@pytest.mark.parametrize("turns", INSTANTS)
def test_a_client_is_let_go_also_where_news_come_in_the_same_moment(turns: int) -> None:
    async def scenario() -> None:
        ours, theirs = socket.socketpair()
        peer = Peer(Host(), *await asyncio.open_unix_connection(sock=ours))
        reader, writer = await asyncio.open_unix_connection(sock=theirs)
        serving = asyncio.ensure_future(peer.run(HELLO))
        writer.write(codec.pack(codec.Watch(hz=0.01)) + codec.pack(codec.Request(id=1, verb="health")))
        await until(reader, codec.Reply)
        peer.show(telemetry(1.0))
        await until(reader, codec.Telemetry)
        peer.show(telemetry(2.0))  # too early for a client that wants one in 100 s: it waits
        for _ in range(20):
            await asyncio.sleep(0)
        peer.show(telemetry(3.0))
        for _ in range(turns):
            await asyncio.sleep(0)
        serving.cancel()
        ended, _ = await asyncio.wait({serving}, timeout=5)
        assert ended == {serving}
        writer.close()

    go(scenario)


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
