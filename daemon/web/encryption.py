"""HTTPS at the page's one port: encrypted connections are taken, plain ones are told the encrypted address."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import URL
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from daemon.config.settings import Web
from daemon.errors import ConfigError
from daemon.ipc.timeout import timeout
from daemon.web import server
from daemon.web.names import is_ours
from daemon.web.request_guard import refused
from daemon.web.server import Server

_HANDSHAKE = b"\x16"
"""The first byte of TLS (RFC 8446, 5.1); no request begins with it."""
_MOST_WAITING = 64
_PAUSE_S = 0.5
Protocol = Callable[[], asyncio.Protocol]


def context(web: Web, config: str) -> ssl.SSLContext | None:
    """Returns what connections are encrypted with; None: the settings name no certificate.

    Args:
        web: ``certificate`` and ``key`` are used.
        config: The file that they came from, for messages.

    Raises:
        ConfigError: The files cannot be read, or do not belong together; says what to do.
    """
    if web.certificate is None:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["http/1.1"])
    where = f"{config}: web.certificate = '{web.certificate}', web.key = '{web.key}'"
    try:
        # A key that asks for a password would ask at a terminal, and a service has none.
        made.load_cert_chain(web.certificate, web.key, password=lambda: b"")
    except ssl.SSLError as error:
        raise ConfigError(
            f"{where}: no PEM certificate with its own key, or the key has a password: sudo deploy/page-certificate "
            "makes both"
        ) from error
    except OSError as error:
        raise ConfigError(f"{where}: {error.strerror}: let the user that runs `spotter web` read both") from error
    return made


class Moved:
    """An ASGI application that tells a browser the encrypted address; nothing is taken from it.

    Args:
        names: Of this machine.
        port: At which it listens.
    """

    def __init__(self, names: frozenset[str], port: int) -> None:
        self._names = names
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        url = URL(scope=scope)
        if not is_ours(url.netloc, self._names, self._port):
            return refused(421, "this is not a name of this box: use its address, or add the name to [web] names")
        if scope["method"] not in ("GET", "HEAD"):
            return refused(426, "this box speaks HTTPS alone")
        return RedirectResponse(url.replace(scheme="https"), 307)


class Listener:
    """Takes connections and gives each to its server once its first byte has come.

    Args:
        listening: The socket.
        encrypted: The server of the page.
        plain: The server of those who do not encrypt.
        context: For the first.
    """

    def __init__(self, listening: socket.socket, encrypted: Server, plain: Server, context: ssl.SSLContext) -> None:
        self._listening = listening
        self._encrypted = encrypted
        self._plain = plain
        self._context = context
        self._waiting: Counter[str] = Counter()

    async def run(self) -> None:
        """Takes connections until cancelled."""
        loop = asyncio.get_running_loop()
        self._listening.setblocking(False)
        greetings: set[asyncio.Task[None]] = set()
        try:
            while True:
                try:
                    connection, address = await loop.sock_accept(self._listening)
                except OSError:  # too many files, or gone before it was taken
                    await asyncio.sleep(_PAUSE_S)
                    continue
                task = loop.create_task(self._greet(connection, str(address[0])))
                greetings.add(task)
                task.add_done_callback(greetings.discard)
        finally:
            for task in greetings:
                task.cancel()

    async def _greet(self, connection: socket.socket, address: str) -> None:
        if self._waiting.total() >= server.MOST_CONNECTIONS or self._waiting[address] >= _MOST_WAITING:
            connection.close()
            return
        self._waiting[address] += 1
        try:
            await self._give(connection)
        except (OSError, asyncio.TimeoutError):  # it dawdles, has gone, or trusts no certificate of this box
            connection.close()
        finally:
            self._waiting -= Counter({address: 1})

    async def _give(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        first = await timeout(server.REQUEST_S, _first_byte(connection))
        if first == _HANDSHAKE:
            await loop.connect_accepted_socket(
                self._encrypted.protocol, connection, ssl=self._context, ssl_handshake_timeout=server.REQUEST_S
            )
        else:
            await loop.connect_accepted_socket(self._plain.protocol, connection)


async def _first_byte(connection: socket.socket) -> bytes:
    """Returns it, and leaves it where it is."""
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(connection, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(connection)
    with suppress(BlockingIOError):
        return connection.recv(1, socket.MSG_PEEK)
    return b""
