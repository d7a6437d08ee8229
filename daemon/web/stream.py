"""One page's stream of server-sent events: every event once and in order, and the newest state and pose."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from daemon.errors import SpotterError
from daemon.web import frames
from daemon.web.feed import Feed
from daemon.web.pairing_watcher import PairingWatcher

HEARTBEAT_S = 10.0
"""A page that hears nothing else is told the time so often (s): it shows both sides that the other is there."""
_HEAD = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(slots=True)
class Seen:
    """What a page has: the newest event (None: nothing), and of which journal; the boot; versions of state and pose."""

    seq: int | None
    epoch: int
    boot: str = ""
    state: int = 0
    pose: int = 0


class Stream:
    """The answer to ``GET /api/events``, as an ASGI application.

    Args:
        feed: What the daemon says.
        pairings: Who may hear it.
        cookie: The page's.
        after: The newest event that the page has; None: it begins.
    """

    def __init__(self, feed: Feed, pairings: PairingWatcher, cookie: str, after: int | None) -> None:
        self._feed = feed
        self._pairings = pairings
        self._cookie = cookie
        self._seen = Seen(after, feed.epoch)
        self._wake = asyncio.Event()
        self._gone = False
        self._first = True
        self._ends = feed.ends

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Sends until the page leaves or may hear no more. Who takes nothing is cut off by the server."""
        leaving = asyncio.create_task(self._until_gone(receive))
        await self._feed.attend(self._wake)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEAD})
            await _send(send, frames.RETRY)
            await self._run(send)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            leaving.cancel()
            await self._feed.leave(self._wake)

    async def _run(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        spoke_s = loop.time()
        while self._may_hear():
            self._wake.clear()
            async for chunk in self._news():
                spoke_s = loop.time()
                await _send(send, chunk)
            if loop.time() - spoke_s >= HEARTBEAT_S:
                spoke_s = loop.time()
                await _send(send, self._feed.moment())
            await self._wake.wait()

    def _may_hear(self) -> bool:
        ended = self._gone or self._feed.ends != self._ends
        return not ended and self._pairings.holder(self._cookie) is not None

    async def _news(self) -> AsyncIterator[bytes]:
        """Returns what is new, oldest first; before any event, the clock that its age goes by."""
        if self._seen.boot != self._feed.boot:
            self._seen.boot = self._feed.boot
            yield self._feed.moment()
        if self._feed.ready:
            async for chunk in self._events():
                yield chunk
        now = self._now()
        if now:
            yield now

    def _now(self) -> bytes:
        """Returns state and pose, as far as they are new."""
        seen, feed = self._seen, self._feed
        state = feed.state if seen.state != feed.state_version else b""
        pose = feed.pose if seen.pose != feed.pose_version else b""
        seen.state, seen.pose = feed.state_version, feed.pose_version
        return state + pose

    async def _events(self) -> AsyncIterator[bytes]:
        seen, feed = self._seen, self._feed
        try:
            if await self._is_other_journal():
                seen.seq, seen.epoch = None, feed.epoch
                yield frames.RESET
        except SpotterError:
            return  # the daemon has gone: the page waits for its return
        seq = feed.fresh if seen.seq is None else seen.seq
        if seq < feed.floor:
            with contextlib.suppress(SpotterError):  # the daemon has gone: the page waits for its return
                async for newer, chunk in feed.backlog(seq):
                    seen.seq = newer
                    yield chunk
            return
        seen.seq = seq
        for newer, chunk in feed.after(seq):
            seen.seq = newer
            yield chunk

    async def _is_other_journal(self) -> bool:
        """Whether what the page has is of a journal that is no more: it has other events, or more than there are.

        Raises:
            SpotterError: The daemon is away, and cannot be asked.
        """
        seq = self._seen.seq
        if self._first and seq is not None and seq > self._feed.seq and seq > await self._feed.newest():
            self._first = False
            return True
        self._first = False
        return self._seen.epoch != self._feed.epoch

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._wake.set()


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})
