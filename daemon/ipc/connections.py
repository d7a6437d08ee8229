"""The connected clients and what they share: journal, names, telemetry. On the server's thread."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daemon.errors import BusyError, SpotterError, UsageError
from daemon.events import SCHEMA, AnyEvent
from daemon.ipc import address, codec, verbs
from daemon.ipc.backend import About, Backend, Consumer
from daemon.ipc.failures import code_of
from daemon.ipc.journal_worker import JournalWorker
from daemon.ipc.peer import Peer
from daemon.ipc.telemetry_demand import NOBODY, EncodedTelemetry, telemetry_demand
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from daemon.ipc.verbs.parsing import parse
from daemon.ipc.verbs.table import QUERIES
from daemon.ports import Clock, Journal

_MOST_PEERS = 32
_LAST_EVENTS_S = 0.5
_LOOK_AGAIN_S = 0.01
_log = logging.getLogger(__name__)


class Connections:
    """The peers, and what they share; implements ``peer.PeerHost``.

    Attributes:
        committed: The newest ``seq`` that is known to be in the journal.
        demand: Who watches, and how often; replaced whole, so that any thread may read it.
    """

    def __init__(self, path: Path, about: About, backend: Backend, clock: Clock, journal: Journal) -> None:
        self.committed = journal.last_seq()
        self.demand = NOBODY
        self._path = path
        self._about = about
        self._backend = backend
        self._clock = clock
        self._journal = journal
        self._worker = JournalWorker(backend.open_journal, clock)
        self._loop = asyncio.get_running_loop()
        self._peers: dict[Peer, asyncio.Task[None]] = {}
        self._names: dict[str, Peer] = {}
        self._cursors: dict[str, int] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        refusal = self._refusal(writer.get_extra_info("socket"))
        if refusal is not None:
            _log.warning("refused a client: %s", refusal)
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
            self.update_demand()

    async def close(self) -> None:
        """Wait until the named consumers have the last events, then tell every client why and close its connection."""
        for _ in range(round(_LAST_EVENTS_S / _LOOK_AGAIN_S)):
            if all(peer.done for peer in self._peers):
                break
            await asyncio.sleep(_LOOK_AGAIN_S)
        tasks = list(self._peers.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._worker.stop()

    def on_committed(self, seq: int) -> None:
        """Let every subscriber fetch what is new in the journal, up to ``seq``."""
        self.committed = max(self.committed, seq)
        for peer in self._peers:
            peer.wake()

    def show(self, telemetry: EncodedTelemetry) -> None:
        """Offer telemetry to every client."""
        for peer in self._peers:
            peer.show(telemetry)

    def update_demand(self) -> None:
        """A client began or ceased to watch."""
        self.demand = telemetry_demand(peer.watch for peer in self._peers if peer.watch is not None)

    def now(self) -> float:
        """Monotonic seconds."""
        return self._clock.monotonic()

    def consumer(self, name: str) -> Consumer | None:
        """Returns how far a consumer has got; None: it never connected."""
        cursor, connected = self.cursor(name), name in self._names
        if cursor == 0 and not connected:
            return None
        return Consumer(cursor=cursor, behind=max(self.committed - cursor, 0), connected=connected)

    def events_after(self, seq: int, limit: int) -> list[AnyEvent]:
        """Returns committed events, in order."""
        return self._journal.after(seq, limit)

    def cursor(self, consumer: str) -> int:
        """Returns the named consumer's place: the last ``seq`` that it has acknowledged."""
        return max(self._journal.cursor(consumer), self._cursors.get(consumer, 0))

    def acknowledge(self, consumer: str, seq: int) -> None:
        """Move the named consumer's cursor: here at once, in the journal a moment later."""
        self._cursors[consumer] = max(seq, self._cursors.get(consumer, 0))
        self._backend.acknowledge(consumer, seq)

    def take_name(self, consumer: str, peer: Peer) -> bool:
        """Make the peer the holder of the name; returns False where another one holds it."""
        return self._names.setdefault(consumer, peer) is peer

    def handle(self, verb: str, args: dict[str, Any], answer: Callable[[Any], None]) -> None:
        """Carry out a request; calls ``answer`` with the result or a SpotterError, now or later, on this thread."""
        self._handle_checked(None, verb, args, answer)

    def handle_once(self, key: str, verb: str, args: dict[str, Any], answer: Callable[[Any], None]) -> None:
        """The same, for a request that may be sent again with its key: a command is then carried out once."""
        self._handle_checked(key, verb, args, answer)

    def _handle_checked(self, key: str | None, verb: str, args: dict[str, Any], answer: Callable[[Any], None]) -> None:
        try:
            self._handle(parse(verb, args), lambda result: self._later(answer, result), answer, key)
        except SpotterError as error:
            answer(error)

    def _handle(
        self, args: Args, later: Callable[[Any], None], at_once: Callable[[Any], None], key: str | None
    ) -> None:
        if isinstance(args, verbs.journal.Forget):
            self._backend.forget(args, later)
        elif isinstance(args, verbs.journal.Import):
            self._backend.keep(args, lambda result: later({"new": result} if isinstance(result, int) else result))
        elif isinstance(args, verbs.box.Health):
            at_once(self._backend.health(self.consumer))
        elif isinstance(args, verbs.box.Exercises):
            at_once(self._backend.exercises())
        elif isinstance(args, verbs.plans.Plans):
            at_once(self._backend.plans())
        elif isinstance(args, verbs.box.Picture):
            self._backend.picture(args, later)
        elif isinstance(args, verbs.box.Setup):
            at_once(self._backend.setup())
        elif isinstance(args, verbs.box.SetupAnswer):
            self._backend.answer_setup(args, later)
        elif isinstance(args, tuple(QUERIES.values())):
            self._worker.ask(args, later)
        else:
            self._backend.submit(Command(args, later, key))

    def _later(self, answer: Callable[[Any], None], result: Any) -> None:  # noqa: ANN401 - each verb has its own answer
        with contextlib.suppress(RuntimeError):  # the loop has ended, and its clients with it
            self._loop.call_soon_threadsafe(answer, result)

    def _refusal(self, connection: socket.socket) -> SpotterError | None:
        if not address.may_speak(connection, self._path):
            return UsageError(f"permission denied: {self._path}: join the group 'spotter' or use sudo")
        if len(self._peers) >= _MOST_PEERS:
            return BusyError(f"{_MOST_PEERS} clients are already connected to {self._path}: close one")
        return None

    def _hello(self) -> codec.Hello:
        about = self._about
        return codec.Hello(
            box=about.box, boot=about.boot, version=about.version, schema=SCHEMA, last_seq=self.committed
        )
