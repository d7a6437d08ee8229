"""The daemon's socket: asyncio on a thread of its own."""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from daemon.errors import BusyError, SpotterError, UsageError
from daemon.events import SCHEMA, AnyEvent
from daemon.ipc import address, codec, queries, verbs
from daemon.ipc.audience import NOBODY, Audience, Shown, audience
from daemon.ipc.failures import code_of
from daemon.ipc.peer import Peer
from daemon.ports import Clock, Journal

_MOST_PEERS = 32
_BEAT_S = 0.5
_STOP_S = 1.5
_LAST_EVENTS_S = 0.5
_LOOK_AGAIN_S = 0.01
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class About:
    """What the daemon says of itself: the box's id, the kernel's boot id, Spotter's version."""

    box: str
    boot: str
    version: str


@dataclass(frozen=True, slots=True, eq=False)
class Backend:
    """What is behind the socket. Each function is called on the server's thread and must not block.

    Attributes:
        open_journal: Makes a reader for that thread.
        submit: Puts a command into the frame loop's queue; its ``answer`` may be called from any thread.
        acknowledge: Moves a consumer's cursor.
        forget: Erases what the arguments name, and calls its second argument, from any thread, with the number.
        health: How the daemon is, as plain data or a msgspec struct.
        beat: Called twice a second while the thread lives.
        exercises: Every exercise, likewise.
        picture: Tells its second argument, from any thread, what the camera sees now, or a SpotterError.
    """

    open_journal: Callable[[], Journal]
    submit: Callable[[verbs.Command], None]
    acknowledge: Callable[[str, int], None]
    forget: Callable[[verbs.Forget, Callable[[int], None]], None]
    health: Callable[[], Any]
    beat: Callable[[], None] = lambda: None
    exercises: Callable[[], Any] = dict
    picture: Callable[[verbs.Picture, Callable[[Any], None]], None] = lambda _, told: told(None)


class Consumer(msgspec.Struct, frozen=True, kw_only=True):
    """How far a named consumer has got.

    Attributes:
        cursor: The last ``seq`` that it is done with.
        behind: How many places of the journal it has yet to come through.
        connected: It holds a connection now.
    """

    cursor: int
    behind: int
    connected: bool


class IpcServer:
    """Listens from ``start`` to ``stop``. ``committed`` and ``telemetry`` never wait and may come from any thread."""

    def __init__(self, path: Path, about: About, backend: Backend, clock: Clock) -> None:
        self._path = path
        self._about = about
        self._backend = backend
        self._clock = clock
        self._hub: _Hub | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._offered: codec.Telemetry | None = None
        self._offer_lock = threading.Lock()

    def start(self) -> None:
        """Listen, and serve on a new thread.

        Raises:
            BusyError: Another daemon listens there.
            JournalError: The journal cannot be read.
            SpotterError: The socket cannot be made; says what to do.
        """
        listener = address.listen(self._path)
        self._thread = threading.Thread(target=self._run, args=(listener,), name="ipc", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """Tell every client, close, and take the socket away. Safe to call twice, and without ``start``."""
        if self._stopping is not None:
            self._call(self._stopping.set)
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def committed(self, seq: int) -> None:
        """Everything up to ``seq`` is in the journal: subscribers may have it."""
        if self._hub is not None:
            self._call(self._hub.committed_to, seq)

    def telemetry(self, message: codec.Telemetry) -> None:
        """How it stands now; replaces what the clients have not taken yet, and what our own thread has not."""
        if self._hub is None:
            return
        with self._offer_lock:
            waiting, self._offered = self._offered is not None, message
        if not waiting:
            self._call(self._offer)

    @property
    def audience(self) -> Audience:
        """Who watches; may be read from any thread."""
        return NOBODY if self._hub is None else self._hub.audience

    def consumer(self, name: str) -> Consumer | None:
        """How far a consumer has got, or None where nobody serves yet; for the server's own thread."""
        return None if self._hub is None else self._hub.consumer(name)

    def _offer(self) -> None:
        with self._offer_lock:
            message, self._offered = self._offered, None
        if message is not None and self._hub is not None:
            self._hub.show(Shown(message))

    def _call(self, what: Callable[..., None], *args: Any) -> None:  # noqa: ANN401 - whatever ``what`` takes
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody is left to be told
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
            self._stopping = asyncio.Event()
            self._hub = _Hub(self._path, self._about, self._backend, self._clock, journal)
            # What was committed while nobody could be told.
            self._hub.committed_to(journal.last_seq())
            server = await asyncio.start_unix_server(self._hub.welcome, sock=listener)
            self._ready.set()
            try:
                await self._until_stopped(self._stopping)
            finally:
                address.remove(self._path, inode)
                server.close()
                await self._hub.dismiss()

    async def _until_stopped(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            self._backend.beat()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stopping.wait(), _BEAT_S)


class _Hub:
    """The peers, and what they share. All of it on the server's thread; the Hub that ``peer`` asks for."""

    def __init__(self, path: Path, about: About, backend: Backend, clock: Clock, journal: Journal) -> None:
        self.committed = journal.last_seq()
        self.audience = NOBODY
        self._path = path
        self._about = about
        self._backend = backend
        self._clock = clock
        self._journal = journal
        self._loop = asyncio.get_running_loop()
        self._peers: dict[Peer, asyncio.Task[None]] = {}
        self._names: dict[str, Peer] = {}
        self._cursors: dict[str, int] = {}

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        refusal = self._refusal(writer.get_extra_info("socket"))
        if refusal is not None:
            _log.warning("a client was turned away: %s", refusal)
            writer.write(codec.pack(codec.Closing(code=code_of(refusal), error=str(refusal))))
            writer.close()
            return
        peer = Peer(self, reader, writer)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio starts this as a task
        self._peers[peer] = task
        try:
            await peer.run(self._hello())
        finally:
            del self._peers[peer]
            self._names = {name: holder for name, holder in self._names.items() if holder is not peer}
            self.recount()

    async def dismiss(self) -> None:
        """End every connection, once the named consumers have the last events; each client is told why."""
        for _ in range(round(_LAST_EVENTS_S / _LOOK_AGAIN_S)):
            if all(peer.done for peer in self._peers):
                break
            await asyncio.sleep(_LOOK_AGAIN_S)
        tasks = list(self._peers.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def committed_to(self, seq: int) -> None:
        """More is in the journal: every subscriber fetches it."""
        self.committed = max(self.committed, seq)
        for peer in self._peers:
            peer.wake()

    def show(self, telemetry: Shown) -> None:
        """Offer telemetry to every client."""
        for peer in self._peers:
            peer.show(telemetry)

    def recount(self) -> None:
        """A client watches now, or no longer."""
        self.audience = audience(peer.watch for peer in self._peers if peer.watch is not None)

    def now(self) -> float:
        """Monotonic seconds."""
        return self._clock.monotonic()

    def consumer(self, name: str) -> Consumer:
        """How far a consumer has got."""
        cursor = self.cursor(name)
        return Consumer(cursor=cursor, behind=max(self.committed - cursor, 0), connected=name in self._names)

    def events_after(self, seq: int, limit: int) -> list[AnyEvent]:
        """Committed events in order."""
        return self._journal.after(seq, limit)

    def cursor(self, consumer: str) -> int:
        """Where the named consumer is."""
        return max(self._journal.cursor(consumer), self._cursors.get(consumer, 0))

    def acknowledge(self, consumer: str, seq: int) -> None:
        """Move the named consumer's cursor; at once for who asks here, in the journal a moment later."""
        self._cursors[consumer] = max(seq, self._cursors.get(consumer, 0))
        self._backend.acknowledge(consumer, seq)

    def take_name(self, consumer: str, peer: Peer) -> bool:
        """Make the peer the holder of the name; False where another one is."""
        return self._names.setdefault(consumer, peer) is peer

    def handle(self, verb: str, args: dict[str, Any], answer: Callable[[Any], None]) -> None:
        """Do what is asked; ``answer`` is told the result or a SpotterError, now or later, on this thread."""
        try:
            self._handle(verbs.parse(verb, args), lambda result: self._later(answer, result), answer)
        except SpotterError as error:
            answer(error)

    def _handle(self, args: verbs.Args, later: Callable[[Any], None], at_once: Callable[[Any], None]) -> None:
        if isinstance(args, verbs.Forget):
            self._backend.forget(args, lambda count: later({"forgotten": count}))
        elif isinstance(args, verbs.Health):
            at_once(self._backend.health())
        elif isinstance(args, verbs.Exercises):
            at_once(self._backend.exercises())
        elif isinstance(args, verbs.Picture):
            self._backend.picture(args, later)
        elif isinstance(args, tuple(verbs.QUERIES.values())):
            at_once(queries.answer(args, self._journal, self._clock.now()))
        else:
            self._backend.submit(verbs.Command(args, later))

    def _later(self, answer: Callable[[Any], None], result: Any) -> None:  # noqa: ANN401 - each verb has its own answer
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits for the answer
            self._loop.call_soon_threadsafe(answer, result)

    def _refusal(self, connection: socket.socket) -> SpotterError | None:
        if not address.may_speak(connection, self._path):
            return UsageError(f"{self._path} is for root, the daemon's user and its group: join the group")
        if len(self._peers) >= _MOST_PEERS:
            return BusyError(f"{_MOST_PEERS} clients are connected to {self._path} already: close one")
        return None

    def _hello(self) -> codec.Hello:
        about = self._about
        return codec.Hello(
            box=about.box, boot=about.boot, version=about.version, schema=SCHEMA, last_seq=self.committed
        )
