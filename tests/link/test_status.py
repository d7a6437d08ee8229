"""State and health as they are published: a state only where it differs from the last one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from daemon.ipc.client import Client
from daemon.ipc.codec import Telemetry
from daemon.link import status
from daemon.link.context import Context
from daemon.link.mqtt import BrokerLostError, Connection
from daemon.link.status import Status
from daemon.link.topics import Outgoing, Topics
from tests.fakes.clock import ManualClock


class Daemon:
    """A connection to a daemon that sends this telemetry and then loses the broker."""

    def __init__(self, *telemetry: Telemetry) -> None:
        self._telemetry = telemetry

    async def __aenter__(self) -> "Daemon":  # noqa: PYI034 - Self needs Python 3.11
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def watch(self, *, hz: float) -> None:
        pass

    async def request(self, verb: str) -> dict[str, float]:
        assert verb == "health"
        return {"fps": 29.9}

    async def __aiter__(self) -> AsyncIterator[Telemetry]:
        for one in self._telemetry:
            yield one
        raise BrokerLostError("gone")


class Broker:
    """Takes every message."""

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []

    async def publish(self, message: Outgoing) -> int:
        self.taken.append(message)
        return 0

    def on(self, topic: str) -> list[dict[str, Any]]:
        return [msgspec.json.decode(message.payload) for message in self.taken if message.topic == topic]


def published(monkeypatch: pytest.MonkeyPatch, *telemetry: Telemetry) -> Broker:
    """What reaches the broker while the daemon sends this."""

    async def connect(_: Path) -> Daemon:
        return Daemon(*telemetry)

    broker = Broker()
    monkeypatch.setattr(Client, "connect", connect)
    monkeypatch.setattr(status, "STATE_S", 0.001)
    context = Context(Topics("spotter/box"), Path("s.sock"), ManualClock())
    with pytest.raises(BrokerLostError):
        asyncio.run(Status(cast("Connection", broker), context).run())
    return broker


def reps(count: int, t: float) -> Telemetry:
    return Telemetry(t=t, fps=30.0 + t, state="active", exercise="squat", reps=count)


def test_a_state_is_published_only_where_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [reps(1, 0.0), reps(1, 0.2), reps(1, 0.4), reps(2, 0.6), reps(2, 0.8), reps(1, 1.0)]
    broker = published(monkeypatch, *sent)
    assert [state["reps"] for state in broker.on("spotter/box/state")] == [1, 2, 1]


def test_health_is_published_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = published(monkeypatch, reps(1, 0.0))
    assert broker.on("spotter/box/health") == [{"fps": 29.9}]
