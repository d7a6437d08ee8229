"""Keeps the connection to the daemon, and hands on what it sends."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daemon.backoff import Backoff
from daemon.clock import Clock, local
from daemon.errors import AwayError, SpotterError
from daemon.events import AnyEvent, ClockSet, RepCorrected, SetEnded
from daemon.ipc import codec
from daemon.ipc.client import Client
from tui.model import answers, messages

_FIRST_S, _LONGEST_S = 0.1, 2.0
"""The wait between two attempts to connect doubles from the first to the longest."""
_TODAY = 150


class Feed:
    """Connects and subscribes, hands on every message, and connects again after a loss.

    Args:
        socket: The daemon's socket.
        take: Is called with each message, in order, on the event loop.
        clock: Says which day it is.
    """

    def __init__(self, socket: Path, take: Callable[[messages.Message], None], clock: Clock) -> None:
        self._socket = socket
        self._take = take
        self._clock = clock
        self._client: Client | None = None
        self._seen = 0
        self._box: str | None = None
        self._again: set[asyncio.Task[None]] = set()

    async def ask(self, verb: str, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Sends a command or a query, and returns the answer.

        Raises:
            AwayError: No daemon is there, or it went away.
            SpotterError: The daemon refuses the request.
        """
        if self._client is None:
            raise AwayError("the daemon is away: start it with `spotter run`; the dashboard waits for it")
        return await self._client.request(verb, **args)

    async def run(self) -> None:
        """Runs until it is cancelled."""
        backoff = Backoff(_FIRST_S, _LONGEST_S)
        while True:
            try:
                async with await Client.connect(self._socket) as client:
                    backoff.reset()
                    await self._converse(client)
                self._lost("the daemon closed the connection")
            except SpotterError as error:
                self._lost(str(error))
            finally:
                self._client = None
            await asyncio.sleep(backoff.next_s())

    def _lost(self, why: str) -> None:
        self._take(messages.Lost(error=why))

    async def _converse(self, client: Client) -> None:
        """Fetches the past, then hands on what happens."""
        hello = client.hello
        if self._box != hello.box or hello.last_seq < self._seen:
            self._box, self._seen = hello.box, 0
        self._client = client
        self._take(messages.Connected(hello=hello))
        await client.watch(pose=True)
        with contextlib.suppress(SpotterError):  # an older daemon has no such steps
            self._take(messages.SetUp(boot=answers.read(answers.FirstBoot, await client.request("setup"))))
        await self._fetch(client)
        with contextlib.suppress(SpotterError):  # an older daemon knows none; names stand for titles
            self._take(messages.Known(exercises=await _exercises(client)))
        await client.subscribe(after=self._seen or hello.last_seq)
        async for message in client:
            if isinstance(message, codec.Recorded):
                self._seen = max(self._seen, message.event.seq)
                self._follow_up(client, message.event)
            self._take(message)

    def _follow_up(self, client: Client, event: AnyEvent) -> None:
        """Fetches today's totals again after a set ended or was corrected, or the clock was set."""
        if isinstance(event, SetEnded | RepCorrected | ClockSet) and not self._again:
            task = asyncio.get_running_loop().create_task(self._refetch(client))
            self._again.add(task)
            task.add_done_callback(self._again.discard)

    async def _refetch(self, client: Client) -> None:
        with contextlib.suppress(SpotterError):  # the loss of the connection says it
            await self._fetch(client)

    async def _fetch(self, client: Client) -> None:
        """Fetches today's sets, and the newest set's events."""
        sets = answers.read(answers.Sets, await client.request("history", limit=_TODAY)).sets
        today = local(self._clock.now()).date()
        of_today = tuple(each for each in sets if answers.day(each.t) == today)
        last = await answers.set_events(client.request, sets[-1].set) if sets else []
        self._take(messages.Fetched(today=of_today, last=tuple(last), any_set=bool(sets)))


async def _exercises(client: Client) -> tuple[answers.ExerciseLine, ...]:
    return tuple(answers.read(answers.Exercises, await client.request("exercises")).exercises)
