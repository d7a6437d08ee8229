"""Follows the daemon for all pages at once: one connection, the last events, the newest state and pose."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from daemon.backoff import Backoff
from daemon.errors import SpotterError
from daemon.events import SetStarted
from daemon.ipc.client import Client
from daemon.ipc.codec import Recorded, Telemetry
from daemon.web import frames

POSE_HZ = 15.0
"""How often joints are asked for: every second frame of a usual camera."""
KEPT = 512
"""Events that are kept for pages; who missed more is served from the journal."""
_RECONNECT_S = (0.1, 1.0)
_LOG = logging.getLogger("spotter.web")


class Feed:
    """What the daemon says.

    Args:
        path: Its socket.
        now: Returns the machine's monotonic seconds, which are the daemon's too.

    Attributes:
        boot: The kernel's id of this boot, as the daemon says it; empty: it was not heard yet.
        ready: The daemon was heard since the start.
        seq: The newest event that is known.
        floor: Every event after this one is kept.
        epoch: Rises when the journal is another one.
        state, pose: The newest, as they are sent.
        state_version, pose_version: Rise with them.
        ends: Rises when the streams that are open are to end.
    """

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self.boot = ""
        self.ready = False
        self.seq = self.floor = self.epoch = self.ends = 0
        self.state = frames.state_frame(frames.AWAY)
        self.pose = frames.pose_frame(None)
        self.state_version = self.pose_version = 1
        self._path = path
        self._now = now
        self._shown: frames.PageState = frames.AWAY
        self._set_start = 0
        self._events: deque[tuple[int, bytes]] = deque()
        self._wakers: set[asyncio.Event] = set()
        self._client: Client | None = None
        self._said: str | None = None

    async def run(self) -> None:
        """Follows until cancelled; the daemon may come and go."""
        backoff = Backoff(*_RECONNECT_S)
        while True:
            try:
                async with await Client.connect(self._path) as client:
                    backoff.reset()
                    await self._follow(client)
            except SpotterError as error:
                self._say(str(error))
            self._client = None
            self._show(frames.AWAY)
            self._draw(frames.pose_frame(None))
            await asyncio.sleep(backoff.next_s())

    def moment(self) -> bytes:
        """Returns this moment as it is sent."""
        return frames.clock_frame(self.boot, self._now())

    def end(self) -> None:
        """Ends the stream of every page that is open now."""
        self.ends += 1
        self.wake()

    async def attend(self, waker: asyncio.Event) -> None:
        """Wakes this page from now on; with the first one, joints are asked for."""
        self._wakers.add(waker)
        await self._watch()

    async def leave(self, waker: asyncio.Event) -> None:
        """Wakes it no more."""
        self._wakers.discard(waker)
        await self._watch()

    def wake(self) -> None:
        """Lets every page look for what is new."""
        for waker in self._wakers:
            waker.set()

    @property
    def fresh(self) -> int:
        """The event after which a page begins that knows nothing: before the newest set."""
        return max(self._set_start - 1, self.floor) if self._set_start else self.seq

    def after(self, seq: int) -> Iterator[tuple[int, bytes]]:
        """Returns the kept events after ``seq``, in order."""
        if seq >= self.seq:
            return iter(())
        return (each for each in list(self._events) if each[0] > seq)

    async def newest(self) -> int:
        """Returns the newest event of the journal, which may not have come here yet.

        Raises:
            SpotterError: The daemon is away.
        """
        async with await Client.connect(self._path) as client:
            return client.hello.last_seq

    async def backlog(self, seq: int) -> AsyncIterator[tuple[int, bytes]]:
        """Reads from the journal what followed ``seq``, for a page that missed more than is kept.

        Raises:
            SpotterError: The daemon is away.
        """
        async with await Client.connect(self._path) as client:
            await client.subscribe(after=seq)
            async for message in client:
                if not isinstance(message, Recorded):
                    return
                yield message.event.seq, frames.event_frame(message.event)

    async def _follow(self, client: Client) -> None:
        newest, self.boot = client.hello.last_seq, client.hello.boot
        if not self.ready or newest < self.seq:
            self._begin(newest)
        self._say(f"following the daemon at {self._path}")
        self._client = client
        await self._watch()
        await client.subscribe(after=self.seq)
        async for message in client:
            if isinstance(message, Recorded):
                self._take(message)
            elif isinstance(message, Telemetry):
                self._show(frames.state_of(message))
                self._draw(frames.pose_frame(frames.pose_of(message)))
            else:
                self.ready = True
                self.wake()

    def _begin(self, newest: int) -> None:
        """Begins with the last events of a journal that is not known yet."""
        self.epoch += self.ready
        self.seq = self.floor = max(newest - KEPT, 0)
        self._set_start = 0
        self._events.clear()

    def _take(self, message: Recorded) -> None:
        event = message.event
        self.seq = event.seq
        if isinstance(event, SetStarted):
            self._set_start = event.seq
        self._events.append((event.seq, frames.event_frame(event)))
        while len(self._events) > KEPT:
            self.floor = self._events.popleft()[0]
        if self.ready:
            self.wake()

    def _show(self, state: frames.PageState) -> None:
        if state != self._shown:
            self._shown = state
            self.state = frames.state_frame(state)
            self.state_version += 1
            self.wake()

    def _draw(self, pose: bytes) -> None:
        if pose != self.pose:
            self.pose = pose
            self.pose_version += 1
            self.wake()

    async def _watch(self) -> None:
        """Asks for telemetry while there is a page, and only then: it is the daemon's time."""
        if self._client is not None:
            try:
                on = bool(self._wakers)
                await self._client.watch(telemetry=on, pose=on, hz=POSE_HZ)
            except SpotterError:
                return  # the daemon has just gone, as ``run`` will find

    def _say(self, text: str) -> None:
        """Logs how things stand, once for each change."""
        if text != self._said:
            self._said = text
            _LOG.info("%s", text)
