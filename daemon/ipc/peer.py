"""One client's connection: its requests, and what is sent to it.

Events are pulled from the journal when the client can take them, so nothing is queued for a client, however slow, and
nothing can be sent that is not committed. Answers go first, then events, then the newest telemetry.
"""

import asyncio
import contextlib
import fcntl
import logging
import struct
import termios
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from daemon.errors import AwayError, BusyError, SpotterError, UsageError
from daemon.ipc import codec
from daemon.ipc.failures import code_of
from daemon.ipc.telemetry_demand import EncodedTelemetry
from daemon.ipc.timeout import timeout

_BATCH = 64
_OPEN_REQUESTS = 32
"""Requests of one client that wait for their answer; more are not read until one is answered."""
IDLE_S = 30.0
"""A client that follows nothing and asks nothing for so long (s) is let go: it would keep others out."""
_LOOK_AGAIN_S = 0.05
_LAST_WORD_S = 0.5
_HANDOVER_S = 0.5
_log = logging.getLogger(__name__)


class PeerHost(Protocol):
    """What a peer needs of the server (``connections.Connections``). All of it on the server's thread."""

    committed: int
    """The newest ``seq`` that is known to be in the journal."""

    def events_after(self, seq: int, limit: int) -> list[Any]:
        """Returns committed events, in order."""

    def cursor(self, consumer: str) -> int:
        """Returns the named consumer's place: the last ``seq`` that it has acknowledged."""

    def acknowledge(self, consumer: str, seq: int) -> None:
        """Move the named consumer's cursor."""

    def take_name(self, consumer: str, peer: "Peer") -> bool:
        """Make the peer the holder of the name; returns False where another one holds it."""

    def handle(self, verb: str, args: dict[str, Any], answer: Callable[[Any], None]) -> None:
        """Carry out a request; calls ``answer`` with the result or a SpotterError, now or later, on this thread."""

    def handle_once(self, key: str, verb: str, args: dict[str, Any], answer: Callable[[Any], None]) -> None:
        """The same, for a request that may be sent again with its key."""

    def now(self) -> float:
        """Monotonic seconds."""

    def update_demand(self) -> None:
        """A client began or ceased to watch."""


class Peer:
    """A connection, from ``run`` to its end.

    Attributes:
        watch: What telemetry the client wants, or None.
    """

    def __init__(self, host: PeerHost, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._host = host
        self._reader = reader
        self._writer = writer
        # drain() then waits until the kernel has taken everything: nothing piles up in this process.
        writer.transport.set_write_buffer_limits(high=0)
        self._answers: deque[bytes] = deque()
        self._open_requests = 0
        self._room = asyncio.Event()
        self._wake = asyncio.Event()
        self._sent: int | None = None
        self._one_by_one = False
        self._unacknowledged = 0
        self._live = False
        self._consumer: str | None = None
        self.watch: codec.Watch | None = None
        self._telemetry: EncodedTelemetry | None = None
        self._due = 0.0
        self._asked_s = host.now()

    async def run(self, hello: codec.Hello) -> None:
        """Serve until the client leaves or breaks the protocol, or the daemon stops and cancels the task."""
        sending = asyncio.create_task(self._send_all(hello))
        reading = asyncio.create_task(self._read_all())
        idling = asyncio.create_task(self._end_idle())
        tasks = {sending, reading, idling}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            error = next((task.exception() for task in done if task.exception() is not None), None)
        except asyncio.CancelledError:
            error = AwayError("the daemon is stopping")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._leave(error)

    @property
    def done(self) -> bool:
        """Whether this consumer has acknowledged everything; True for a client that is no consumer."""
        if self._consumer is None or self._sent is None:
            return True
        return self._sent >= self._host.committed and not self._unacknowledged

    def wake(self) -> None:
        """Look for something to send: there is a new commit."""
        self._wake.set()

    def show(self, telemetry: EncodedTelemetry) -> None:
        """Replace the telemetry that waits for this client, if it watches."""
        if self.watch is not None:
            self._telemetry = telemetry
            self._wake.set()

    async def _leave(self, error: BaseException | None) -> None:
        """Send the reason, if the client can still read it, and close."""
        if isinstance(error, SpotterError):
            with contextlib.suppress(OSError, asyncio.TimeoutError):
                self._writer.write(codec.pack(codec.Closing(code=code_of(error), error=str(error))))
                await timeout(_LAST_WORD_S, self._writer.drain())
        elif error is not None and not isinstance(error, OSError):
            _log.error("a client's connection broke", exc_info=error)
        self._writer.transport.abort()  # a client that reads nothing more does not keep the connection open

    async def _read_all(self) -> None:
        while (body := await codec.read_frame(self._reader)) is not None:
            message = codec.from_client(body)
            self._asked_s = self._host.now()
            if isinstance(message, codec.Request):
                await self._request(message)
            elif isinstance(message, codec.Subscribe):
                await self._subscribe(message)
            elif isinstance(message, codec.Watch):
                self.watch = message if message.telemetry else None
                self._telemetry = None
                self._host.update_demand()
            else:
                self._acknowledge(message.seq)

    async def _end_idle(self) -> None:
        """Ends when the client has idled too long: said nothing at all, stopped within a message, or asked its last."""
        while True:
            left_s = self._asked_s + IDLE_S - self._host.now()
            if left_s <= 0 and not self._in_use:
                raise UsageError(f"nothing was asked for {IDLE_S:.0f} s, and nothing is subscribed: connect again")
            await asyncio.sleep(left_s if left_s > 0 else IDLE_S)

    @property
    def _in_use(self) -> bool:
        return self._sent is not None or self.watch is not None or self._open_requests > 0

    async def _request(self, request: codec.Request) -> None:
        while self._open_requests >= _OPEN_REQUESTS:
            self._room.clear()
            await self._room.wait()
        self._open_requests += 1
        answer = partial(self._answer, request.id)
        if request.key is None:
            self._host.handle(request.verb, request.args, answer)
        else:
            self._host.handle_once(request.key, request.verb, request.args, answer)

    def _answer(self, number: int, result: Any) -> None:  # noqa: ANN401 - each verb has its own answer
        self._answers.append(_packed(number, result))
        self._wake.set()

    async def _subscribe(self, wish: codec.Subscribe) -> None:
        if self._sent is not None:
            raise UsageError("this connection has subscribed already: open another")
        if wish.consumer is not None:
            await self._take_name(wish.consumer)
        if wish.after is not None:
            start = wish.after
        elif wish.consumer is not None:
            start = self._host.cursor(wish.consumer)
        else:
            start = self._host.committed
        self._one_by_one = wish.one_by_one and wish.consumer is not None
        # A place beyond the end is one of another journal: go on from ours.
        self._sent = max(0, min(start, self._host.committed))
        self._wake.set()

    async def _take_name(self, consumer: str) -> None:
        """Take the name; wait a moment for a holder that was killed and is still registered."""
        if not 0 < len(consumer) <= 40 or not consumer.isprintable():  # noqa: PLR2004 - the same as a box's id
            raise UsageError("a consumer's name has 1 to 40 printable characters")
        for _ in range(int(_HANDOVER_S / _LOOK_AGAIN_S)):
            if self._host.take_name(consumer, self):
                self._consumer = consumer
                return
            await asyncio.sleep(_LOOK_AGAIN_S)
        raise BusyError(f"another client is connected as {consumer!r}: stop that one first")

    def _acknowledge(self, seq: int) -> None:
        if self._consumer is None or self._sent is None:
            raise UsageError("only a subscriber with a consumer's name can acknowledge")
        self._host.acknowledge(self._consumer, max(0, min(seq, self._sent)))
        if seq >= self._unacknowledged:
            self._unacknowledged = 0
            self._wake.set()

    async def _send_all(self, hello: codec.Hello) -> None:
        await self._write(codec.pack(hello))
        while True:
            self._wake.clear()
            if self._answers:
                await self._write(self._answers.popleft())
                self._open_requests -= 1
                self._room.set()
            elif self._sent is not None and self._sent < self._host.committed and not self._unacknowledged:
                await self._send_events(self._sent)
            elif self._sent is not None and self._sent >= self._host.committed and not self._live:
                self._live = True
                await self._write(codec.pack(codec.Live(seq=self._sent)))
            elif self._telemetry is None:
                await self._wake.wait()
            else:
                await self._send_telemetry(self._telemetry)

    async def _send_events(self, after: int) -> None:
        newest = self._host.committed
        most = 1 if self._one_by_one else _BATCH
        events = self._host.events_after(after, most)
        for event in events:
            if self._answers:
                break
            # Before the write: the client may acknowledge it while the write still waits.
            self._sent = event.seq
            self._unacknowledged = event.seq if self._one_by_one else 0
            await self._write(codec.pack(codec.Recorded(event=event)))
        else:
            if len(events) < most:
                # What lies between has been forgotten.
                self._sent = max(newest, self._sent or 0)

    async def _send_telemetry(self, telemetry: EncodedTelemetry) -> None:
        early_s = self._due - self._host.now()
        if early_s > 0 or self._unread():
            # The client wants it less often, or is behind: a newer one may take its place before it is ready.
            with contextlib.suppress(asyncio.TimeoutError):
                await timeout(early_s if early_s > 0 else _LOOK_AGAIN_S, self._wake.wait())
            return
        self._telemetry = None
        watch = self.watch
        if watch is not None:
            self._due = 0.0 if watch.hz is None else self._host.now() + 1 / watch.hz
            await self._write(telemetry.frame(pose=watch.pose))

    def _unread(self) -> bool:
        """Whether the kernel holds bytes that the client has not read yet (unix(7), SIOCOUTQ)."""
        descriptor = self._writer.get_extra_info("socket").fileno()
        (waiting,) = struct.unpack("i", fcntl.ioctl(descriptor, termios.TIOCOUTQ, b"\0\0\0\0"))
        return bool(waiting)

    async def _write(self, frame: bytes) -> None:
        self._writer.write(frame)
        await self._writer.drain()


def _packed(number: int, result: Any) -> bytes:  # noqa: ANN401 - each verb has its own answer
    if isinstance(result, SpotterError):
        return codec.pack(codec.Reply(id=number, error=str(result), code=code_of(result)))
    try:
        return codec.pack(codec.Reply(id=number, result=result))
    except codec.FrameError as error:
        return codec.pack(codec.Reply(id=number, error=str(error), code="usage"))
