"""Telemetry is made for who looks, as often as it is wanted, and packed once however many look."""

import asyncio
import threading
from pathlib import Path

import pytest

from daemon.ipc import codec
from daemon.ipc.client import Client
from daemon.ipc.codec import Telemetry
from daemon.ipc.telemetry_demand import EVERY_FRAME, NOBODY, EncodedTelemetry, TelemetryDemand
from tests.fakes.box import Box, go, take
from tests.fakes.clock import ManualClock
from tests.fakes.listener import wait_until


def telemetry(t: float) -> Telemetry:
    outline = codec.Outline(xy=[0.5] * 66, score=[1.0] * 33, aspect=1.5)
    return Telemetry(t=t, fps=30.0, state="active", exercise="squat", outline=outline)


def test_the_daemon_knows_who_watches_until_he_leaves(box: Box) -> None:
    async def scenario() -> None:
        assert box.server.demand == NOBODY
        async with await Client.connect(box.socket) as link, await Client.connect(box.socket) as dashboard:
            await link.watch(hz=5)
            await link.request("health")
            assert box.server.demand == TelemetryDemand(5.0, pose=False)
            await dashboard.watch(pose=True)
            await dashboard.request("health")
            assert box.server.demand == TelemetryDemand(EVERY_FRAME, pose=True)
            await dashboard.watch(telemetry=False)
            await dashboard.request("health")
            assert box.server.demand == TelemetryDemand(5.0, pose=False)
        await asyncio.to_thread(wait_until, lambda: box.server.demand == NOBODY)

    go(scenario)


def test_who_wants_it_seldom_gets_it_seldom_and_the_newest_in_the_end(tmp_path: Path) -> None:
    clock = ManualClock()
    box = Box(tmp_path, clock=clock)
    box.start()

    async def scenario() -> list[Telemetry]:
        async with await Client.connect(box.socket) as client:
            await client.watch(hz=5)
            for number in range(60):
                box.server.telemetry(telemetry(float(number)))
                await client.request("health")
                clock.t += 0.01
            clock.t += 1.0
            found: list[Telemetry] = []
            while not found or found[-1].t != 59.0:
                found += await take(client, 1, Telemetry)
            return found

    try:
        assert 1 < len(go(scenario)) <= 5, "one each 0.2 s of 0.6 s, and the last"
    finally:
        box.stop()


def test_four_dashboards_cost_one_packing_of_each_kind(monkeypatch: pytest.MonkeyPatch, box: Box) -> None:
    packed: list[codec.Message] = []
    pack = codec.pack

    def counted(message: codec.Message) -> bytes:
        if isinstance(message, Telemetry):
            packed.append(message)
        return pack(message)

    monkeypatch.setattr(codec, "pack", counted)

    async def scenario() -> None:
        clients = [await Client.connect(box.socket) for _ in range(4)]
        for number, client in enumerate(clients):
            await client.watch(pose=number < 2)
            await client.request("health")
        box.server.telemetry(telemetry(1.0))
        for client in clients:
            await take(client, 1, Telemetry)
            await client.close()

    go(scenario)
    assert sorted(message.outline is None for message in packed) == [False, True]


def test_nothing_is_packed_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.delattr(codec, "pack")
        shown = EncodedTelemetry(telemetry(1.0))
    assert codec.from_server(shown.frame(pose=True)[4:]) == telemetry(1.0)


def test_telemetry_never_piles_up_before_a_server_that_is_busy(tmp_path: Path) -> None:
    """However much the frame loop hands over meanwhile, the newest alone is there when the server has time."""
    busy, go_on = threading.Event(), threading.Event()

    def health() -> str:
        busy.set()
        go_on.wait()
        return "well"

    box = Box(tmp_path, health=health)
    box.start()

    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.watch(pose=True)
            asked = asyncio.ensure_future(client.request("health"))
            await asyncio.to_thread(busy.wait)
            for number in range(1000):
                box.server.telemetry(telemetry(float(number)))
            go_on.set()
            assert await asked == "well"
            assert (await take(client, 1, Telemetry))[0] == telemetry(999.0)

    try:
        go(scenario)
    finally:
        go_on.set()
        box.stop()
