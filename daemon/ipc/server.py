"""The daemon's socket: asyncio on a thread of its own."""

import asyncio
import contextlib
import errno
import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daemon.errors import SpotterError
from daemon.ipc import address, codec
from daemon.ipc.backend import About, Backend, Consumer
from daemon.ipc.connections import Connections
from daemon.ipc.telemetry_demand import NOBODY, EncodedTelemetry, TelemetryDemand
from daemon.ipc.timeout import timeout
from daemon.ports import Clock

__all__ = ["About", "Backend", "Consumer", "IpcServer"]

_BEAT_S = 0.5
_USED_UP = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_log = logging.getLogger(__name__)
_STOP_S = 1.5


class IpcServer:
    """Listens from ``start`` to ``stop``. ``on_committed`` and ``telemetry`` never wait; call them from any thread."""

    def __init__(self, path: Path, about: About, backend: Backend, clock: Clock) -> None:
        self._path = path
        self._about = about
        self._backend = backend
        self._clock = clock
        self._connections: Connections | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._offered: codec.Telemetry | None = None
        self._offer_lock = threading.Lock()
        self._exhausted = False

    def start(self) -> None:
        """Listen, and serve on a new thread.

        Raises:
            BusyError: Another daemon listens there.
            JournalError: The journal cannot be read.
            SpotterError: The socket cannot be created; says what to do.
        """
        listener = address.listen(self._path)
        self._thread = threading.Thread(target=self._run, args=(listener,), name="ipc", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """Tell every client, close the connections, delete the socket. Safe to call twice, and without ``start``."""
        if self._stopping is not None:
            self._call(self._stopping.set)
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def on_committed(self, seq: int) -> None:
        """Send subscribers what is in the journal up to ``seq``."""
        if self._connections is not None:
            self._call(self._connections.on_committed, seq)

    def telemetry(self, message: codec.Telemetry) -> None:
        """Send the newest telemetry; it replaces what the clients, or our own thread, have not taken yet."""
        if self._connections is None:
            return
        with self._offer_lock:
            waiting, self._offered = self._offered is not None, message
        if not waiting:
            self._call(self._offer)

    @property
    def demand(self) -> TelemetryDemand:
        """Who watches, and how often; may be read from any thread."""
        return NOBODY if self._connections is None else self._connections.demand

    def _offer(self) -> None:
        with self._offer_lock:
            message, self._offered = self._offered, None
        if message is not None and self._connections is not None:
            self._connections.show(EncodedTelemetry(message))

    def _call(self, what: Callable[..., None], *args: Any) -> None:  # noqa: ANN401 - whatever ``what`` takes
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and every client with it
                self._loop.call_soon_threadsafe(what, *args)

    def _run(self, listener: socket.socket) -> None:
        try:
            asyncio.run(self._serve(listener))
        except SpotterError as error:
            self._failure = error
        finally:
            listener.close()
            self._ready.set()

    async def _serve(self, listener: socket.socket) -> None:
        inode = address.identity(self._path)
        with contextlib.closing(self._backend.open_journal()) as journal:
            self._loop = asyncio.get_running_loop()
            self._loop.set_exception_handler(self._on_loop_error)
            self._stopping = asyncio.Event()
            self._connections = Connections(self._path, self._about, self._backend, self._clock, journal)
            # What was committed before there were connections.
            self._connections.on_committed(journal.last_seq())
            server = await asyncio.start_unix_server(self._serve_client, sock=listener)
            self._ready.set()
            try:
                await self._until_stopped(self._stopping)
            finally:
                address.remove(self._path, inode)
                server.close()
                await self._connections.close()

    async def _serve_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._exhausted:
            self._exhausted = False
            _log.warning("socket %s: clients can connect again", self._path)
        assert self._connections is not None  # noqa: S101 - it is made before the server
        await self._connections.serve(reader, writer)

    def _on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Says once that descriptors or memory are used up; asyncio tries again each second, and says so each time."""
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in _USED_UP:
            loop.default_exception_handler(context)
        elif not self._exhausted:
            self._exhausted = True
            _log.error(
                "socket %s: no client can connect (%s): close some, or raise LimitNOFILE", self._path, error.strerror
            )

    async def _until_stopped(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            self._backend.beat()
            with contextlib.suppress(asyncio.TimeoutError):
                await timeout(_BEAT_S, stopping.wait())
