"""From the journal to the broker: each event acknowledged to the daemon only after the broker acknowledged it to us.

Nothing is kept here: what the broker has not acknowledged is in the journal, and comes again.
"""

import asyncio

import msgspec

from daemon import events
from daemon.backoff import Backoff
from daemon.errors import SpotterError
from daemon.events import AnyEvent
from daemon.ipc.client import Client
from daemon.ipc.codec import Hello, Recorded
from daemon.link.context import Context
from daemon.link.mqtt import FAILED, PACKET_TOO_LARGE, BrokerLostError, Connection
from daemon.link.summary import changed_by, summary_after

CONSUMER = "link"
"""The name of our cursor in the journal."""

HOPELESS = frozenset({0x90, PACKET_TOO_LARGE, 0x99})
"""Topic name invalid, packet too large, payload format invalid: the same message would be refused for ever."""


class Delivery:
    """Publishes every event of the journal, in order, one at a time."""

    def __init__(self, connection: Connection, context: Context) -> None:
        self._connection = connection
        self._context = context

    async def run(self) -> None:
        """Deliver until the broker is gone; a daemon that is away is waited for.

        Raises:
            BrokerLostError: The connection ended.
        """
        backoff = Backoff(0.25, 2.0)
        while True:
            try:
                await self._follow(backoff)
            except BrokerLostError:
                raise
            except SpotterError as error:
                self._context.lost("events", error)
            await asyncio.sleep(backoff.next_s())

    async def _follow(self, backoff: Backoff) -> None:
        async with await Client.connect(self._context.path) as client:
            await client.subscribe(consumer=CONSUMER, one_by_one=True)
            async for message in client:
                self._context.notices.well("daemon", f"the daemon answers at {self._context.path}")
                self._context.notices.mended("events", "events are delivered again")
                backoff.reset()
                if isinstance(message, Recorded):
                    if message.event.id not in self._context.delivered:
                        await self._deliver(message.event, client.hello)
                        self._context.delivered.append(message.event.id)
                    await self._summarise(message.event)
                    await client.ack(message.event.seq)

    async def _deliver(self, event: AnyEvent, hello: Hello) -> None:
        """Publish until the broker has it, or will never have it."""
        backoff = Backoff(0.5, 10.0)
        what = f"{events.name(event)} (seq {event.seq})"
        while True:
            message = self._context.topics.event(event, hello, self._context.clock.monotonic())
            code = await self._connection.publish(message)
            if code < FAILED:
                self._context.notices.mended("refused", "the broker takes events again")
                return
            if code in HOPELESS:
                self._context.notices.trouble(
                    what, f"{message.topic}: the broker will never take {what}, 0x{code:02x}: left out"
                )
                return
            self._context.notices.trouble("refused", _refused(message.topic, code))
            await asyncio.sleep(backoff.next_s())

    async def _summarise(self, event: AnyEvent) -> None:
        """The summary is made anew with each set, so one that cannot be had now is not waited for."""
        workout = changed_by(event)
        if workout is None:
            return
        try:
            summary = await summary_after(event, workout, self._context.path)
        except (SpotterError, msgspec.ValidationError) as error:
            self._context.notices.trouble("summary", f"the workout's summary is not published: {error}")
            return
        if summary is None:
            return
        message = self._context.topics.last_workout(summary)
        self._context.told(message, await self._connection.publish(message))


def _refused(topic: str, code: int) -> str:
    why = {
        0x87: "not authorized: let the broker's ACL allow this user to write there",
        0x97: "quota exceeded: raise the broker's quota",
    }.get(code, "look into the broker's log")
    return f"{topic}: the broker refuses events, 0x{code:02x} ({why}); they wait in the journal, and are tried again"
