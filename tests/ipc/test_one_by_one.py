import asyncio

import pytest

from daemon.errors import AwayError
from daemon.ipc import codec
from daemon.ipc.client import Client
from daemon.ipc.codec import Live, Recorded, Telemetry
from tests.fakes.box import Box, an_event, go, take

TELEMETRY = Telemetry(t=1.0, fps=30.0, state="active", exercise="squat")


def test_one_by_one_the_next_event_comes_when_the_last_is_acknowledged(box: Box) -> None:
    box.record(*(an_event() for _ in range(3)))

    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.watch()
            await client.request("health")  # the server has read the wish by now
            await client.subscribe(consumer="link", one_by_one=True)
            for seq in (1, 2):
                assert (await take(client, 1, Recorded))[0].event.seq == seq
                box.server.telemetry(TELEMETRY)  # the server sends an event first, where it may
                assert await client.__anext__() == TELEMETRY
                await client.ack(seq)
            assert (await take(client, 1, Recorded))[0].event.seq == 3
            assert await take(client, 1, Live) == [Live(seq=3)]
            await client.ack(3)
            box.record(an_event())
            assert (await take(client, 1, Recorded))[0].event.seq == 4

    go(scenario)


def test_what_a_consumer_acknowledged_just_before_it_vanished_does_not_come_again(box: Box) -> None:
    box.record(*(an_event() for _ in range(200)))
    seen: list[int] = []

    async def vanish_after(count: int) -> None:
        reader, writer = await asyncio.open_unix_connection(str(box.socket))
        writer.write(codec.pack(codec.Subscribe(consumer="link", one_by_one=True)))
        for _ in range(count):
            while not isinstance(message := codec.from_server(await codec.read_frame(reader) or b""), Recorded):
                pass
            seen.append(message.event.seq)
            writer.write(codec.pack(codec.Ack(seq=message.event.seq)))
        await writer.drain()
        writer.transport.abort()

    for _ in range(10):
        go(lambda: vanish_after(20))
    assert seen == list(range(1, 201))


def test_a_stop_leaves_a_consumer_time_for_the_last_events(box: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.subscribe(consumer="link", one_by_one=True)
            await take(client, 1, Live)
            box.record(*(an_event() for _ in range(30)))
            stopping = asyncio.ensure_future(asyncio.to_thread(box.server.stop))
            for seq in range(1, 31):
                assert (await take(client, 1, Recorded))[0].event.seq == seq
                await client.ack(seq)
            with pytest.raises(AwayError):
                await client.__anext__()
            await stopping

    go(scenario)
