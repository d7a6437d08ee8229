"""kill -9 of a real process at many instants."""

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.errors import SpotterError
from daemon.events import AnyEvent
from daemon.ipc.client import Client
from daemon.ipc.codec import Recorded
from daemon.journal.reader import JournalReader
from daemon.journal.store import open_store
from daemon.system.clock import SystemClock
from tests.fakes.box import go
from tests.fault.parent import Parent, parent, wait_for_end

pytestmark = pytest.mark.slow

INSTANTS = int(os.environ.get("SPOTTER_KILLS", "200"))


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Parent]:
    """Forks a daemon that records whenever it is asked to."""
    with parent(tmp_path / "spotter.toml") as made:
        yield made


async def connected(socket: Path) -> Client | None:
    """A connection, or None while no daemon answers."""
    try:
        return await Client.connect(socket)
    except SpotterError:
        return None


async def receive(socket: Path, received: dict[str, int], killed: asyncio.Event) -> None:
    """Be a subscriber until the daemon is gone: each event's id and place, from the consumer's cursor on."""
    while (client := await connected(socket)) is None:
        if killed.is_set():
            return
        await asyncio.sleep(0.002)
    try:
        await client.subscribe(consumer="link")
        async for message in client:
            if isinstance(message, Recorded):
                received[message.event.id] = message.event.seq
                await client.ack(message.event.seq)
    except SpotterError:
        await client.close()


async def receive_until_killed(pid: int, socket: Path, after_s: float, least: int) -> dict[str, int]:
    """Kill it after so long, and not before so many events have come: on a slow machine none has by then."""
    received: dict[str, int] = {}
    killed = asyncio.Event()
    receiving = asyncio.create_task(receive(socket, received, killed))
    await asyncio.sleep(after_s)
    while len(received) < least:  # noqa: ASYNC110 - each comes at its own instant
        await asyncio.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    killed.set()
    await receiving
    return received


def in_journal(path: Path, after: int) -> list[AnyEvent]:
    if not path.exists():
        return []
    store = open_store(path, SystemClock())
    assert store.notice is None
    store.lock.release()
    with JournalReader(path) as reader:
        return reader.after(after, 10**6)


def test_kill_9_at_any_instant_loses_and_doubles_nothing(tmp_path: Path, recorder: Parent) -> None:
    dice = random.Random(7)  # noqa: S311 - instants, no secrets
    ids: set[str] = set()
    last = total = 0
    for _ in range(INSTANTS):
        pid = recorder.start("record")
        wait_s = dice.choice([dice.uniform(0.0, 0.03), dice.uniform(0.0, 0.15)])
        least = dice.choice([0, dice.randrange(10)])
        when = (wait_s, least)
        received = go(lambda pid=pid, when=when: receive_until_killed(pid, tmp_path / "spotter.sock", *when))
        wait_for_end(pid)
        new = in_journal(tmp_path / "journal.db", last)
        places = {event.id: event.seq for event in new}
        assert len(places) == len(new)
        assert not ids & places.keys()
        assert [event.seq for event in new] == list(range(last + 1, last + 1 + len(new)))
        fresh = {event_id: seq for event_id, seq in received.items() if seq > last}
        assert fresh.items() <= places.items()
        assert received.keys() - fresh.keys() <= ids
        ids |= places.keys()
        last += len(new)
        total += len(received)
    assert total > INSTANTS
