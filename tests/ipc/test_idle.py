"""Clients that do nothing keep no other out, nor does a daemon without free descriptors stay deaf."""

import asyncio
import logging
import os
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.ipc import codec, connections, peer
from daemon.ipc.client import Client, ask
from tests.fakes.box import Box
from tests.fakes.listener import wait_until

pytestmark = pytest.mark.slow

IDLE_S = 0.5


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "IDLE_S", IDLE_S)


def connected(box: Box, said: bytes = b"") -> socket.socket:
    client = socket.socket(socket.AF_UNIX)
    client.connect(str(box.socket))
    client.settimeout(30)
    client.sendall(said)
    return client


def all_of(client: socket.socket) -> bytes:
    """What comes until the daemon ends the connection."""
    return b"".join(iter(lambda: client.recv(65536), b""))


REQUEST = codec.pack(codec.Request(id=1, verb="health"))


@pytest.mark.parametrize("said", [b"", b"\0", REQUEST[:-1], REQUEST], ids=["nothing", "a byte", "half", "one request"])
def test_a_client_that_only_holds_its_place_is_let_go_with_a_reason(box: Box, said: bytes) -> None:
    with connected(box, said) as client:
        assert b"nothing was asked for" in all_of(client)


def test_as_many_idle_clients_as_there_is_room_for_lock_nobody_out(box: Box) -> None:
    idle = [connected(box) for _ in range(connections._MOST_PEERS)]
    for client in idle:
        all_of(client)
        client.close()
    assert ask(box.socket, "health") is not None


def test_who_follows_or_asks_now_and_then_stays(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "IDLE_S", 2.0)  # a busy machine may keep the one who asks for a second

    async def scenario() -> None:
        async with (
            await Client.connect(box.socket) as follower,
            await Client.connect(box.socket) as viewer,
            await Client.connect(box.socket) as asker,
        ):
            await follower.subscribe()
            await viewer.watch(hz=1)
            for _ in range(6):
                await asyncio.sleep(0.5)
                await asker.request("health")
            for client in (follower, viewer):
                await client.request("health")

    asyncio.run(scenario())


@pytest.fixture
def few_descriptors() -> Iterator[None]:
    """This process may open no more files than it has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("few_descriptors")
def test_that_descriptors_are_used_up_is_said_once_and_gets_over(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    client = socket.socket(socket.AF_UNIX)
    spare = os.open("/dev/null", os.O_RDONLY)
    highest = max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
    filler = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, hard))
    try:
        while True:
            filler.append(os.dup(spare))
    except OSError:
        client.connect(str(box.socket))
    wait_until(lambda: "no client can connect" in caplog.text)
    time.sleep(1.5)  # it tries again each second
    assert caplog.text.count("no client can connect") == 1
    assert "Traceback" not in caplog.text
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    for descriptor in [*filler, spare]:
        os.close(descriptor)
    assert ask(box.socket, "health") is not None
    assert caplog.text.count("clients can connect again") == 1
    client.close()
