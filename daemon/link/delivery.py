"""Carries the journal to the broker; acknowledges an event to the daemon only after the broker acknowledged it.

Nothing is kept here: what the broker has not acknowledged is in the journal, and comes again.
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec

from daemon import events
from daemon.backoff import Backoff
from daemon.errors import BusyError, SpotterError
from daemon.events import AnyEvent, ClockSet
from daemon.ipc.client import Client, Incoming
from daemon.ipc.codec import Hello, Recorded
from daemon.link.context import Context, why
from daemon.link.mqtt import FAILED, PACKET_TOO_LARGE, Connection
from daemon.link.rivals import AnotherLinkError
from daemon.link.summary import changed_by, last_summary, summary_after
from daemon.link.tasks import while_connected

CONSUMER = "link"
"""The name of our cursor in the journal."""

HOPELESS = frozenset({0x90, PACKET_TOO_LARGE, 0x99})
"""Topic name invalid, packet too large, payload format invalid: the broker would refuse the same message for ever."""


class Delivery:
    """Publishes every event of the journal, in order, one at a time."""

    def __init__(self, connection: Connection, context: Context) -> None:
        self._connection = connection
        self._context = context

    async def run(self) -> None:
        """Delivers until the broker is gone; waits for a daemon that is away.

        Raises:
            AnotherLinkError: The daemon serves another link.
            BrokerLostError: The connection ended.
        """
        await while_connected(self._context, "events", self._follow)

    async def _follow(self, backoff: Backoff) -> None:
        async with await Client.connect(self._context.path) as client:
            await client.subscribe(consumer=CONSUMER, one_by_one=True)
            async for message in _for_us(client):
                self._context.status_log.ok("daemon", f"the daemon answers at {self._context.path}")
                self._context.status_log.recovered("events", "events are delivered again")
                backoff.reset()
                if isinstance(message, Recorded):
                    if message.event.id not in self._context.delivered:
                        await self._deliver(message.event, client.hello)
                        self._context.delivered.append(message.event.id)
                    await self._summarise(message.event)
                    await client.ack(message.event.seq)

    async def _deliver(self, event: AnyEvent, hello: Hello) -> None:
        """Publishes the event until the broker has taken it, or will never take it."""
        backoff = Backoff(0.5, 10.0)
        what = f"{events.name(event)} (seq {event.seq})"
        while True:
            message = self._context.topics.event(event, hello, self._context.clock.monotonic())
            code = await self._connection.publish(message)
            if code < FAILED:
                self._context.status_log.recovered("refused", "the broker takes events again")
                return
            if code in HOPELESS:
                self._context.status_log.trouble(
                    what, f"{message.topic}: the broker will never take {what}, 0x{code:02x}: left out"
                )
                return
            self._context.status_log.trouble("refused", _refused(message.topic, code))
            await asyncio.sleep(backoff.next_s())

    async def _summarise(self, event: AnyEvent) -> None:
        """Publishes the workout's summary. One that fails is not tried again: the next set brings a newer one."""
        workout, path = changed_by(event), self._context.path
        if workout is None and not isinstance(event, ClockSet):
            return
        async with self._context.summarising:
            try:
                summary = await (last_summary(path) if workout is None else summary_after(event, workout, path))
            except (SpotterError, msgspec.ValidationError) as error:
                self._context.status_log.trouble("summary", f"the workout's summary is not published: {error}")
                return
            if summary is not None:
                message = self._context.topics.last_workout(summary)
                self._context.log_refusal(message, await self._connection.publish(message))


async def _for_us(client: Client) -> AsyncIterator[Incoming]:
    """What the daemon sends to its link.

    Raises:
        AnotherLinkError: It sends it to another one.
    """
    try:
        async for message in client:
            yield message
    except BusyError as error:
        raise AnotherLinkError(str(error)) from error


def _refused(topic: str, code: int) -> str:
    return f"{topic}: the broker refuses events, {why(code)}; they wait in the journal, and are tried again"
