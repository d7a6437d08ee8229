"""A gate before a real broker: to those who come through it, the broker can be away, refuse, be full, or forget."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from enum import Enum
from typing import Any

from tests.fakes.mosquitto import free_port

_CONNECT, _CONNACK, _PUBLISH, _PUBACK = 1, 0x20, 3, 0x40
_SERVER_UNAVAILABLE, _QUOTA_EXCEEDED = 0x88, 0x97
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Mood(Enum):
    """How the broker seems to be."""

    OPEN = "lets everything through"
    AWAY = "does not listen"
    REFUSING = "answers a connection with 0x88, server unavailable"
    FULL = "answers a message of QoS 1 with 0x97, quota exceeded"
    FORGETFUL = "acknowledges a message of QoS 1 and drops it"


class Gate:
    """Listens on a port of its own, and speaks MQTT 5 for the broker where that seems to be ill; a context manager.

    Attributes:
        port: Where it listens.
        turned_away: Connections that were refused, and messages that did not get through.
    """

    def __init__(self, broker_port: int) -> None:
        self.port = free_port()
        self.turned_away = 0
        self._broker_port = broker_port
        self._mood = Mood.OPEN
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Gate":  # noqa: PYI034 - Self needs Python 3.11
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)

    def set(self, mood: Mood) -> None:
        """Changes how it seems to be; what is away or refuses ends the connections that are there."""
        self._mood = mood
        if mood in (Mood.AWAY, Mood.REFUSING):
            self._do(self._shut())
        if mood is not Mood.AWAY:
            self._do(self._listen())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        near = (reader, writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            far = await asyncio.open_connection("127.0.0.1", self._broker_port)
            self._ends |= {near[1], far[1]}
            try:
                await asyncio.gather(self._there(near, far[1]), self._back(far[0], near[1]))
            finally:
                near[1].transport.abort()
                far[1].transport.abort()

    async def _there(self, near: Streams, broker: asyncio.StreamWriter) -> None:
        while True:
            head, length, body = await _packet(near[0])
            answer = self._own_answer(head, body)
            if answer is None:
                broker.write(head + length + body)
            else:
                self.turned_away += 1
                near[1].write(answer)
                await near[1].drain()
            if head[0] >> 4 == _CONNECT and answer is not None:
                near[1].close()
                return

    @staticmethod
    async def _back(broker: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        while data := await broker.read(65536):
            near.write(data)
        near.close()

    def _own_answer(self, head: bytes, body: bytes) -> bytes | None:
        """The gate's answer in the broker's place; None: the packet goes on to the broker."""
        kind, qos = head[0] >> 4, head[0] >> 1 & 3
        if kind == _CONNECT and self._mood is Mood.REFUSING:
            return bytes([_CONNACK, 3, 0, _SERVER_UNAVAILABLE, 0])
        if kind == _PUBLISH and qos == 1 and self._mood in (Mood.FULL, Mood.FORGETFUL):
            at = 2 + int.from_bytes(body[:2], "big")
            return bytes([_PUBACK, 3, *body[at : at + 2], _QUOTA_EXCEEDED if self._mood is Mood.FULL else 0])
        return None


async def _packet(reader: asyncio.StreamReader) -> tuple[bytes, bytes, bytes]:
    """The first byte, the length as it came, and the rest (MQTT 5, section 2.1)."""
    head, length = await reader.readexactly(1), b""
    while not length or length[-1] & 0x80:
        length += await reader.readexactly(1)
    size = sum((each & 0x7F) << 7 * place for place, each in enumerate(length))
    return head, length, await reader.readexactly(size)
