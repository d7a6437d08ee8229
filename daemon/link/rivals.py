"""Other links and clients that would take this link's place: on this machine, and at the broker."""

import asyncio
import contextlib
import hashlib
import os
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from daemon.errors import BusyError, SpotterError
from daemon.ipc.client import Client
from daemon.ipc.timeout import timeout
from daemon.link.broker import Broker
from daemon.link.mqtt import Connection, Incoming
from daemon.link.topics import OFFLINE

LOOK_S = 12.0
"""How long to look for another box (s): longer than two of its messages with its health lie apart."""
_LOOK_AGAIN_S = 0.5
_ANSWER_S = 2.0


RECENT_S = 300.0
"""Two losses without a reason within this time (s), while the broker is there, are another client's doing."""


class AnotherLinkError(BusyError):
    """Another link carries the journal of this box."""


class CutOffs:
    """Tells another client with our id from a broker that died, where the broker does not say why it cuts us off.

    A broker that gives the id to another client takes us back at once, and cuts us off again when the other returns.
    """

    def __init__(self) -> None:
        self._last_s: float | None = None

    @property
    def suspicious(self) -> bool:
        """Whether we were cut off lately and the broker was there again at once."""
        return self._last_s is not None

    def is_rivals(self, now_s: float) -> bool:
        """Notes that we were cut off; returns whether it is another client's doing."""
        last_s, self._last_s = self._last_s, now_s
        return last_s is not None and now_s - last_s < RECENT_S

    def clear(self) -> None:
        """The broker is away, or the other client is known."""
        self._last_s = None


@contextlib.asynccontextmanager
async def only_link(path: Path) -> AsyncIterator[None]:
    """Keeps a second link of the same box out for as long as it is entered, with or without a daemon.

    Args:
        path: The daemon's socket. It names the box on this machine.

    Raises:
        AnotherLinkError: Another link runs.
    """
    name = _address(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC) as lock:
        try:
            lock.bind(name)
        except OSError:
            if _is_trusted(name):
                raise _busy(path) from None
            yield
            return
        async with await asyncio.start_unix_server(_hang_up, sock=lock):
            yield


async def refuse_second(path: Path) -> None:
    """Refuses to run where the daemon says that a link is connected, one of another user for example.

    Raises:
        AnotherLinkError: Another link is connected, and stays it.
    """
    if await _link_is_connected(path):
        await asyncio.sleep(_LOOK_AGAIN_S)  # one that was killed a moment ago is gone then
        if await _link_is_connected(path):
            raise _busy(path)


async def is_there(broker: Broker) -> bool:
    """Whether something answers at the broker's address this instant: one that died is not back so soon."""
    try:
        _, writer = await timeout(_ANSWER_S, asyncio.open_connection(broker.host, broker.port))
    except (OSError, ValueError, asyncio.TimeoutError):
        return False
    writer.close()
    return True


async def another_box_publishes(broker: Broker, root: str) -> bool:
    """Whether somebody else publishes under our base topic: a box with the same id, such as one with a copied disk.

    Raises:
        AwayError: The broker is away.
    """
    heard = asyncio.Event()

    def take(message: Incoming) -> None:
        if message.payload != OFFLINE:  # our own last will
            heard.set()

    connection = await Connection.open(replace(broker, client_id=f"{broker.client_id}-look", will=None), take)
    try:
        await connection.subscribe(f"{root}/+", live=True)
        with contextlib.suppress(asyncio.TimeoutError):
            await timeout(LOOK_S, heard.wait())
        return heard.is_set()
    finally:
        await connection.close()


def _address(path: Path) -> bytes:
    """An abstract address of the box (unix(7)): no file, and free again as soon as the process is gone."""
    return b"\0spotter-link-" + hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16].encode()


def _busy(path: Path) -> AnotherLinkError:
    return AnotherLinkError(f"another link already carries the journal of the daemon at {path}: stop that one first")


def _hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def _is_trusted(name: bytes) -> bool:
    """Whether root or our own user holds the address, or we are root; a stranger cannot keep the link from running."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as probe:
        probe.setblocking(False)
        try:
            probe.connect(name)
        except OSError:
            return False
        _, uid, _ = struct.unpack("3i", probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
        return uid in (0, os.geteuid()) or os.geteuid() == 0


async def _link_is_connected(path: Path) -> bool:
    try:
        health = await timeout(_ANSWER_S, _health(path))
    except (SpotterError, asyncio.TimeoutError):
        return False
    link = health.get("link") if isinstance(health, dict) else None
    return isinstance(link, dict) and link.get("connected") is True


async def _health(path: Path) -> object:
    async with await Client.connect(path) as client:
        return await client.request("health")
