"""The web server: uvicorn, with limits on who holds a connection and for how long."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from daemon.errors import BusyError, ConfigError

REQUEST_S = 5.0
"""A request's head must have come within this (s) of its first byte, or of the connection."""
KEEP_ALIVE_S = 15
STALLED_S = 20.0
"""A client that takes nothing for so long (s) is cut off."""
MOST_CONNECTIONS = 256
MOST_OF_ONE = 64
"""Connections of one address."""
_HEAD_LIMIT = 8 * 1024
_IN_USE = errno.EADDRINUSE


class Guarded(H11Protocol):
    """A connection that is closed when it dawdles, and refused when there are too many."""

    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Takes the connection, or refuses it."""
        self.access_log = False  # whoever puts a secret into an address does not find it in a log
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS or self._of_same_address() > MOST_OF_ONE:
            transport.abort()
            return
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Reads on; a request that began must come to its end."""
        if self._deadline is None and self._between_requests():
            self._expect()
        super().data_received(data)
        if not self._between_requests():
            self._relax()

    def pause_writing(self) -> None:
        """Gives a client that takes nothing a last chance."""
        super().pause_writing()
        self._stalled = self.loop.call_later(STALLED_S, self.transport.abort)

    def resume_writing(self) -> None:
        """It takes something again."""
        if self._stalled is not None:
            self._stalled.cancel()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        self._relax()
        if self._stalled is not None:
            self._stalled.cancel()
        super().connection_lost(exc)

    def _between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(REQUEST_S, self.transport.abort)

    def _relax(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _of_same_address(self) -> int:
        address = self.client[0] if self.client else None
        return sum(_address(each) == address for each in self.connections)


class Server(uvicorn.Server):
    """Leaves signals alone: the process has its own."""

    def protocol(self) -> asyncio.Protocol:
        """Returns what serves one more connection, for who takes them himself."""
        return Guarded(config=self.config, server_state=self.server_state, app_state={})

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def make(app: ASGIApp) -> Server:
    """Returns a server of the application."""
    return Server(
        uvicorn.Config(
            app,
            http=Guarded,
            ws="none",
            lifespan="off",
            loop="asyncio",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=1,
            h11_max_incomplete_event_size=_HEAD_LIMIT,
        )
    )


def listen(host: str, port: int, config: str) -> socket.socket:
    """Returns a socket that listens.

    Args:
        host: An address of this machine, or ``*``.
        port: Its port.
        config: The file that both came from, for messages.

    Raises:
        BusyError: Another program has the port.
        ConfigError: It cannot listen there.
    """
    dual = host == "*" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server(
            ("" if host == "*" else host, port),
            family=socket.AF_INET6 if dual or ":" in host else socket.AF_INET,
            dualstack_ipv6=dual,
        )
    except OSError as error:
        where = f"{config}: web.port = {port}"
        if error.errno == _IN_USE:
            raise BusyError(f"{where}: another program listens there: stop it, or choose another port") from error
        raise ConfigError(f"{where}, web.host = '{host}': {error.strerror or error}") from error


def _address(connection: Any) -> str | None:  # noqa: ANN401 - uvicorn's own set holds any protocol
    client = connection.client
    return client[0] if client else None
