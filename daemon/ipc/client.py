"""A client of the daemon's socket: for the link, the dashboard, the demo and the command line."""

import asyncio
import contextlib
from collections import deque
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

from daemon.errors import AwayError, SpotterError
from daemon.ipc import codec
from daemon.ipc.failures import error_of
from daemon.ipc.timeout import timeout

_WAITING = 256
"""Unread messages at which reading pauses, and with it the daemon's sending to this client."""
_HELLO_S = 5.0

Incoming = codec.Recorded | codec.Live | codec.Telemetry


class Client:
    """A connection to the daemon. ``Client.connect`` makes it; iterate over it for what was subscribed.

    Attributes:
        hello: What the daemon said about itself.
    """

    def __init__(
        self, path: Path, hello: codec.Hello, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.hello = hello
        self._path = path
        self._reader = reader
        self._writer = writer
        self._ids = count(1)
        self._replies: dict[int, asyncio.Future[Any]] = {}
        self._inbox: deque[Incoming] = deque()
        self._telemetry: codec.Telemetry | None = None
        self._failure: SpotterError | None = None
        self._closed = False
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._task = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, path: Path) -> "Client":
        """Connect, and wait for the daemon's hello.

        Raises:
            AwayError: No daemon answers there, or this user has no permission.
        """
        try:
            reader, writer = await asyncio.open_unix_connection(str(path))
        except PermissionError as error:
            raise AwayError(f"permission denied: {path}: join the group 'spotter' or use sudo") from error
        except OSError as error:
            raise AwayError(f"no daemon answers at {path}: start it with `spotter run`") from error
        try:
            hello = await timeout(_HELLO_S, _hello(path, reader))
        except asyncio.TimeoutError as error:
            writer.close()
            raise AwayError(f"the daemon at {path} does not answer: restart it") from error
        except BaseException:
            writer.close()
            raise
        return cls(path, hello, reader, writer)

    async def __aenter__(self) -> "Client":  # noqa: PYI034 - Self needs Python 3.11
        """Hold the connection for the length of an ``async with`` block."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Close the connection."""
        await self.close()

    async def subscribe(
        self, *, after: int | None = None, consumer: str | None = None, one_by_one: bool = False
    ) -> None:
        """Ask for events: ``Recorded`` in order, ``Live`` when the backlog is done, then what is new.

        Args:
            after: The last ``seq`` you have; None: from the consumer's cursor, or without one only what is new.
            consumer: A name under which the daemon keeps a cursor, moved by ``ack``. Where another client holds
                the name, iteration raises BusyError.
            one_by_one: The next event comes only when the last is acknowledged.
        """
        await self._send(codec.Subscribe(after=after, consumer=consumer, one_by_one=one_by_one))

    async def watch(self, *, telemetry: bool = True, pose: bool = False, hz: float | None = None) -> None:
        """Start telemetry (newest only), or stop it with ``telemetry=False``.

        Args:
            telemetry: Send it.
            pose: The joints too.
            hz: Messages a second at most; None: one for every frame.
        """
        await self._send(codec.Watch(telemetry=telemetry, pose=pose, hz=hz))

    async def ack(self, seq: int) -> None:
        """Acknowledge everything up to ``seq`` for this consumer."""
        await self._send(codec.Ack(seq=seq))

    async def request(self, verb: str, key: str | None = None, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Send a command or a query and wait for its answer.

        Args:
            verb: What to do.
            key: The same for a command that is sent again, so that it is carried out once.
            args: The verb's own.

        Raises:
            UnsavedError: The command was carried out, and cannot be saved yet.
            UsageError: The verb or its arguments are wrong, or the command makes no sense now.
            AwayError: The connection ended before the answer; a command may or may not have been carried out.
            SpotterError: The daemon answered with another error.
        """
        number = next(self._ids)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._replies[number] = future
        self._room.set()
        try:
            await self._send(codec.Request(id=number, verb=verb, args=args, key=key))
            return await future
        finally:
            del self._replies[number]
            self._make_room()
            if future.done() and not future.cancelled():
                future.exception()  # where sending failed nobody waits for it, and asyncio would print a traceback

    def __aiter__(self) -> "Client":
        """Iterate over what was subscribed."""
        return self

    async def __anext__(self) -> Incoming:
        """Returns the next message: events in order first, then the newest telemetry.

        Raises:
            SpotterError: The daemon closed the connection; AwayError: it went away.
        """
        while True:
            if self._inbox:
                message: Incoming = self._inbox.popleft()
                self._make_room()
                return message
            if self._telemetry is not None:
                message, self._telemetry = self._telemetry, None
                return message
            if self._closed:
                raise StopAsyncIteration
            if self._failure is not None:
                raise self._failure
            self._arrived.clear()
            await self._arrived.wait()

    async def close(self) -> None:
        """Close the connection; safe to call twice. Iteration ends."""
        self._closed = True
        self._arrived.set()
        self._task.cancel()
        self._fail(AwayError("the connection was closed"))
        self._writer.close()
        await asyncio.wait({self._task})
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _send(self, message: codec.Message) -> None:
        if self._failure is not None:
            raise self._failure
        try:
            self._writer.write(codec.pack(message))
            await self._writer.drain()
        except OSError as error:
            raise self._gone() from error

    async def _read(self) -> None:
        try:
            while True:
                await self._room.wait()
                body = await codec.read_frame(self._reader)
                if body is None:
                    raise self._gone()
                self._take(codec.from_server(body))
                self._make_room()
        except SpotterError as error:
            self._fail(error)
        except OSError:
            self._fail(self._gone())

    def _take(self, message: codec.FromServer) -> None:
        if isinstance(message, codec.Closing):
            raise error_of(message.code, message.error)
        if isinstance(message, codec.Reply):
            self._answer(message)
        elif isinstance(message, codec.Telemetry):
            self._telemetry = message
        elif not isinstance(message, codec.Hello):
            self._inbox.append(message)
        self._arrived.set()

    def _answer(self, reply: codec.Reply) -> None:
        future = self._replies.get(reply.id)
        if future is None or future.done():
            return
        if reply.error is None:
            future.set_result(reply.result)
        else:
            future.set_exception(error_of(reply.code, reply.error))

    def _make_room(self) -> None:
        """Read on while there is room, and always while an answer is due: it may come after many events."""
        if self._replies or len(self._inbox) < _WAITING:
            self._room.set()
        else:
            self._room.clear()

    def _gone(self) -> AwayError:
        return AwayError(f"the daemon at {self._path} has gone away")

    def _fail(self, error: SpotterError) -> None:
        self._failure = self._failure or error
        self._arrived.set()
        for future in self._replies.values():
            if not future.done():
                future.set_exception(error)


async def _hello(path: Path, reader: asyncio.StreamReader) -> codec.Hello:
    try:
        body = await codec.read_frame(reader)
        message = None if body is None else codec.from_server(body)
    except (OSError, codec.FrameError) as error:
        raise AwayError(f"what answers at {path} is not a Spotter daemon: {error}") from error
    if isinstance(message, codec.Closing):
        raise error_of(message.code, message.error)
    if not isinstance(message, codec.Hello):
        raise AwayError(f"what answers at {path} is not a Spotter daemon, or is just stopping: try again")
    return message


def ask(
    path: Path, verb: str, args: dict[str, Any] | None = None, timeout_s: float = 10.0, key: str | None = None
) -> Any:  # noqa: ANN401 - each verb has its own answer
    """Connect, send one request, wait for its answer: for code that runs no event loop.

    Raises:
        AwayError: No daemon answers at ``path``, or not within ``timeout_s`` seconds.
        SpotterError: The daemon answered with an error.
    """

    async def once() -> Any:  # noqa: ANN401 - as above
        async with await Client.connect(path) as client:
            return await client.request(verb, key, **(args or {}))

    async def bounded() -> Any:  # noqa: ANN401 - as above
        try:
            return await timeout(timeout_s, once())
        except asyncio.TimeoutError as error:
            raise AwayError(f"the daemon at {path} did not answer {verb!r} within {timeout_s:g} s") from error

    return asyncio.run(bounded())
